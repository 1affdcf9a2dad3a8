import { Emitter } from '../../domain/base/event.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { TreeModel, TreeNode } from '../../domain/base/tree.ts';
import type { BuildStore } from '../../domain/images/buildStore.ts';
import { buildTree } from '../../domain/images/buildTree.ts';

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

  children(node: TreeNode | undefined): readonly TreeNode[] {
    return node ? [] : buildTree(this.#builds.records, new Date());
  }

  dispose(): void {
    this.#store.dispose();
  }
}
