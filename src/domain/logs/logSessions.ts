import type { Clock } from '../base/clock.ts';
import type { Result } from '../base/failure.ts';
import type { Disposable } from '../base/lifecycle.ts';
import type { KeptLog, KeptRun, LogAbout } from './keptLog.ts';
import { LogSession } from './logSession.ts';
import type { LogSource, LogSpoolOpener } from './ports.ts';

export interface LogSessionsParts {
  /** The log source of an engine; asked for again at every try. */
  readonly sourceOf: (engineId: string, resource: string) => Promise<Result<LogSource>>;
  /** Whether the text of such a log outlives those who look at it. Absent: of none. */
  readonly isKept?: (engineId: string, resource: string) => boolean;
  /** What is known of a run, for the text that is kept of it. */
  readonly runOf?: (runId: string) => KeptRun | undefined;
  readonly spools: LogSpoolOpener;
  readonly clock: Clock;
}

/** A hold on a shared session. The last `dispose` ends the follow and removes its text from disk. */
export interface LogSessionHold extends Disposable {
  readonly session: LogSession;
}

/** One follow a container, whoever looks: panel, runs tree, status bar. */
export class LogSessions implements Disposable {
  readonly #parts: LogSessionsParts;
  readonly #held = new Map<string, { readonly session: LogSession; holders: number }>();

  constructor(parts: LogSessionsParts) {
    this.#parts = parts;
  }

  /** Follows the container from its first line on, or joins those who do. */
  hold(engineId: string, containerId: string, run?: Pick<LogAbout, 'runId' | 'run'>): LogSessionHold {
    const key = JSON.stringify([engineId, containerId]);
    const entry = this.#held.get(key) ?? { session: this.#make(engineId, containerId), holders: 0 };
    this.#held.set(key, entry);
    entry.holders += 1;
    if (run) entry.session.describe(run);
    entry.session.follow();
    let isHeld = true;
    return {
      session: entry.session,
      dispose: () => {
        if (!isHeld) return;
        isHeld = false;
        entry.holders -= 1;
        if (entry.holders > 0) return;
        this.#held.delete(key);
        this.#release(entry.session);
      },
    };
  }

  dispose(): void {
    for (const { session } of this.#held.values()) this.#release(session);
    this.#held.clear();
  }

  /** Logs that will be kept when they are let go of. */
  get kept(): readonly KeptLog[] {
    return [...this.#held.values()].flatMap(({ session }) => {
      this.#describe(session);
      return session.kept ?? [];
    });
  }

  #release(session: LogSession): void {
    this.#describe(session);
    session.dispose();
  }

  /** A panel that came back after a reload knows the id of its run alone, and whoever followed it while it ran not its end. */
  #describe(session: LogSession): void {
    const { runId, run } = session.kept?.about ?? {};
    const known = runId === undefined || run?.end ? undefined : this.#parts.runOf?.(runId);
    if (known && (!run || known.end)) session.describe({ run: known });
  }

  #make(engineId: string, containerId: string): LogSession {
    const { sourceOf, isKept, spools, clock } = this.#parts;
    return new LogSession({
      source: () => sourceOf(engineId, containerId),
      spools,
      clock,
      target: { resource: containerId },
      ...(isKept?.(engineId, containerId) === true ? { about: { engineId, resource: containerId } } : {}),
    });
  }
}
