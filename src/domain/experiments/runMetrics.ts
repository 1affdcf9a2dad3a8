import type { Clock } from '../base/clock.ts';
import { Emitter, type Event } from '../base/event.ts';
import { type Disposable, DisposableStore } from '../base/lifecycle.ts';
import type { ShownRun, TrackedMetrics, TrackedMetricsParts } from './trackedMetrics.ts';

/** Ended runs whose values are looked for, the newest; the log is read of as many. */
const MOST_ENDED = 10;

/** One place that shows runs: the Runs view, a log, the status bar. */
export interface MetricLook extends Disposable {
  /**
   * The runs with the values to show: those of a tracker where one has them, those of the log else (`Progress.from` says which). Only what was
   * asked for last is followed for this place.
   */
  over<R extends ShownRun>(runs: readonly R[]): readonly R[];
  /** Values of them differ: ask again. */
  readonly onDidChange: Event<void>;
}

/** Where the metrics of runs come from, for all that show them alike. A tracker is followed while one of them looks, and once for all of them. */
export class RunMetrics implements Disposable {
  readonly #parts: TrackedMetricsParts;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #looks = new Map<MetricLook, readonly ShownRun[]>();
  /** Loaded when there is something to ask. */
  #tracked: TrackedMetrics | undefined;
  #loading: Promise<void> | undefined;

  constructor(trackers: Pick<TrackedMetricsParts, 'opened' | 'openAt'>, clock: Clock) {
    this.#parts = { ...trackers, clock };
  }

  look(): MetricLook {
    const store = new DisposableStore();
    const look: MetricLook = {
      over: (runs) => {
        this.#looks.set(look, wantedOf(runs));
        this.#follow();
        return this.known(runs);
      },
      onDidChange: (listener) => store.add(this.#changed.event(listener)),
      dispose: () => {
        store.dispose();
        this.#looks.delete(look);
        this.#follow();
      },
    };
    return look;
  }

  /** The same of what is known now, without asking for more. */
  known<R extends ShownRun>(runs: readonly R[]): readonly R[] {
    const tracked = this.#tracked;
    return tracked ? runs.map((run) => tracked.shown(run)) : runs;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #follow(): void {
    // A run that one place has heard to be on and another has not yet is on.
    const wanted = new Map<string, ShownRun>();
    for (const run of [...this.#looks.values()].flat())
      if (run.state === 'running' || !wanted.has(run.id)) wanted.set(run.id, run);
    if (this.#tracked) this.#tracked.follow([...wanted.values()]);
    else if (this.#isNeeded(wanted)) void this.#load();
  }

  #isNeeded(wanted: ReadonlyMap<string, ShownRun>): boolean {
    if (wanted.size === 0) return false;
    if (this.#parts.opened().length > 0) return true;
    return [...wanted.values()].some(({ state, tracking }) => state === 'running' && tracking !== undefined);
  }

  async #load(): Promise<void> {
    this.#loading ??= import('./trackedMetrics.ts').then(({ TrackedMetrics: Tracked }) => {
      const tracked = this.#store.add(new Tracked(this.#parts));
      this.#tracked = tracked;
      this.#store.add(tracked.onDidChange(() => this.#changed.fire()));
      this.#follow();
    });
    await this.#loading;
  }
}

function wantedOf(runs: readonly ShownRun[]): readonly ShownRun[] {
  const isOn = ({ state }: ShownRun) => state === 'running';
  return [...runs.filter(isOn), ...runs.filter((run) => !isOn(run)).slice(0, MOST_ENDED)];
}
