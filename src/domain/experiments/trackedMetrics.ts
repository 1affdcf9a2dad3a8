import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/event.ts';
import { type Disposable, DisposableStore } from '../base/lifecycle.ts';
import { normalName } from '../metrics/metricNames.ts';
import type { MetricPoint, Progress } from '../metrics/progress.ts';
import type { Run } from '../runs/run.ts';
import { runsTagged } from './findTrackedRuns.ts';
import type { ExperimentTracker } from './ports.ts';
import { placeOf } from './tracker.ts';

/** Points of a curve in a row, as many as the log keeps for one. */
const POINTS = 60;
/** A row has room for few metrics; those that the log names come first. */
const MOST_METRICS = 12;
/** Milliseconds between two readings of a run that changes all the time. */
const READ_MS = 1000;
/** Milliseconds until a tracker is asked again for a run that is on: its program may not have begun to record. */
const AGAIN_MS = 10_000;

export interface TrackedMetricsParts {
  /** Trackers that are open already. */
  readonly opened: () => readonly ExperimentTracker[];
  /** Opens the one that a run itself names; no other is contacted for this. Resolves when that has come to an end, however. */
  readonly openAt: (place: string) => Promise<void>;
  readonly clock: Clock;
}

interface Found {
  readonly tracker: ExperimentTracker;
  readonly trackedId: string;
  readonly watch: Disposable;
  metrics: ReadonlyMap<string, number>;
  history: ReadonlyMap<string, readonly MetricPoint[]>;
  /** It is being read, and has to be once more when it changed meanwhile. */
  reading: 'no' | 'yes' | 'again';
}

/** What has to be known of a run to show its metrics. */
export type ShownRun = Pick<Run, 'id' | 'state' | 'tracking' | 'progress'>;

/**
 * What trackers have recorded of the runs that are shown, kept up to date while they are. A tracker has every value with all its digits
 * where a log has what was printed.
 */
export class TrackedMetrics implements Disposable {
  readonly #parts: TrackedMetricsParts;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #aborter = new AbortController();
  /** By the id of the run. */
  readonly #found = new Map<string, Found>();
  #wanted: ReadonlyMap<string, ShownRun> = new Map();
  #isTellingLater = false;
  /** When a place was last tried. */
  readonly #tried = new Map<string, number>();
  readonly #asked = new Map<string, { readonly at: number; readonly trackers: ReadonlySet<ExperimentTracker> }>();
  readonly onDidChange = this.#changed.event;

  constructor(parts: TrackedMetricsParts) {
    this.#parts = parts;
    this.#store.add({ dispose: () => this.#aborter.abort() });
  }

