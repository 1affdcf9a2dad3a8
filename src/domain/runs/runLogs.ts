import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/event.ts';
import type { Failure } from '../base/failure.ts';
import { DisposableStore } from '../base/lifecycle.ts';
import type { Snapshot, Watched } from '../base/watched.ts';
import type { Container } from '../engines/engine.ts';
import type { EngineHub } from '../engines/engineHub.ts';
import { classify } from '../failures/classify.ts';
import type { LogSessions } from '../logs/logSessions.ts';
import { ProgressMeter } from '../metrics/progressMeter.ts';
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
  readonly #progress: Watched<NonNullable<RunLogFacts['progress']>>;
  readonly onDidChange = this.#changed.event;

  constructor({ sessions }: RunLogsParts, run: Run) {
    const { session } = this.#store.add(sessions.hold(run.engineId, run.containerId, keptRun(run)));
    this.#progress = session.progress;
    this.#store.add(session.progress.onDidChange(() => this.#changed.fire(this.current)));
  }

  get current(): Snapshot<RunLogFacts> {
    const { current } = this.#progress;
    return current.state === 'ready' ? { state: 'ready', value: { progress: current.value } } : { state: 'loading' };
  }

  refresh(): void {
    this.#progress.refresh();
  }

  dispose(): void {
    this.#store.dispose();
  }
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
