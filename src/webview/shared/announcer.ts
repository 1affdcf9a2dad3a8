import { element, setText } from './dom.ts';

/** At most one announcement in this time: a page must not talk over its reader. */
const QUIET_MS = 5_000;

/** What a screen reader says of a page without being asked: changes of state, never lines of a log. Of several in a short time the last one. */
export class Announcer {
  readonly element = element('div', {
    className: 'visually-hidden',
    role: 'status',
    attributes: { 'aria-live': 'polite', 'aria-atomic': 'true' },
  });
  #saidAt = Number.NEGATIVE_INFINITY;
  #waiting: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(text: string): void {
    this.#waiting = text;
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#saidAt + QUIET_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#saidAt = performance.now();
      setText(this.element, this.#waiting ?? '');
    }, wait);
  }
}
