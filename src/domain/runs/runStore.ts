import { type Clock } from '../base/clock.ts';
import { Emitter, type Event } from '../base/event.ts';
import type { Failure } from '../base/failure.ts';
import { type Disposable, DisposableStore } from '../base/lifecycle.ts';
import { t } from '../base/text.ts';
import type { Snapshot, Watched } from '../base/watched.ts';
import type { Container } from '../engines/engine.ts';
import type { EngineHub } from '../engines/engineHub.ts';
import { EngineWatches } from '../engines/engineWatches.ts';
import type { KeptLog, KeptLogs, KeptRun } from '../logs/keptLog.ts';
import type { Progress } from '../metrics/progress.ts';
import type { ClusterHub } from '../cluster/clusterHub.ts';
import type { ClusterRuns, ClusterRunsNow, RunPlace } from './clusterRuns.ts';
import type * as goneRuns from './goneRuns.ts';
import type { Run } from './run.ts';
import type * as readRuns from './runsOf.ts';

/** What the log of a run tells: live values, and why it failed. */
export interface RunLogReader {
  /** Follows while held. `container` is absent for a run in a cluster. `failure` is known only after the run has failed and its last lines were read. */
  watch(run: Run, container: Container | undefined): Watched<RunLogFacts>;
}

export interface RunLogFacts {
  readonly progress?: Progress;
  readonly failure?: Failure;
  /** Of a run with several pods. */
  readonly silent?: readonly string[];
  readonly failedFirst?: string;
}

/** What is remembered over window reloads. */
export interface RunMemory {
  /** Where in clusters runs were started from here. */
  places(): readonly RunPlace[];
  /** Ids of engines on which runs were started from here. */
  engineIds(): readonly string[];
  /** Ids of runs that the user stopped on purpose. */
  stoppedRunIds(): ReadonlySet<string>;
}

const noEngine = (): Failure => ({
  code: 'not-found',
  message: t('No container engine was found.'),
  nextStep: t('Install Docker or Podman, or add the address of an engine in the settings.'),
});

/** Ended runs whose last lines are read for values and causes: the newest ones, because reading costs the engine something. */
const ENDED_READ = 10;

/** The runs of all engines that matter here, with what their logs tell. Watches only between `open` and `close`. */
export class RunStore implements Disposable {
  readonly #hub: EngineHub;
  readonly #reader: RunLogReader;
  readonly #memory: RunMemory;
  readonly #clock: Clock;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #watches: EngineWatches;
  readonly #clusters: ClusterHub;
  /** Loaded when somebody first wants to see runs. */
  #readRuns: typeof readRuns | undefined;
  /** Loaded when a run was started in a cluster from here. */
  #clusterRuns: ClusterRuns | undefined;
  #goneRuns: typeof goneRuns | undefined;
  readonly #logs = new Map<string, Watched<RunLogFacts>>();
  #runs: readonly Run[] = [];
  #state: Snapshot<readonly Run[]> = { state: 'loading' };
  #isOpen = false;
  #isSeen = false;
  /** No place on this machine where an engine usually is has one, and nobody named another. */
  #isNothingThere = false;
  readonly #loadKept: (() => Promise<KeptLogs>) | undefined;
  #keptLogs: KeptLogs | undefined;
  #kept: readonly KeptLog[] = [];
  readonly #seenRuns = new Map<string, KeptRun>();
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor({
    hub,
    clusters,
    reader,
    memory,
    clock,
    loadKept,
  }: {
    readonly hub: EngineHub;
    readonly clusters: ClusterHub;
    readonly reader: RunLogReader;
    readonly memory: RunMemory;
    readonly clock: Clock;
    /** Logs of runs in clusters that outlive them; loaded when a run was started in one. */
    readonly loadKept?: () => Promise<KeptLogs>;
  }) {
    this.#hub = hub;
    this.#reader = reader;
    this.#memory = memory;
    this.#clock = clock;
    this.#loadKept = loadKept;
    this.#watches = this.#store.add(new EngineWatches(hub));
    this.#store.add(this.#watches.onDidChange(() => this.#update()));
    this.#store.add(hub.onDidChange(() => this.#reopen()));
    this.#clusters = clusters;
    this.#store.add(clusters.onDidChange(() => this.#reopen()));
  }

  /** Runs of all reachable engines, newest first; failed only when no engine at all can be read. */
  get current(): Snapshot<readonly Run[]> {
    return this.#state;
  }

