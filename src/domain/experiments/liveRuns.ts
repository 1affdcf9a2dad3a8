import type { Failure, Result } from '../base/failure.ts';
import { definedOf } from '../base/defined.ts';
import { Emitter } from '../base/event.ts';
import { type Disposable, DisposableStore } from '../base/lifecycle.ts';
import type { ExperimentTracker, RunQuery } from './ports.ts';
import { printFilter } from './printFilter.ts';
import type { RunFilter } from './runFilter.ts';
import { RunTable } from './runTable.ts';
import type { Experiment, TrackedRun } from './trackedRun.ts';

/** How far the runs of a table have come. After a failure, what was read before stays. */
export interface LiveRunsState {
  readonly kind: 'loading' | 'ready' | 'failed';
  readonly failure?: Failure;
  /** There are more runs than the table takes. */
  readonly isCut: boolean;
  /** Runs that the tracker says there are, as long as more are being read. */
  readonly total?: number;
  /** The filter that the source has judged, as text; absent where it judged none. */
  readonly judgedThere?: string;
  /** When the runs were last read to the end. */
  readonly readAt?: Date;
}

/** As many as a table sorts within two frames, times five; more are said to be there. */
const MOST_RUNS = 50_000;
/** A run that ended before this may still be written by a clock that goes wrong, in milliseconds. */
const CLOCK_SLACK_MS = 60_000;
/** Names of experiments are read again for at most this part of the time: a large server needs many answers for them. */
const NAMES_SHARE = 0.05;

/** The runs of experiments of one tracker in a table, read page by page and kept up to date for as long as it lives. */
export class LiveRuns implements Disposable {
  readonly table: RunTable;
  readonly #connect: () => Promise<Result<ExperimentTracker>>;
  #experiments: readonly Experiment[];
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #aborter = new AbortController();
  readonly #mostRuns: number;
  #watched: ExperimentTracker | undefined;
  #watching: Disposable | undefined;
  #state: LiveRunsState = { kind: 'loading', isCut: false };
  #reading: Promise<void> | undefined;
  #isAskedAgain = false;
  #namesFrom = 0;
  /** The next reading is of all, whatever was read before. */
  #isOutdated = false;
  #filter: RunFilter = { kind: 'all', of: [] };
  readonly onDidChange = this.#changed.event;

  /** @param connect Gives the tracker that is open now: it is opened anew when the user refreshes. */
  constructor(
    connect: () => Promise<Result<ExperimentTracker>>,
    experiments: readonly Experiment[],
    mostRuns = MOST_RUNS,
  ) {
    this.#connect = connect;
    this.#experiments = experiments;
    this.#mostRuns = mostRuns;
    this.table = new RunTable(new Map(experiments.map(({ id, name }) => [id, name])));
    this.#store.add({ dispose: () => this.#aborter.abort() });
  }

  /** Those whose runs these are; another list when one was renamed. */
  get experiments(): readonly Experiment[] {
    return this.#experiments;
  }

