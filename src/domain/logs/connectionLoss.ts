import type { Clock } from '../base/clock.ts';
import type { Failure } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { LogEvent } from './ports.ts';

/** Says in a log that its connection is lost, once it has been for a while, and that it is back. */
export class ConnectionLoss {
  readonly #clock: Clock;
  readonly #mentionMs: number;
  #lostSince: number | undefined;
  #isMentioned = false;

  /** @param mentionMs a shorter loss is not mentioned, in milliseconds */
  constructor(clock: Clock, mentionMs: number) {
    this.#clock = clock;
    this.#mentionMs = mentionMs;
  }

  /** An attempt has failed. */
  *lost(failure: Failure): Generator<LogEvent, void> {
    const now = this.#clock.now();
    this.#lostSince ??= now;
    if (this.#isMentioned || now - this.#lostSince < this.#mentionMs) return;
    this.#isMentioned = true;
    yield this.#marker(t('connection lost: {0}', failure.message));
  }

  /** The stream is open. */
  *found(): Generator<LogEvent, void> {
    if (this.#isMentioned) yield this.#marker(t('connected again, the log goes on where it was'));
    this.#isMentioned = false;
    this.#lostSince = undefined;
  }

  #marker(text: string): LogEvent {
    return { kind: 'marker', text, at: new Date(this.#clock.now()) };
  }
}
