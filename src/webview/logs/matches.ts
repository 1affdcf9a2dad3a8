import type { Matcher } from '../../domain/logs/logQuery.ts';
import type { LogModel } from './logModel.ts';

/** A slice of searching: short enough that typing and scrolling stay smooth. */
const SLICE_MS = 12;
/** One line that takes longer than this ends the search: the pattern would freeze the page. */
const SLOW_LINE_MS = 80;

/** Which entries match what is searched for, in order; found in slices and kept up to date while lines come. */
export class Matches {
  readonly #model: LogModel;
  readonly #isShown: (number: number) => boolean;
  readonly #onChange: () => void;
  #matcher: Matcher | undefined;
  #numbers: number[] = [];
  #from = 0;
  #to = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isTooSlow = false;

  constructor(model: LogModel, isShown: (number: number) => boolean, onChange: () => void) {
    this.#model = model;
    this.#isShown = isShown;
    this.#onChange = onChange;
  }

  get count(): number {
    return this.#numbers.length;
  }

  /** The pattern took too long at one line, so the search was given up. */
  get isTooSlow(): boolean {
    return this.#isTooSlow;
  }

  get isDone(): boolean {
    return !this.#matcher || (this.#from <= this.#model.start && this.#to >= this.#model.end);
  }

  /** Starts anew, at the end of the log, where people look first. */
  search(matcher: Matcher | undefined): void {
    this.#matcher = matcher;
    this.#numbers = [];
    this.#isTooSlow = false;
    this.#from = this.#model.end;
    this.#to = this.#model.end;
    this.extend();
  }

  /** Entries came or went. */
  extend(): void {
    if (!this.#matcher || this.#isTooSlow) return;
    const { start, end } = this.#model;
    if (this.#to < start || this.#from > end) {
      this.#numbers = [];
      this.#from = end;
      this.#to = end;
    }
    if (this.#from < start) {
      this.#from = start;
      const gone = this.#numbers.findIndex((number) => number >= start);
      this.#numbers = gone < 0 ? [] : this.#numbers.slice(gone);
    }
    if (this.#timer === undefined && !this.isDone) this.#timer = setTimeout(() => this.#slice(), 0);
  }

  /** Position of an entry among the matches, from 1; 0: it is none. */
  placeOf(number: number | undefined): number {
    return number === undefined ? 0 : this.#numbers.indexOf(number) + 1;
  }

  /** The nearest match after or before an entry, around the end if need be. */
  next(from: number, isForward: boolean): number | undefined {
    const numbers = this.#numbers;
    if (isForward) return numbers.find((number) => number > from) ?? numbers[0];
    return numbers.findLast((number) => number < from) ?? numbers.at(-1);
  }

  #slice(): void {
    this.#timer = undefined;
    const until = performance.now() + SLICE_MS;
    this.#forward(until);
    this.#backward(until);
    this.#onChange();
    if (!this.isDone && !this.#isTooSlow) this.#timer = setTimeout(() => this.#slice(), 0);
  }

  #forward(until: number): void {
    for (const { number, text, kind } of this.#model.entries(this.#to)) {
      if (performance.now() > until) return;
      if (this.#test(text, kind, number)) this.#numbers.push(number);
      this.#to = number + 1;
    }
  }

  #backward(until: number): void {
    const found: number[] = [];
    while (this.#from > this.#model.start && performance.now() < until && !this.#isTooSlow) {
      const begin = Math.max(this.#model.start, this.#from - 200);
      const part = [...this.#model.entries(begin, this.#from)].filter(({ text, kind, number }) =>
        this.#test(text, kind, number),
      );
      found.unshift(...part.map(({ number }) => number));
      this.#from = begin;
    }
    if (found.length > 0) this.#numbers = [...found, ...this.#numbers];
  }

  #test(text: string, kind: string, number: number): boolean {
    if (kind === 'm' || !this.#matcher || this.#isTooSlow || !this.#isShown(number)) return false;
    const begun = performance.now();
    const isMatch = this.#matcher.test(text);
    if (performance.now() - begun > SLOW_LINE_MS) this.#isTooSlow = true;
    return isMatch;
  }
}
