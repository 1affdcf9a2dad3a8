import { Emitter } from '../../domain/base/event.ts';
import { assertNever, type Failure, type FailureCode } from '../../domain/base/failure.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { TreeModel, TreeNode } from '../../domain/base/tree.ts';
import type { RunStore } from '../../domain/runs/runStore.ts';
import { runTree } from '../../domain/runs/runTree.ts';

/** The welcome texts explain these, with buttons. */
const EXPLAINED = new Set<FailureCode>(['unreachable', 'forbidden', 'not-found', 'untrusted']);

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

  children(node: TreeNode | undefined): readonly TreeNode[] {
    if (node) return node.children ?? [];
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