  /** Looks for those that are not known yet, and lets go of all others. */
  follow(runs: readonly ShownRun[]): void {
    const trackers = this.#trackers();
    this.#wanted = new Map(runs.map((run) => [run.id, run]));
    for (const [id, { tracker, watch }] of this.#found) {
      if (this.#wanted.has(id) && trackers.includes(tracker)) continue;
      watch.dispose();
      this.#found.delete(id);
      this.#asked.delete(id);
    }
    for (const run of this.#wanted.values()) {
      if (this.#found.has(run.id)) continue;
      if (run.state === 'running' && run.tracking !== undefined) void this.#openAt(run.tracking);
      this.#look(run, trackers);
    }
    if (this.#isSomethingMissing()) void this.#tellLater();
  }

  /** The run as its tracker knows it, as far as that was read. */
  shown<R extends ShownRun>(run: R): R {
    return withTracked(run, this.#found.get(run.id));
  }

  dispose(): void {
    for (const { watch } of this.#found.values()) watch.dispose();
    this.#found.clear();
    this.#store.dispose();
  }

  #trackers(): readonly ExperimentTracker[] {
    return this.#parts.opened().filter(({ ref }) => ref.kind !== 'trainyard');
  }

  #isSomethingMissing(): boolean {
    const isAnyOpen = this.#trackers().length > 0;
    return [...this.#wanted.values()].some(
      ({ id, state, tracking }) => state === 'running' && !this.#found.has(id) && (isAnyOpen || tracking !== undefined),
    );
  }

  /** A run that is on may begin to record when nothing else tells: its log is silent. */
  async #tellLater(): Promise<void> {
    if (this.#isTellingLater) return;
    this.#isTellingLater = true;
    await this.#parts.clock.sleep(AGAIN_MS, this.#aborter.signal);
    this.#isTellingLater = false;
    if (!this.#aborter.signal.aborted && this.#isSomethingMissing()) this.#changed.fire();
  }

  async #openAt(place: string): Promise<void> {
    const now = this.#parts.clock.now();
    if (this.#parts.opened().some(({ ref }) => placeOf(ref) === place)) return;
    // A store that the run makes first is not there yet.
    if (now - (this.#tried.get(place) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return;
    this.#tried.set(place, now);
    await this.#parts.openAt(place);
    this.#changed.fire();
  }

  #look(run: ShownRun, trackers: readonly ExperimentTracker[]): void {
    const before = this.#asked.get(run.id);
    const isOld = before !== undefined && run.state === 'running' && this.#parts.clock.now() - before.at >= AGAIN_MS;
    const anew = isOld ? trackers : trackers.filter((tracker) => before?.trackers.has(tracker) !== true);
    if (anew.length === 0) return;
    this.#asked.set(run.id, { at: this.#parts.clock.now(), trackers: new Set(trackers) });
    for (const tracker of anew) void this.#find(run.id, tracker);
  }

  async #find(runId: string, tracker: ExperimentTracker): Promise<void> {
    // A tracker that cannot be asked now is asked again with the next look; the view of trackers says what is wrong with it.
    const { runs } = await runsTagged(tracker, runId, this.#aborter.signal);
    // Of several parts the newest is what goes on.
    const [newest] = runs.toSorted((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0));
    if (!newest || this.#aborter.signal.aborted || this.#found.has(runId)) return;
    // Nobody looks any more: nothing would end its watch.
    if (!this.#wanted.has(runId)) {
      this.#asked.delete(runId);
      return;
    }
    const found: Found = {
      tracker,
      trackedId: newest.id,
      watch: tracker.watch([newest.experimentId], () => void this.#read(found)),
      metrics: new Map(),
      history: new Map(),
      reading: 'no',
    };
    this.#found.set(runId, found);
    await this.#read(found);
  }

  async #read(found: Found): Promise<void> {
    if (found.reading !== 'no') {
      found.reading = 'again';
      return;
    }
    do {
      found.reading = 'yes';
      await this.#readOnce(found);
      await this.#parts.clock.sleep(READ_MS, this.#aborter.signal);
      // The other reading may have asked for one more meanwhile.
    } while (isAskedAgain(found) && !this.#aborter.signal.aborted);
    found.reading = 'no';
  }

  async #readOnce(found: Found): Promise<void> {
    const { tracker, trackedId } = found;
    const { signal } = this.#aborter;
    const details = await tracker.run(trackedId, signal);
    if (!details.ok || signal.aborted) return;
    const metrics = new Map([...details.value.run.metrics].filter(([key]) => !key.startsWith('system/')));
    const keys = [...metrics.keys()].slice(0, MOST_METRICS);
    const histories = await Promise.all(
      keys.map(async (key) => {
        const [history] = await tracker.histories({ runIds: [trackedId], key, mostPoints: POINTS }, signal);
        return [key, history?.ok === true ? pointsOf(history.value) : []] as const;
      }),
    );
    if (signal.aborted) return;
    found.metrics = new Map(keys.map((key) => [key, metrics.get(key) ?? Number.NaN]));
    found.history = new Map(histories);
    this.#changed.fire();
  }
}

const isAskedAgain = ({ reading }: Found): boolean => reading === 'again';

function pointsOf({
  steps,
  values,
  timestamps,
}: {
  readonly steps: Float64Array;
  readonly values: Float64Array;
  readonly timestamps: Float64Array;
}): readonly MetricPoint[] {
  const from = Math.max(0, values.length - POINTS);
  return Array.from(values.subarray(from), (value, index) => ({
    value,
    step: steps[from + index] ?? 0,
    at: timestamps[from + index] ?? 0,
  }));
}

/** Metrics of the log keep their place and name; their values are the tracker's where it has one of that name. Counts and times stay the log's. */
function withTracked<R extends ShownRun>(run: R, found: Found | undefined): R {
  if (!found || found.metrics.size === 0) return run;
  const inLog = run.progress?.metrics ?? new Map<string, number>();
  const keyOf = new Map(Array.from(found.metrics.keys(), (key) => [normalName(key), key] as const));
  const metrics = new Map<string, number>();
  const history = new Map<string, readonly MetricPoint[]>();
  for (const [name, value] of inLog) {
    const key = keyOf.get(normalName(name));
    metrics.set(name, (key === undefined ? undefined : found.metrics.get(key)) ?? value);
    history.set(
      name,
      (key === undefined ? undefined : found.history.get(key)) ?? run.progress?.history.get(name) ?? [],
    );
    keyOf.delete(normalName(name));
  }
  for (const key of keyOf.values()) {
    metrics.set(key, found.metrics.get(key) ?? Number.NaN);
    history.set(key, found.history.get(key) ?? []);
  }
  const latest = Math.max(0, ...Array.from(history.values(), (points) => points.at(-1)?.at ?? 0));
  const progress: Progress = {
    updatedAt: new Date(latest),
    ...run.progress,
    metrics,
    history,
    from: found.tracker.ref.label,
  };
  return { ...run, progress };
}
