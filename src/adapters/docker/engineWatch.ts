import type { Clock } from '../../domain/base/clock.ts';
import { Emitter } from '../../domain/base/event.ts';
import type { Failure } from '../../domain/base/failure.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import type { Snapshot } from '../../domain/base/watched.ts';
import type { EngineSnapshot } from '../../domain/engines/engine.ts';
import { EngineStore } from './engineStore.ts';
import { runSession, type SessionEnd } from './engineSession.ts';
import type { SnapshotReader } from './snapshotReader.ts';
import type { Transport } from './transport.ts';
import { Wake } from './wake.ts';

/** Milliseconds. Tests make them smaller. */
export interface WatchTimings {
  /** Least time between two changes that are announced. */
  readonly fireGap: number;
  /** Silence after which the engine is asked whether it is still there, and whether the stream of events still is. */
  readonly probeAfter: number;
  /** Longest wait for that answer. */
  readonly probeLimit: number;
  /** How long a lost connection may take to come back before the rows are called stale. */
  readonly grace: number;
  readonly firstPause: number;
  readonly longestPause: number;
}

/** With these a frozen engine is called stale after at most 6 + 5 s. */
export const DEFAULT_TIMINGS: WatchTimings = {
  fireGap: 200,
  probeAfter: 6_000,
  probeLimit: 5_000,
  grace: 2_000,
  firstPause: 250,
  longestPause: 10_000,
};

/** A socket on this machine costs nothing to try. */
const LONGEST_LOCAL_PAUSE = 1_500;

/** Follows one engine for ever: session after session, with growing pauses while it cannot be reached. */
export class EngineWatch implements Disposable {
  readonly #parts: WatchParts;
  readonly #end = new AbortController();
  readonly #changed = new Emitter<Snapshot<EngineSnapshot>>();
  readonly #store = new EngineStore();
  readonly #retry = new Wake();
  #current: Snapshot<EngineSnapshot> = { state: 'loading' };
  #heard: number;
  #resync: (() => void) | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#heard = parts.clock.now();
    void this.#follow();
  }

  get current(): Snapshot<EngineSnapshot> {
    return this.#current;
  }

  /** Reads everything again now, or tries to connect now. */
  refresh(): void {
    if (this.#resync) this.#resync();
    else this.#retry.wake();
  }

  dispose(): void {
    this.#end.abort();
    this.#changed.dispose();
  }

  async #follow(): Promise<void> {
    const { clock } = this.#parts;
    const { signal } = this.#end;
    let attempts = 0;
    while (!signal.aborted) {
      const graceEnd = new AbortController();
      void this.#watchGrace(attempts, AbortSignal.any([signal, graceEnd.signal]));
      const end = await this.#session(() => {
        attempts = 0;
        graceEnd.abort();
      });
      graceEnd.abort();
      this.#resync = undefined;
      if (signal.aborted) return;
      this.#lost(end, attempts);
      attempts += 1;
      const paused = new AbortController();
      await Promise.race([
        clock.sleep(this.#pause(attempts), AbortSignal.any([signal, paused.signal])),
        this.#retry.wait(AbortSignal.any([signal, paused.signal])),
      ]);
      paused.abort();
    }
  }

  /** A reconnection that hangs must not keep old rows looking fresh. */
  async #watchGrace(attempts: number, signal: AbortSignal): Promise<void> {
    const { clock, timings } = this.#parts;
    if (attempts === 0) return;
    await clock.sleep(timings.grace, signal);
    if (!signal.aborted) this.#markStale(undefined);
  }

  #session(onSynced: () => void): Promise<SessionEnd> {
    return runSession(
      {
        ...this.#parts,
        store: this.#store,
        heard: () => {
          this.#heard = this.#parts.clock.now();
        },
        synced: (resync) => {
          this.#resync = resync;
          onSynced();
        },
        publish: () => this.#publish(),
      },
      this.#end.signal,
    );
  }

  #publish(): void {
    const value = this.#store.snapshot();
    if (value && !this.#end.signal.aborted) this.#set({ state: 'ready', value });
  }

  /** A stream that simply ended is tried again at once before anybody is told. */
  #lost({ failure, isCertain }: SessionEnd, attempts: number): void {
    if (this.#current.state !== 'ready') this.#set({ state: 'failed', failure });
    else if (isCertain || attempts > 0) this.#markStale(failure);
  }

  #markStale(failure: Failure | undefined): void {
    const current = this.#current;
    if (current.state !== 'ready') return;
    const staleSince = current.staleSince ?? new Date(this.#heard);
    const staleReason = failure ?? current.staleReason;
    this.#set({ state: 'ready', value: current.value, staleSince, ...(staleReason ? { staleReason } : {}) });
  }

  #set(snapshot: Snapshot<EngineSnapshot>): void {
    this.#current = snapshot;
    try {
      this.#changed.fire(snapshot);
    } catch (error) {
      // A listener's bug is reported as what it is, but must not end the watch for all others.
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  /** Doubled each time, up to a limit, and spread by a quarter so that many windows do not come at once. */
  #pause(attempts: number): number {
    const { timings, transport } = this.#parts;
    const isLocal = transport.endpoint.kind === 'unix' || transport.endpoint.kind === 'npipe';
    const longest = isLocal ? Math.min(LONGEST_LOCAL_PAUSE, timings.longestPause) : timings.longestPause;
    const pause = Math.min(longest, timings.firstPause * 2 ** Math.min(16, attempts - 1));
    return pause * (0.75 + Math.random() / 2);
  }
}

export interface WatchParts {
  readonly transport: Transport;
  readonly reader: SnapshotReader;
  readonly clock: Clock;
  readonly timings: WatchTimings;
}
