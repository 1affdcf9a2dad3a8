import type { Memento } from 'vscode';
import { Emitter } from '../../domain/base/event.ts';
import { lazy } from '../../domain/base/lazy.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { TreeModel, TreeNode } from '../../domain/base/tree.ts';
import type { ExperimentRows } from '../../domain/experiments/experimentRows.ts';
import type { TrackerHub } from '../../domain/experiments/trackerHub.ts';

export interface ExperimentsModelParts {
  readonly workspaceState: Memento;
  readonly services: () => Promise<{ readonly trackers: TrackerHub; readonly userName: string }>;
}

/** Rows of the Experiments view; what makes them is loaded when somebody looks. */
export class ExperimentsModel implements TreeModel, Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #load: () => Promise<ExperimentRows>;
  #rows: ExperimentRows | undefined;
  readonly onDidChange = this.#changed.event;

  constructor({ workspaceState, services }: ExperimentsModelParts) {
    this.#load = lazy(async () => {
      const [{ ExperimentRows: Rows }, { rowChoices }, { trackers: hub, userName }] = await Promise.all([
        import('../../domain/experiments/experimentRows.ts'),
        import('./experimentMemory.ts'),
        services(),
      ]);
      const rows = this.#store.add(new Rows({ hub, ...rowChoices(workspaceState, userName) }));
      this.#store.add(rows.onDidChange(() => this.#changed.fire()));
      this.#rows = rows;
      return rows;
    });
  }

  async children(node: TreeNode | undefined, limit: number): Promise<readonly TreeNode[]> {
    return (await this.#load()).children(node, limit);
  }

  setVisible(isVisible: boolean): void {
    this.#rows?.setVisible(isVisible);
  }

  expanded(node: TreeNode): void {
    this.#rows?.expanded(node);
  }

  collapsed(node: TreeNode): void {
    this.#rows?.collapsed(node);
  }

  repaint(): void {
    this.#rows?.repaint();
  }

  dispose(): void {
    this.#store.dispose();
  }
}
