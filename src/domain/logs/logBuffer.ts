import type { LogEntry } from './ports.ts';

export interface LogBufferLimits {
  readonly entries: number;
  /** Characters of text; a V8 string takes one or two bytes for each. */
  readonly characters: number;
}

/** About 30 MB with lines of a usual length; the rest of a longer log is on disk. */
export const BUFFER_LIMITS: LogBufferLimits = { entries: 200_000, characters: 48_000_000 };

interface Chunk {
  readonly start: number;
  readonly entries: readonly LogEntry[];
  readonly characters: number;
}

/** The last entries of a log, bounded in number and size. Entries count from 0 and keep their number; appending a batch costs one array slot. */
export class LogBuffer {
  readonly #limits: LogBufferLimits;
  #chunks: Chunk[] = [];
  #end = 0;
  #characters = 0;

  constructor(limits: LogBufferLimits = BUFFER_LIMITS) {
    this.#limits = limits;
  }

  /** Number of the first entry that is still here. */
  get start(): number {
    return this.#chunks[0]?.start ?? this.#end;
  }

  /** Number that the next entry gets. */
  get end(): number {
    return this.#end;
  }

  append(entries: readonly LogEntry[]): void {
    if (entries.length === 0) return;
    let characters = 0;
    for (const entry of entries) characters += entry.text.length;
    this.#chunks.push({ start: this.#end, entries, characters });
    this.#end += entries.length;
    this.#characters += characters;
    this.#evict();
  }

  /** Forgets the entries; numbers go on. */
  clear(): void {
    this.#chunks = [];
    this.#characters = 0;
  }

  at(number: number): LogEntry | undefined {
    const chunk = this.#chunks[this.#chunkAt(number)];
    return chunk?.entries[number - chunk.start];
  }

  /** The entries from `from` to before `to` that are still here. */
  slice(from: number, to: number): LogEntry[] {
    const first = Math.max(from, this.start);
    const last = Math.min(to, this.#end);
    const found: LogEntry[] = [];
    for (let index = this.#chunkAt(first); index < this.#chunks.length; index++) {
      const chunk = this.#chunks[index];
      if (!chunk || chunk.start >= last) break;
      const begin = Math.max(0, first - chunk.start);
      const end = Math.min(chunk.entries.length, last - chunk.start);
      for (let at = begin; at < end; at++) {
        const entry = chunk.entries[at];
        if (entry) found.push(entry);
      }
    }
    return found;
  }

  /** Whole chunks go; the newest one stays but for what is over the limits by itself. */
  #evict(): void {
    let drop = 0;
    while (drop < this.#chunks.length - 1 && this.#isOver(this.#chunks[drop])) {
      this.#characters -= this.#chunks[drop]?.characters ?? 0;
      drop += 1;
    }
    if (drop > 0) this.#chunks.splice(0, drop);
    const only = this.#chunks[0];
    if (only && this.#chunks.length === 1 && only.entries.length > this.#limits.entries) {
      const entries = only.entries.slice(-this.#limits.entries);
      let characters = 0;
      for (const entry of entries) characters += entry.text.length;
      this.#chunks = [{ start: this.#end - entries.length, entries, characters }];
      this.#characters = characters;
    }
  }

  #isOver(oldest: Chunk | undefined): boolean {
    if (!oldest) return false;
    return this.#end - oldest.start > this.#limits.entries || this.#characters > this.#limits.characters;
  }

  /** Index of the chunk that holds the number; the first one for smaller numbers. */
  #chunkAt(number: number): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#chunks[middle]?.start ?? 0) <= number) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
