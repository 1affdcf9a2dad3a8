import type { Clock } from '../../domain/base/clock.ts';
import { CANCELLED, fail, type Result } from '../../domain/base/failure.ts';
import { withAbort } from '../../domain/base/withAbort.ts';

/** Milliseconds between two attempts. */
const PAUSE_MS = 10_000;

/** A login by a program of the user's, tried once for all who wait for it: it may open a browser. */
export class SharedLogin<T> {
  readonly #run: () => Promise<Result<T>>;
  readonly #clock: Clock;
  #running: Promise<Result<T>> | undefined;
  #last: Result<T> | undefined;
  #ranAt = Number.NEGATIVE_INFINITY;

  constructor(run: () => Promise<Result<T>>, clock: Clock) {
    this.#run = run;
    this.#clock = clock;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  get hasFailed(): boolean {
    return this.#last?.ok === false;
  }

  /** Another attempt has ended just now. */
  get isTooSoon(): boolean {
    return this.#clock.now() - this.#ranAt < PAUSE_MS;
  }

  /** Failures: those of the attempt; within 10 s of one its result again. */
  result(signal: AbortSignal): Promise<Result<T>> {
    if (signal.aborted) return Promise.resolve(fail(CANCELLED));
    // A refusal of the user is an answer and stands until somebody asks again by hand.
    const isRefused = this.#last?.ok === false && this.#last.failure.code === 'forbidden';
    if (!this.#running && this.#last && (this.isTooSoon || isRefused)) return Promise.resolve(this.#last);
    this.#running ??= this.#attempt().finally(() => {
      this.#running = undefined;
    });
    return withAbort(this.#running, signal);
  }

  forgetFailure(): void {
    if (!this.hasFailed) return;
    this.#last = undefined;
    this.#ranAt = Number.NEGATIVE_INFINITY;
  }

  async #attempt(): Promise<Result<T>> {
    const result = await this.#run();
    this.#ranAt = this.#clock.now();
    this.#last = result;
    return result;
  }
}
