import { assertNever, type Failure, type FailureCode } from '../../domain/base/failure.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { TreeNode } from '../../domain/base/tree.ts';
import type { MetricLook, RunMetrics } from '../../domain/experiments/runMetrics.ts';
import type { RunStore } from '../../domain/runs/runStore.ts';
import { runTree } from '../../domain/runs/runTree.ts';

/** The welcome texts explain these, with buttons. */
const EXPLAINED = new Set<FailureCode>(['unreachable', 'forbidden', 'not-found', 'untrusted']);

/** Makes the rows of the Runs view, with what trackers know of the runs; loaded when the view is looked at. */
export class RunRows implements Disposable {
  readonly #store = new DisposableStore();
  readonly #look: MetricLook;

  constructor(metrics: RunMetrics, changed: () => void) {
    this.#look = this.#store.add(metrics.look());
    this.#store.add(this.#look.onDidChange(changed));
  }

  roots({ current, now }: Pick<RunStore, 'current' | 'now'>): readonly TreeNode[] {
    switch (current.state) {
      case 'loading':
        return [{ id: 'loading', label: t('Looking for runs…'), health: 'loading' }];
      case 'failed':
        return EXPLAINED.has(current.failure.code) ? [] : [failureNode(current.failure)];
      case 'ready':
        return runTree(this.#look.over(current.value), now);
      default:
        return assertNever(current);
    }
  }

  /** Nobody looks: nothing is followed. */
  rest(): void {
    this.#look.over([]);
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
