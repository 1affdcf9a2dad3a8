/** Every so many entries one offset is kept: 2 GB of short lines make a few megabytes of index. */
const STEP = 128;

/** Where entries begin in one segment. */
export class SpoolIndex {
  readonly start: number;
  readonly #offsets: number[] = [];
  #count = 0;

  constructor(start: number) {
    this.start = start;
  }

  get end(): number {
    return this.start + this.#count;
  }

  /** Whether the offset of the next entry is one of those that are kept. */
  get isDue(): boolean {
    return this.#count % STEP === 0;
  }

  /** The next entry begins at this byte, which matters only when it is due. */
  add(offset: number): void {
    if (this.isDue) this.#offsets.push(offset);
    this.#count += 1;
  }

  /** The nearest known beginning that is not after the entry. */
  before(number: number): { readonly number: number; readonly offset: number } {
    const slot = Math.floor((number - this.start) / STEP);
    return { number: this.start + slot * STEP, offset: this.#offsets[slot] ?? 0 };
  }

  /** The first known beginning at or behind the entry; undefined: the end of the segment. */
  after(number: number): number | undefined {
    return this.#offsets[Math.ceil((number - this.start) / STEP)];
  }
}
