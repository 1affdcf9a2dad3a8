import { Emitter } from '../base/event.ts';
import type { Failure } from '../base/failure.ts';
import { DisposableStore } from '../base/lifecycle.ts';
import type { Snapshot, Watched } from '../base/watched.ts';
import type { Container } from '../engines/engine.ts';
import type { LogSessions } from '../logs/logSessions.ts';
import type { Run } from '../runs/run.ts';
import type { RunLogFacts, RunLogReader } from '../runs/runStore.ts';
import { classify } from './classify.ts';

/** Lines in which the cause of a failure is looked for. */
const LAST_LINES = 400;

/** What the logs of runs tell, from the sessions that the panels use, too. */
export function createRunLogReader(sessions: LogSessions): RunLogReader {
  return { watch: (run, container) => new RunLog(sessions, run, container) };
}

class RunLog implements Watched<RunLogFacts> {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<Snapshot<RunLogFacts>>());
  readonly #container: Container;
  readonly #isFailed: boolean;
  #current: Snapshot<RunLogFacts> = { state: 'loading' };
  readonly onDidChange = this.#changed.event;
  readonly #update: () => void;

  constructor(sessions: LogSessions, run: Run, container: Container) {
    this.#container = container;
    this.#isFailed = run.state === 'failed';
    const { session } = this.#store.add(sessions.hold(run.engineId, run.containerId));
    this.#update = () => {
      const { current } = session.progress;
      const hasEnded = session.state.kind === 'ended' || session.state.kind === 'failed';
      const failure = this.#isFailed && hasEnded ? this.#cause(session.lastLines(LAST_LINES)) : undefined;
      if (current.state !== 'ready' && !failure) return;
      const progress = current.state === 'ready' ? { progress: current.value } : {};
      this.#current = { state: 'ready', value: { ...progress, ...(failure ? { failure } : {}) } };
      this.#changed.fire(this.#current);
    };
    this.#store.add(session.progress.onDidChange(this.#update));
    this.#store.add(
      session.onDidChange(() => {
        if (session.state.kind !== 'following') this.#update();
      }),
    );
    // A session that others hold may have ended long ago and says nothing more.
    this.#update();
  }

  get current(): Snapshot<RunLogFacts> {
    return this.#current;
  }

  refresh(): void {
    this.#update();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #cause(lines: readonly string[]): Failure | undefined {
    const { exitCode, isOomKilled, error } = this.#container;
    const cause = classify({ exitCode, isOomKilled, error }, lines);
    return cause && { code: 'rejected', message: cause.message, nextStep: cause.fix };
  }
}
