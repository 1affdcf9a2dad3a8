import type { FilterField } from './runFilter.ts';

/** What a column is about; the groups of its header. */
export type ColumnGroup = FilterField['group'];

/** How the values of a column are read. Times are milliseconds since 1970, durations milliseconds. */
export type ColumnKind = 'number' | 'text' | 'time' | 'duration' | 'state';

/** Values of one name over all runs of a table; rows count from 0. */
export type TableColumn = NumberColumn | TextColumn;

/** A number a run, with a bit that says whether there is one: NaN is a value. */
export class NumberColumn {
  readonly form = 'number';
  #values = new Float64Array(0);
  #present = new Uint8Array(0);
  #count = 0;

  /** Runs that have a value. */
  get count(): number {
    return this.#count;
  }

  get(row: number): number | undefined {
    return this.#present[row] === 1 ? this.#values[row] : undefined;
  }

  set(row: number, value: number | undefined): void {
    if (value === undefined) {
      if (this.#present[row] !== 1) return;
      this.#present[row] = 0;
      this.#count -= 1;
      return;
    }
    if (row >= this.#values.length) this.#grow(row);
    if (this.#present[row] !== 1) this.#count += 1;
    this.#present[row] = 1;
    this.#values[row] = value;
  }

  /** Values and presence by row, to be read at once and never kept: they are replaced when the column grows. */
  get raw(): { readonly values: Float64Array; readonly present: Uint8Array } {
    return { values: this.#values, present: this.#present };
  }

  #grow(row: number): void {
    const size = grownSize(row);
    const [values, present] = [new Float64Array(size), new Uint8Array(size)];
    values.set(this.#values);
    present.set(this.#present);
    [this.#values, this.#present] = [values, present];
  }
}

/** A text a run, each different text kept once. */
export class TextColumn {
  readonly form = 'text';
  #codes = new Uint32Array(0);
  #count = 0;
  /** Text of each code; 0 stands for no text. */
  readonly texts: (string | undefined)[] = [undefined];
  readonly #codeOf = new Map<string, number>();
  #keys: Float64Array | undefined;

  get count(): number {
    return this.#count;
  }

  get(row: number): string | undefined {
    return this.texts[this.#codes[row] ?? 0];
  }

  code(row: number): number {
    return this.#codes[row] ?? 0;
  }

  set(row: number, text: string | undefined): void {
    const before = this.#codes[row] ?? 0;
    const code = text === undefined ? 0 : this.#codeFor(text);
    if (before === code) return;
    if (row >= this.#codes.length) {
      const codes = new Uint32Array(grownSize(row));
      codes.set(this.#codes);
      this.#codes = codes;
    }
    this.#codes[row] = code;
    this.#count += (code === 0 ? 0 : 1) - (before === 0 ? 0 : 1);
  }

  /** What each code sorts by: the number where the text is one, and all other texts behind, in the order of their letters. */
  get sortKeys(): Float64Array {
    if (this.#keys?.length === this.texts.length) return this.#keys;
    const keys = new Float64Array(this.texts.length);
    const words: number[] = [];
    for (const [code, text] of this.texts.entries()) {
      const number = text === undefined ? undefined : numberIn(text);
      if (number !== undefined) keys[code] = number;
      else if (code > 0) words.push(code);
    }
    words.sort((a, b) => ORDER.compare(this.texts[a] ?? '', this.texts[b] ?? ''));
    for (const [place, code] of words.entries()) keys[code] = WORDS_FROM + place;
    this.#keys = keys;
    return keys;
  }

  #codeFor(text: string): number {
    const known = this.#codeOf.get(text);
    if (known !== undefined) return known;
    const code = this.texts.push(text) - 1;
    this.#codeOf.set(text, code);
    return code;
  }
}

/** The number that a text is, as params have it: trackers keep params as texts. */
export function numberIn(text: string): number | undefined {
  if (text.trim() === '') return undefined;
  const number = Number(text);
  return Number.isNaN(number) ? undefined : number;
}

/** Above all numbers that people write into params, and far below where one more makes no difference. */
const WORDS_FROM = 1e15;
const ORDER = new Intl.Collator('en', { numeric: true });
const SMALLEST = 64;

/** Half as much again: doubling would leave 500 columns half empty. */
const grownSize = (row: number) => Math.max(SMALLEST, Math.ceil((row + 1) * 1.5));