  /** The runs of a deleted experiment were deleted with it. */
  get #areDeletedShown(): boolean {
    return this.#experiments.every(({ isDeleted }) => isDeleted);
  }

  get state(): LiveRunsState {
    return this.#state;
  }

  /** Reads all, and from then on what changes. */
  start(): Promise<void> {
    return this.refresh();
  }

  /**
   * What runs must be like. As long as the table takes all runs nothing is asked for it: it is judged here. Where there are more, the runs are read anew
   * with what of it the source can judge.
   */
  narrow(filter: RunFilter): void {
    if (printFilter(filter) === printFilter(this.#filter)) return;
    this.#filter = filter;
    if (this.#state.isCut || this.#state.judgedThere !== undefined) void this.refresh();
  }

  /** What came while it reads is read after it. */
  async refresh(): Promise<void> {
    if (this.#reading) {
      this.#isAskedAgain = true;
      return await this.#reading;
    }
    this.#reading = this.#readAll();
    try {
      await this.#reading;
    } finally {
      this.#reading = undefined;
    }
  }

  /** Takes over what a change has left: runs that are deleted now leave the table. Undefined: anything may differ, and all is read anew. */
  async take(runs: readonly TrackedRun[] | undefined): Promise<void> {
    const ours = new Set(this.#experiments.map(({ id }) => id));
    const changed = runs?.filter(({ experimentId }) => ours.has(experimentId)) ?? [];
    const isGone = ({ isDeleted }: TrackedRun) => isDeleted && !this.#areDeletedShown;
    this.table.remove(changed.filter(isGone).map(({ id }) => id));
    this.table.put(changed.filter((run) => !isGone(run)));
    if (changed.length > 0) this.#tell(this.#state);
    // What is being read now may have been asked for before the change.
    if (runs && !(this.#reading && changed.length > 0)) return;
    this.#isOutdated = true;
    await this.refresh();
  }

  dispose(): void {
    this.#watching?.dispose();
    this.#store.dispose();
  }

  async #readAll(): Promise<void> {
    do {
      this.#isAskedAgain = false;
      await this.#readOnce();
    } while (this.#isAskedAgain && !this.#aborter.signal.aborted);
  }

  async #readOnce(): Promise<void> {
    const { signal } = this.#aborter;
    if (!this.#state.readAt) this.#tell({ ...this.#state, kind: 'loading' });
    const tracker = await this.#connect();
    if (signal.aborted) return;
    if (!tracker.ok) return this.#tell({ ...this.#state, kind: 'failed', failure: tracker.failure });
    this.#watch(tracker.value);
    if (this.#state.readAt) await this.#followNames(tracker.value);
    const query = this.#query(tracker.value);
    const startedAt = new Date();
    const seen = new Set<string>();
    this.#isOutdated = false;
    for await (const page of tracker.value.runs(query, signal)) {
      if (signal.aborted) return;
      if (!page.ok) return this.#tell({ ...this.#state, kind: 'failed', failure: page.failure });
      this.table.put(page.value.runs);
      for (const { id } of page.value.runs) seen.add(id);
      const { total } = page.value;
      if (query.changedSince === undefined) this.#tell({ ...this.#state, kind: 'loading', ...definedOf({ total }) });
    }
    if (signal.aborted) return;
    if (query.changedSince === undefined) this.#dropAllBut(seen);
    const { judgedThere } = this.#state;
    const isCut = this.table.size >= this.#mostRuns;
    this.#tell({ kind: 'ready', isCut, readAt: startedAt, ...definedOf({ judgedThere }) });
  }

  /** They were just read when the table was opened. What cannot be read now keeps its name. */
  async #followNames(tracker: ExperimentTracker): Promise<void> {
    const begun = performance.now();
    if (begun < this.#namesFrom && !this.#isOutdated) return;
    const read = await tracker.experiments(this.#aborter.signal);
    this.#namesFrom = performance.now() + (performance.now() - begun) / NAMES_SHARE;
    const names = new Map(read.ok ? read.value.map(({ id, name }) => [id, name]) : []);
    const nameOf = ({ id, name }: Experiment) => names.get(id) ?? name;
    if (this.#experiments.every((each) => nameOf(each) === each.name)) return;
    this.#experiments = this.#experiments.map((each) => ({ ...each, name: nameOf(each) }));
    this.table.renameExperiments(new Map(this.#experiments.map(({ id, name }) => [id, name])));
    this.#tell(this.#state);
  }

  /** Runs that are not there any more. */
  #dropAllBut(seen: ReadonlySet<string>): void {
    const ids = Array.from(this.table.rows(), (row) => this.table.runIdOf(row) ?? '');
    const gone = ids.filter((id) => !seen.has(id));
    if (gone.length > 0) this.table.remove(gone);
  }

  #query(tracker: ExperimentTracker): RunQuery {
    const filter = this.#there(tracker);
    const readAt = this.#isOutdated ? undefined : this.#state.readAt;
    return {
      experimentIds: this.#experiments.map(({ id }) => id),
      lifecycle: this.#areDeletedShown ? 'all' : 'active',
      limit: this.#mostRuns,
      ...definedOf({ filter, changedSince: readAt && readAt.getTime() - CLOCK_SLACK_MS }),
    };
  }

  /** The part of the filter that the source judges, where that is needed. When it is another one than before, all is read anew. */
  #there(tracker: ExperimentTracker): RunFilter | undefined {
    const { isCut, judgedThere } = this.#state;
    const isNeeded = isCut || judgedThere !== undefined;
    const split = isNeeded ? tracker.splitFilter(this.#filter).there : undefined;
    const text = split ? printFilter(split) : '';
    const wanted = text === '' ? undefined : text;
    if (wanted !== judgedThere) {
      this.table.clear();
      this.#tell({ kind: 'loading', isCut, ...definedOf({ judgedThere: wanted }) });
    }
    return wanted === undefined ? undefined : split;
  }

  #watch(tracker: ExperimentTracker): void {
    if (tracker === this.#watched) return;
    this.#watching?.dispose();
    this.#watched = tracker;
    const ids = this.#experiments.map(({ id }) => id);
    this.#watching = tracker.watch(ids, () => void this.refresh());
  }

  #tell(state: LiveRunsState): void {
    this.#state = state;
    this.#changed.fire();
  }
}
