import type { Clock } from '../base/clock.ts';
import { definedOf } from '../base/defined.ts';
import { Emitter } from '../base/event.ts';
import type { Failure } from '../base/failure.ts';
import { DisposableStore } from '../base/lifecycle.ts';
import type { Snapshot, Watched } from '../base/watched.ts';
import { podSelectionId } from '../cluster/logResource.ts';
import type { Container } from '../engines/engine.ts';
import type { EngineHub } from '../engines/engineHub.ts';
import { classify } from '../failures/classify.ts';
import type { LogSession } from '../logs/logSession.ts';
import type { LogSessions } from '../logs/logSessions.ts';
import type { LogSources } from '../logs/logSources.ts';
import { ProgressMeter } from '../metrics/progressMeter.ts';
import { KUBERNETES_LABELS } from './kubernetesLabels.ts';
import { keptRun } from './goneRuns.ts';
import type { Run } from './run.ts';
import type { RunLogFacts, RunLogReader } from './runStore.ts';

/** Lines read of a run that has ended: enough for its last metrics and for the cause of a failure. */
const TAIL_LINES = 2000;

export interface RunLogsParts {
  readonly sessions: LogSessions;
  readonly hub: EngineHub;
  readonly clock: Clock;
}

/** Reads what logs tell of runs: of one that is on through the shared follow, of one that has ended from its last lines. */
export function createRunLogs(parts: RunLogsParts): RunLogReader {
  return {
    watch: (run, container) =>
      run.state === 'running' || container === undefined
        ? new LiveLog(parts, run)
        : new EndedLog(parts, run, container),
  };
}

class LiveLog implements Watched<RunLogFacts> {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<Snapshot<RunLogFacts>>());
  readonly #session: LogSession;
  #sources: LogSources | undefined;
  readonly onDidChange = this.#changed.event;

  constructor({ sessions }: RunLogsParts, run: Run) {
    const { session } = this.#store.add(sessions.hold(run.engineId, logOf(run), keptRun(run)));
    this.#session = session;
    this.#store.add(session.progress.onDidChange(() => this.#changed.fire(this.current)));
    this.#store.add(session.onDidChange(() => this.#lookAtSources()));
  }

  get current(): Snapshot<RunLogFacts> {
    const { progress, sources } = this.#session;
    const { current } = progress;
    if (current.state !== 'ready' && !sources) return { state: 'loading' };
    const value = {
      ...(current.state === 'ready' ? { progress: current.value } : {}),
      ...(sources && sources.silent.length > 0 ? { silent: sources.silent } : {}),
      ...definedOf({ failedFirst: sources?.failedFirst }),
    };
    return { state: 'ready', value };
  }

  refresh(): void {
    this.#session.progress.refresh();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #lookAtSources(): void {
    if (this.#sources === this.#session.sources) return;
    this.#sources = this.#session.sources;
    this.#changed.fire(this.current);
  }
}

/** In a cluster that of all its pods, as its panel shows: a pod can be replaced, and another rank fall silent, or fail first. */
function logOf({ id, containerId, cluster, kind, state }: Run): string {
  if (!cluster || kind !== 'run' || (state !== 'running' && state !== 'failed')) return containerId;
  return podSelectionId({ namespace: cluster.namespace, labels: new Map([[KUBERNETES_LABELS.runId, id]]) });
}

class EndedLog implements Watched<RunLogFacts> {
  readonly #parts: RunLogsParts;
  readonly #run: Run;
  readonly #container: Container;
  readonly #changed = new Emitter<Snapshot<RunLogFacts>>();
  readonly #abort = new AbortController();
  #current: Snapshot<RunLogFacts> = { state: 'loading' };
  readonly onDidChange = this.#changed.event;

  constructor(parts: RunLogsParts, run: Run, container: Container) {
    this.#parts = parts;
    this.#run = run;
    this.#container = container;
    void this.#read();
  }

  get current(): Snapshot<RunLogFacts> {
    return this.#current;
  }

  refresh(): void {
    void this.#read();
  }

  dispose(): void {
    this.#abort.abort();
    this.#changed.dispose();
  }

  async #read(): Promise<void> {
    const { hub, clock } = this.#parts;
    const engine = await hub.engine(this.#run.engineId);
    if (!engine.ok) return this.#set({ state: 'failed', failure: engine.failure });
    const meter = new ProgressMeter(clock);
    const lines: string[] = [];
    const target = { resource: this.#container.id, tail: TAIL_LINES };
    for await (const event of engine.value.logs.follow(target, this.#abort.signal)) {
      if (event.kind === 'failed') return this.#set({ state: 'failed', failure: event.failure });
      if (event.kind !== 'lines') continue;
      meter.read(event.lines);
      lines.push(...event.lines.map(({ text }) => text));
    }
    const { current } = meter;
    meter.dispose();
    const failure = this.#run.state === 'failed' ? causeOf(this.#container, lines) : undefined;
    const progress = current.state === 'ready' ? current.value : undefined;
    this.#set({ state: 'ready', value: { ...(progress ? { progress } : {}), ...(failure ? { failure } : {}) } });
  }

  #set(snapshot: Snapshot<RunLogFacts>): void {
    if (this.#abort.signal.aborted) return;
    this.#current = snapshot;
    this.#changed.fire(snapshot);
  }
}

function causeOf({ exitCode, isOomKilled, error }: Container, lines: readonly string[]): Failure | undefined {
  const cause = classify({ exitCode, isOomKilled, error }, lines);
  return cause && { code: 'rejected', message: cause.message, nextStep: cause.fix };
}
