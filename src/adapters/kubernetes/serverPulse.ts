import type { Clock } from '../../domain/base/clock.ts';
import type { Failure } from '../../domain/base/failure.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { discardBody } from './discardBody.ts';
import { kubeFailureOf } from './kubeFailure.ts';
import type { KubeTransport } from './kubeTransport.ts';

const FIRST_PAUSE_MS = 300;
/** With the limit of a probe this keeps a server that is down below 0.5 requests a second, and notices its return within 5 s. */
const LONGEST_PAUSE_MS = 2_500;
const PROBE_LIMIT_MS = 2_000;
/** Every fourth probe waits longer, for servers that are far away or slow. */
const PATIENT_LIMIT_MS = 10_000;
/** A server that answers, but says for this long that it is not ready, is used all the same: a single failed check makes it say so. */
const UNREADY_MS = 10_000;
/** What all waiting watches together may ask of a server, in milliseconds a request. */
const SHARE_MS = 2_500;
/** The longest pause of a watch that waits alone. */
const ALONE_MS = 4_500;

/** Whether the server can be reached at all, found out by one small request for all watches instead of by each of them. */
export class ServerPulse implements Disposable {
  readonly #parts: PulseParts;
  readonly #end = new AbortController();
  readonly #waiters = new Set<(wasDown: boolean) => void>();
  #isUp = true;
  #waiting = 0;

  constructor(parts: PulseParts) {
    this.#parts = parts;
  }

  /** Longest pause between two tries of one watch: the more of them wait, the longer, so that they share what a sick server may be asked. */
  get longestPause(): number {
    return Math.max(ALONE_MS, SHARE_MS * this.#waiting);
  }

  /** A request did not reach the server. */
  suspect(): void {
    if (!this.#isUp || this.#end.signal.aborted) return;
    this.#isUp = false;
    void this.#probe();
  }

  /** The server has answered somebody. */
  heard(): void {
    if (!this.#isUp) this.#release(true);
  }

  /** Counts the caller as waiting while `pause` lasts. */
  async counted(pause: () => Promise<void>): Promise<void> {
    this.#waiting += 1;
    try {
      await pause();
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Resolves when the server can be reached, with whether it could not be for a while; at once when it can, or when the signal aborts. */
  whenUp(signal: AbortSignal): Promise<boolean> {
    if (this.#isUp || signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const done = (wasDown: boolean): void => {
        this.#waiters.delete(done);
        signal.removeEventListener('abort', stop);
        resolve(wasDown);
      };
      const stop = (): void => done(false);
      this.#waiters.add(done);
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  dispose(): void {
    this.#end.abort();
    this.#release(false);
  }

  #release(wasDown: boolean): void {
    this.#isUp = true;
    for (const waiter of Array.from(this.#waiters)) waiter(wasDown);
  }

  async #probe(): Promise<void> {
    const { clock, random } = this.#parts;
    const { signal } = this.#end;
    let failures = 0;
    let unreadySince: number | undefined;
    while (!this.#isUp && !signal.aborted) {
      const pause = failures === 0 ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
      await clock.sleep(pause * (0.9 + 0.2 * random()), signal);
      if (this.#isUp || signal.aborted) return;
      const answer = await this.#ask(failures % 4 === 3 ? PATIENT_LIMIT_MS : PROBE_LIMIT_MS);
      if (answer === 'ready') return this.#release(failures > 0);
      failures += 1;
      if (answer === 'unready') {
        unreadySince ??= clock.now();
        if (clock.now() - unreadySince >= UNREADY_MS) return this.#release(true);
      } else unreadySince = undefined;
    }
  }

  async #ask(firstByteMs: number): Promise<'ready' | 'unready' | 'silent'> {
    const { signal } = this.#end;
    const answer = await this.#parts.transport.request({ method: 'GET', path: '/readyz', signal, firstByteMs });
    if (answer.ok) {
      discardBody(answer.value.body);
      return 'ready';
    }
    if (!isAnswer(answer.failure)) return 'silent';
    return (kubeFailureOf(answer.failure)?.status ?? 0) >= 500 ? 'unready' : 'ready';
  }
}

export interface PulseParts {
  readonly transport: KubeTransport;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
}

/** Whether the API server itself, or what stands before it, said no; otherwise it was not reached. */
export function isAnswer(failure: Failure): boolean {
  return kubeFailureOf(failure) !== undefined;
}
