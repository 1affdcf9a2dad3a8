import { systemClock } from '../../domain/base/clock.ts';
import { assertNever, type Failure, type FailureCode } from '../../domain/base/failure.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { TreeNode } from '../../domain/base/tree.ts';
import type { TrackedMetrics } from '../../domain/experiments/trackedMetrics.ts';
import type { Run } from '../../domain/runs/run.ts';
import type { RunStore } from '../../domain/runs/runStore.ts';
import { runTree } from '../../domain/runs/runTree.ts';
import type { OpenedTrackers } from './runsModel.ts';

/** The welcome texts explain these, with buttons. */
const EXPLAINED = new Set<FailureCode>(['unreachable', 'forbidden', 'not-found', 'untrusted']);

/** Makes the rows of the Runs view, with what trackers know of the runs; loaded when the view is looked at. */
export class RunRows implements Disposable {
  readonly #trackers: OpenedTrackers;
  readonly #changed: () => void;
  readonly #store = new DisposableStore();
  #tracked: TrackedMetrics | undefined;

  constructor(trackers: OpenedTrackers, changed: () => void) {
    this.#trackers = trackers;
    this.#changed = changed;
  }

  async roots({ current, now }: Pick<RunStore, 'current' | 'now'>): Promise<readonly TreeNode[]> {
    switch (current.state) {
      case 'loading':
        return [{ id: 'loading', label: t('Looking for runs…'), health: 'loading' }];
      case 'failed':
        return EXPLAINED.has(current.failure.code) ? [] : [failureNode(current.failure)];
      case 'ready':
        return runTree(await this.#withTracked(current.value), now);
      default:
        return assertNever(current);
    }
  }

  /** Nobody looks: nothing is followed. */
  rest(): void {
    this.#tracked?.over([]);
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Values of trackers, where one is open or a run names its own. */
  async #withTracked(runs: readonly Run[]): Promise<readonly Run[]> {
    const { opened } = this.#trackers;
    const isNeeded =
      opened().length > 0 || runs.some(({ state, tracking }) => state === 'running' && tracking !== undefined);
    if (!this.#tracked && isNeeded) {
      const { TrackedMetrics: Tracked } = await import('../../domain/experiments/trackedMetrics.ts');
      if (!this.#tracked) {
        this.#tracked = this.#store.add(new Tracked({ ...this.#trackers, clock: systemClock }));
        this.#store.add(this.#tracked.onDidChange(this.#changed));
      }
    }
    return this.#tracked?.over(runs) ?? runs;
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
