import { Emitter } from '../../domain/base/event.ts';
import { lazy } from '../../domain/base/lazy.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { TreeModel, TreeNode } from '../../domain/base/tree.ts';
import type { RunMetrics } from '../../domain/experiments/runMetrics.ts';
import type { RunStore } from '../../domain/runs/runStore.ts';
import type { RunRows } from './runRows.ts';

/** Rows of the Runs view. No rows at all when there are no runs, so that the welcome text shows. */
export class RunsModel implements TreeModel, Disposable {
  readonly #runs: RunStore;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #load: () => Promise<RunRows>;
  #rows: RunRows | undefined;
  readonly onDidChange = this.#changed.event;

  constructor(runs: RunStore, metrics: RunMetrics) {
    this.#runs = runs;
    const changed = () => this.#changed.fire();
    this.#store.add(runs.onDidChange(changed));
    this.#load = lazy(async () => {
      const { RunRows: Rows } = await import('./runRows.ts');
      return (this.#rows = this.#store.add(new Rows(metrics, changed)));
    });
  }

  async children(node: TreeNode | undefined): Promise<readonly TreeNode[]> {
    return node ? (node.children ?? []) : (await this.#load()).roots(this.#runs);
  }

  setVisible(isVisible: boolean): void {
    if (!isVisible) this.#rows?.rest();
  }

  dispose(): void {
    this.#store.dispose();
  }
}
