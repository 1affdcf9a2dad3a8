import { definedOf } from '../../domain/base/defined.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { MetricLook, RunMetrics } from '../../domain/experiments/runMetrics.ts';
import type { LogSession } from '../../domain/logs/logSession.ts';
import type { Progress } from '../../domain/metrics/progress.ts';

export interface ShownProgressParts {
  readonly session: LogSession;
  /** Whose log it is; absent: of something that is no run. */
  readonly runId: string | undefined;
  readonly metrics: RunMetrics;
  /** Where the run records. */
  readonly trackingOf: (runId: string) => string | undefined;
}

/** What the head of a log shows: counts and times of the log, metrics of the run's tracker where it has them. */
export class ShownProgress implements Disposable {
  readonly #parts: ShownProgressParts;
  readonly #look: MetricLook;
  readonly #store = new DisposableStore();
  #isVisible = true;

  constructor(parts: ShownProgressParts, changed: () => void) {
    this.#parts = parts;
    this.#look = this.#store.add(parts.metrics.look());
    this.#store.add(this.#look.onDidChange(changed));
    this.#store.add(parts.session.progress.onDidChange(changed));
  }

  /** Undefined while there is nothing to show. */
  get current(): Progress | undefined {
    const { session, runId, trackingOf } = this.#parts;
    const { current } = session.progress;
    const inLog = current.state === 'ready' ? current.value : undefined;
    if (runId === undefined || !this.#isVisible) return inLog;
    const state = session.state.kind === 'following' ? 'running' : 'unknown';
    const [run] = this.#look.over([
      { id: runId, state, ...definedOf({ tracking: trackingOf(runId), progress: inLog }) },
    ]);
    return run?.progress;
  }

  /** Nobody looks: no tracker is followed. */
  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    if (!isVisible) this.#look.over([]);
  }

  dispose(): void {
    this.#store.dispose();
  }
}
