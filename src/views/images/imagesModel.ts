import { Emitter } from '../../domain/base/event.ts';
import { lazy } from '../../domain/base/lazy.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { TreeModel, TreeNode } from '../../domain/base/tree.ts';
import type { BuildStore } from '../../domain/images/buildStore.ts';

/** Rows are made when the view is looked at. */
const loadTree = lazy(() => import('../../domain/images/buildTree.ts'));

/** Rows of the Images view. None while nothing was built, so that the welcome text shows. */
export class ImagesModel implements TreeModel, Disposable {
  readonly #builds: BuildStore;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly onDidChange = this.#changed.event;

  constructor(builds: BuildStore) {
    this.#builds = builds;
    this.#store.add(builds.onDidChange(() => this.#changed.fire()));
  }

  async children(node: TreeNode | undefined): Promise<readonly TreeNode[]> {
    return node ? [] : (await loadTree()).buildTree(this.#builds.records, new Date());
  }

  dispose(): void {
    this.#store.dispose();
  }
}