  /** Those that are on, as far as they are known. */
  get running(): readonly Run[] {
    return this.#state.state === 'ready' ? this.#state.value.filter(({ state }) => state === 'running') : [];
  }

  get now(): Date {
    return new Date(this.#clock.now());
  }

  find(runId: string): Run | undefined {
    return this.#runs.find(({ id }) => id === runId);
  }

  async open(): Promise<void> {
    this.#isOpen = true;
    const [connections, read] = await Promise.all([this.#hub.list(), import('./runsOf.ts')]);
    if (!this.#isOpen) return;
    this.#readRuns = read;
    this.#isNothingThere = connections.length > 0 && connections.every(({ isAbsent }) => isAbsent === true);
    const wanted = new Set(this.#memory.engineIds());
    const [first] = connections;
    if (first && (first.isCurrent || connections.length === 1)) wanted.add(first.id);
    for (const { id } of connections) if (wanted.has(id)) this.#watches.open(id);
    await this.#openPlaces();
    this.#update();
  }

  async #openPlaces(): Promise<void> {
    const places = this.#memory.places();
    if (places.length === 0 && !this.#clusterRuns) return;
    if (!this.#clusterRuns) {
      const [{ ClusterRuns: Source }, gone] = await Promise.all([import('./clusterRuns.ts'), import('./goneRuns.ts')]);
      if (this.#store.isDisposed) return;
      this.#goneRuns = gone;
      this.#clusterRuns ??= this.#followed(new Source(this.#clusters, this.#clock));
    }
    this.#clusterRuns.see(this.#isSeen);
    if (this.#isOpen) this.#clusterRuns.open(places);
    await this.#readKept();
  }

  async #readKept(): Promise<void> {
    if (!this.#keptLogs) {
      this.#keptLogs = await this.#loadKept?.();
      if (!this.#keptLogs || this.#store.isDisposed) return;
      this.#store.add(this.#keptLogs.onDidChange(() => void this.#readKept()));
    }
    this.#kept = await this.#keptLogs.list();
    this.#update();
  }

  #followed(source: ClusterRuns): ClusterRuns {
    this.#store.add(source);
    this.#store.add(source.onDidChange(() => this.#update()));
    return source;
  }

  /** Whether anybody looks at the rows of the runs; they can be open for the status bar alone. */
  see(isSeen: boolean): void {
    this.#isSeen = isSeen;
    this.#clusterRuns?.see(isSeen);
  }

  close(): void {
    this.#isOpen = false;
    this.#watches.closeAll();
    this.#clusterRuns?.close();
    for (const log of this.#logs.values()) log.dispose();
    this.#logs.clear();
  }

  /** Asks the engines again; when none could be read, looks for others too. */
  refresh(): void {
    if (this.#state.state === 'failed') this.#hub.forget();
    for (const id of this.#watches.openIds) this.#watches.refresh(id);
    this.#clusterRuns?.refresh();
    this.#update();
  }

  dispose(): void {
    this.close();
    this.#store.dispose();
  }

  #reopen(): void {
    if (!this.#isOpen) return;
    this.#watches.closeAll();
    this.#clusterRuns?.close();
    void this.open();
  }

  #update(): void {
    const found: FoundRun[] = [];
    let failure: Failure | undefined;
    let isLoading = false;
    for (const engineId of this.#watches.openIds) {
      const snapshot = this.#watches.peek(engineId);
      if (snapshot?.state === 'ready') found.push(...this.#runsOf(engineId, snapshot));
      else if (snapshot?.state === 'failed') failure ??= this.#isNothingThere ? noEngine() : snapshot.failure;
      else isLoading = true;
    }
    const inClusters = this.#clusterRuns?.now ?? NO_CLUSTERS;
    found.push(...this.#withKept(inClusters.runs).map((run) => ({ run, container: undefined })));
    isLoading ||= inClusters.isLoading;
    // An engine that can be read and has no runs is no failure, whatever a cluster says.
    if (this.#watches.openIds.length === 0) failure ??= inClusters.failure;
    found.sort((a, b) => b.run.createdAt.getTime() - a.run.createdAt.getTime());
    this.#followLogs(found);
    this.#runs = found.map(({ run }) => this.#withLogFacts(run));
    this.#state = stateOf(this.#runs, { failure, isLoading });
    this.#changed.fire();
  }

  /** What was last known of a run in a cluster, also when it is gone. */
  keptRunOf(runId: string): KeptRun | undefined {
    return this.#seenRuns.get(runId);
  }

  #withKept(runs: readonly Run[]): readonly Run[] {
    if (!this.#goneRuns) return runs;
    const { keptRun, withKeptLogs } = this.#goneRuns;
    const ids = new Set(runs.map(({ id }) => id));
    for (const run of runs) {
      const { run: seen } = keptRun(run) ?? {};
      if (seen) this.#seenRuns.set(run.id, seen);
    }
    // One has gone: its log may be open, or have just been kept.
    if (this.#runs.some((run) => run.cluster && !ids.has(run.id))) void this.#readKept();
    const { placeState } = this.#clusterRuns ?? {};
    return placeState ? withKeptLogs(runs, this.#kept, { placeState, now: this.now }) : runs;
  }

  #runsOf(
    engineId: string,
    snapshot: Extract<Snapshot<{ readonly containers: readonly Container[] }>, { state: 'ready' }>,
  ) {
    if (!this.#readRuns) return [];
    const { isRunContainer, runsOf } = this.#readRuns;
    const containers = snapshot.value.containers.filter(isRunContainer);
    const stale = snapshot.staleSince === undefined ? {} : { staleSince: snapshot.staleSince };
    const byId = new Map(containers.map((container) => [container.id, container]));
    return runsOf(containers, { engineId, stopped: this.#memory.stoppedRunIds(), ...stale }).flatMap((run) => {
      const container = byId.get(run.containerId);
      return container ? [{ run, container }] : [];
    });
  }

  /** Reads the logs of runs that are on and of the newest ended ones; lets go of the others. */
  #followLogs(found: readonly FoundRun[]): void {
    const ended = found
      .filter(({ run }) => run.finishedAt !== undefined && run.state !== 'running')
      .slice(0, ENDED_READ);
    const wanted = new Map(
      [...found.filter(({ run }) => run.state === 'running'), ...ended].map((each) => [logKey(each.run), each]),
    );
    for (const [key, log] of this.#logs) {
      if (wanted.has(key)) continue;
      // What a run showed last stays on its row after it has ended.
      const runId = key.slice(0, key.lastIndexOf('/'));
      this.#remember(runId, log.current);
      log.dispose();
      this.#logs.delete(key);
    }
    for (const [key, { run, container }] of wanted) {
      // In a cluster there is no log before there is a pod.
      if (this.#logs.has(key) || run.containerId === '') continue;
      const log = this.#reader.watch(run, container);
      this.#logs.set(key, log);
      log.onDidChange(() => this.#update());
    }
  }

  readonly #lastFacts = new Map<string, RunLogFacts>();

  #remember(runId: string, snapshot: Snapshot<RunLogFacts>): void {
    if (snapshot.state === 'ready') this.#lastFacts.set(runId, snapshot.value);
  }

  #withLogFacts(run: Run): Run {
    const snapshot = this.#logs.get(logKey(run))?.current;
    const facts = snapshot?.state === 'ready' ? snapshot.value : this.#lastFacts.get(run.id);
    if (!facts) return run;
    return {
      ...run,
      ...(facts.progress ? { progress: facts.progress } : {}),
      ...(facts.silent && run.state === 'running' ? { silent: facts.silent } : {}),
      ...(facts.failedFirst !== undefined && run.state === 'failed' ? { failedFirst: facts.failedFirst } : {}),
      ...(facts.failure && run.state === 'failed' ? { failure: facts.failure } : {}),
    };
  }
}

const NO_CLUSTERS: ClusterRunsNow = { runs: [], isLoading: false };

interface FoundRun {
  readonly run: Run;
  readonly container: Container | undefined;
}

/** A run that is on and the same run after it failed are read differently. */
const logKey = (run: Run): string => `${run.id}/${run.state === 'running' ? 'live' : 'ended'}`;

function stateOf(
  runs: readonly Run[],
  { failure, isLoading }: { readonly failure: Failure | undefined; readonly isLoading: boolean },
): Snapshot<readonly Run[]> {
  if (runs.length > 0) return { state: 'ready', value: runs };
  if (isLoading) return { state: 'loading' };
  return failure ? { state: 'failed', failure } : { state: 'ready', value: runs };
}
