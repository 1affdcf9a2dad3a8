import type { Clock } from '../../src/domain/base/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that passes when a test says so. Between two moments everything that can run without waiting runs first. */
export class ManualClock implements Clock {
  #now = Date.UTC(2030, 0, 1);
  #sleepers: Sleeper[] = [];

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = (): void => {
        this.#sleepers = this.#sleepers.filter((one) => one !== sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper: Sleeper = { at: this.#now + ms, wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', wake);
    });
  }

  /** How many wait for time to pass. */
  get waiting(): number {
    return this.#sleepers.length;
  }

  /** Lets milliseconds pass, moment by moment. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const next = this.#sleepers.toSorted((one, other) => one.at - other.at)[0];
      if (next === undefined || next.at > end) break;
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      await settle();
    }
    this.#now = end;
    await settle();
  }

  /** Lets time pass until something is so, in steps. */
  async until(isSo: () => boolean, longestMs: number, stepMs = 100): Promise<number> {
    const begun = this.#now;
    await settle();
    while (!isSo()) {
      if (this.#now - begun > longestMs) throw new Error(`not so after ${longestMs} ms`);
      await this.pass(stepMs);
    }
    return this.#now - begun;
  }
}

/** Streams and promises of this process have done what they can do without time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 40; turn++) await new Promise((resolve) => setImmediate(resolve));
}
