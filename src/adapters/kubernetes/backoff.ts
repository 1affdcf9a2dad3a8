import type { Clock } from '../../domain/base/clock.ts';

const FIRST_MS = 800;
/** So long without a failure, and the next pause is the first one again. */
const HEALTHY_MS = 120_000;
/** Half of a pause is random, so that many watches and many windows do not come back together. */
const SPREAD = 0.4;

/** Pauses between tries: 0.8 s, doubled each time up to a limit. */
export class Backoff {
  readonly #clock: Clock;
  readonly #random: () => number;
  #failures = 0;
  #until = 0;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Milliseconds to wait after a failure now; never more than `longest`. */
  next(longest: number): number {
    if (this.#clock.now() - this.#until > HEALTHY_MS) this.#failures = 0;
    const whole = Math.min(longest, FIRST_MS * 2 ** Math.min(this.#failures, 16));
    this.#failures += 1;
    const pause = whole * (1 - SPREAD * this.#random());
    this.#until = this.#clock.now() + pause;
    return pause;
  }

  /** Counts a failure that needs no pause by itself: the first one after a healthy time. */
  nextUnlessFirst(longest: number): number {
    const isFirst = this.#failures === 0 || this.#clock.now() - this.#until > HEALTHY_MS;
    const pause = this.next(longest);
    return isFirst ? 0 : pause;
  }
}
