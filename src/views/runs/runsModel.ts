import { Emitter } from '../../domain/base/event.ts';
import { assertNever, type Failure, type FailureCode } from '../../domain/base/failure.ts';
import { lazy } from '../../domain/base/lazy.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { TreeModel, TreeNode } from '../../domain/base/tree.ts';
import type { RunStore } from '../../domain/runs/runStore.ts';

/** The welcome texts explain these, with buttons. */
const EXPLAINED = new Set<FailureCode>(['unreachable', 'forbidden', 'not-found', 'untrusted']);

/** Rows are made when the view is looked at. */
const loadTree = lazy(() => import('../../domain/runs/runTree.ts'));

/** Rows of the Runs view. No rows at all when there are no runs, so that the welcome text shows. */
export class RunsModel implements TreeModel, Disposable {
  readonly #runs: RunStore;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly onDidChange = this.#changed.event;

  constructor(runs: RunStore) {
    this.#runs = runs;
    this.#store.add(runs.onDidChange(() => this.#changed.fire()));
  }

  async children(node: TreeNode | undefined): Promise<readonly TreeNode[]> {
    if (node) return node.children ?? [];
    const { runTree } = await loadTree();
    const { current, now } = this.#runs;
    switch (current.state) {
      case 'loading':
        return [{ id: 'loading', label: t('Looking for runs…'), health: 'loading' }];
      case 'failed':
        return EXPLAINED.has(current.failure.code) ? [] : [failureNode(current.failure)];
      case 'ready':
        return runTree(current.value, now);
      default:
        return assertNever(current);
    }
  }

  dispose(): void {
    this.#store.dispose();
  }
}

function failureNode(failure: Failure): TreeNode {
  return {
    id: 'failure',
    label: failure.message,
    health: 'failed',
    tooltip: [failure.message, failure.nextStep, failure.detail].filter(Boolean).join('\n'),
    ...(failure.nextStep === undefined ? {} : { description: failure.nextStep }),
    open: { command: 'trainyard.runs.refresh', args: [] },
  };
}
