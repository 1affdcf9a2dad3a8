import { type TracebackGroup, TracebackGrouper } from '../../domain/logs/traceback.ts';
import type { LogBatch } from '../../protocol/logsPanel.ts';

/** One line or marker as the page has it. */
export interface PageEntry {
  readonly number: number;
  readonly text: string;
  readonly time: string;
  /** As in LogBatch: o, e, m, O, E. */
  readonly kind: string;
}

/** How many rows of the screen an entry takes; 0 hides it. */
export type Measure = (entry: PageEntry) => number;

interface Chunk {
  readonly start: number;
  readonly texts: readonly string[];
  readonly times: readonly string[];
  readonly kinds: string;
  readonly heights: Uint16Array;
  rows: number;
  isStale: boolean;
}

const CHUNK = 512;
const HIGHEST = 65_535;

/** A stretch of the log without gaps, in chunks that know how many rows they take, so that a row is found without walking all entries. */
export class LogModel {
  #chunks: Chunk[] = [];
  #measure: Measure = () => 1;
  #rows = 0;
  #grouper = new TracebackGrouper();
  readonly #groups = new Map<number, number>();
  #groupStarts: number[] = [];
  #emptyAt = 0;

  get start(): number {
    return this.#chunks[0]?.start ?? this.#emptyAt;
  }

  get end(): number {
    const last = this.#chunks.at(-1);
    return last ? last.start + last.texts.length : this.#emptyAt;
  }

  get count(): number {
    return this.end - this.start;
  }

  /** Rows of all entries. */
  get rows(): number {
    return this.#rows;
  }

  /** Whether heights are still those of an earlier measure. */
  get isStale(): boolean {
    return this.#chunks.some((chunk) => chunk.isStale);
  }

  /** Empty, and the next entry has this number. */
  reset(start: number): void {
    this.#chunks = [];
    this.#rows = 0;
    this.#emptyAt = start;
    this.#grouper = new TracebackGrouper();
    this.#groups.clear();
    this.#groupStarts = [];
  }

  append(batch: LogBatch): void {
    const chunks = chunksOf(batch);
    for (const chunk of chunks) {
      for (const [index, text] of chunk.texts.entries()) this.#group(this.#grouper, chunk.start + index, text);
      this.#chunks.push(chunk);
    }
    for (const chunk of chunks) this.#measureChunk(chunk);
  }

  /** Entries before the first one; returns the rows they take. */
  prepend(batch: LogBatch): number {
    const before = this.#rows;
    const chunks = chunksOf(batch);
    const grouper = new TracebackGrouper();
    for (const chunk of chunks) {
      for (const [index, text] of chunk.texts.entries()) this.#group(grouper, chunk.start + index, text);
    }
    this.#groupStarts.sort((a, b) => a - b);
    this.#chunks.unshift(...chunks);
    for (const chunk of chunks) this.#measureChunk(chunk);
    return this.#rows - before;
  }

  /** Drops the oldest chunks until at most `limit` entries are left; returns the rows that went. */
  trim(limit: number): number {
    let drop = 0;
    let left = this.count;
    let rows = 0;
    for (const chunk of this.#chunks) {
      if (left - chunk.texts.length < limit) break;
      left -= chunk.texts.length;
      rows += chunk.rows;
      drop += 1;
    }
    if (drop === 0) return 0;
    this.#chunks.splice(0, drop);
    this.#rows -= rows;
    const { start } = this;
    while ((this.#groupStarts[0] ?? start) < start) this.#groups.delete(this.#groupStarts.shift() ?? 0);
    return rows;
  }

  entry(number: number): PageEntry | undefined {
    const chunk = this.#chunkOf(number);
    const index = number - (chunk?.start ?? 0);
    const text = chunk?.texts[index];
    if (!chunk || text === undefined) return undefined;
    return { number, text, time: chunk.times[index] ?? '', kind: chunk.kinds[index] ?? 'o' };
  }

  /** Number of the entry that a row belongs to, and the first row of that entry. */
  atRow(row: number): { readonly number: number; readonly row: number } | undefined {
    let first = 0;
    for (const chunk of this.#chunks) {
      if (row >= first + chunk.rows) {
        first += chunk.rows;
        continue;
      }
      for (let index = 0; index < chunk.heights.length; index++) {
        const height = chunk.heights[index] ?? 0;
        if (row < first + height) return { number: chunk.start + index, row: first };
        first += height;
      }
    }
    return undefined;
  }

  /** First row of an entry; for a hidden one the row that comes next. */
  rowOf(number: number): number {
    let first = 0;
    for (const chunk of this.#chunks) {
      if (number >= chunk.start + chunk.texts.length) {
        first += chunk.rows;
        continue;
      }
      for (let index = 0; index < number - chunk.start; index++) first += chunk.heights[index] ?? 0;
      return first;
    }
    return first;
  }

  heightOf(number: number): number {
    const chunk = this.#chunkOf(number);
    return chunk?.heights[number - chunk.start] ?? 0;
  }

  /** What was really needed on screen. */
  setHeight(number: number, height: number): void {
    const chunk = this.#chunkOf(number);
    if (!chunk) return;
    const index = number - chunk.start;
    const change = height - (chunk.heights[index] ?? 0);
    chunk.heights[index] = height;
    chunk.rows += change;
    this.#rows += change;
  }

  /** Another measure: heights are renewed by `settle`, step by step. */
  setMeasure(measure: Measure): void {
    this.#measure = measure;
    for (const chunk of this.#chunks) chunk.isStale = true;
  }

  /** One entry is to be measured again. */
  remeasure(number: number): void {
    const entry = this.entry(number);
    if (entry) this.setHeight(number, Math.min(HIGHEST, this.#measure(entry)));
  }

  /** Renews heights for at most `ms` milliseconds, those around `near` first. True when all are right. */
  settle(ms: number, near: number): boolean {
    const until = performance.now() + ms;
    const stale = this.#chunks.filter((chunk) => chunk.isStale);
    stale.sort((a, b) => Math.abs(a.start - near) - Math.abs(b.start - near));
    for (const chunk of stale) {
      this.#measureChunk(chunk);
      if (performance.now() > until) return !this.isStale;
    }
    return true;
  }

  /** The traceback that an entry is part of. */
  groupOf(number: number): TracebackGroup | undefined {
    let low = 0;
    let high = this.#groupStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#groupStarts[middle] ?? 0) <= number) low = middle;
      else high = middle - 1;
    }
    const start = this.#groupStarts[low];
    const end = start === undefined ? undefined : this.#groups.get(start);
    return start !== undefined && end !== undefined && number >= start && number <= end ? { start, end } : undefined;
  }

  *entries(from = this.start, to = this.end): Generator<PageEntry, void> {
    for (const chunk of this.#chunks) {
      if (chunk.start >= to) return;
      const begin = Math.max(0, from - chunk.start);
      for (let index = begin; index < chunk.texts.length && chunk.start + index < to; index++) {
        yield {
          number: chunk.start + index,
          text: chunk.texts[index] ?? '',
          time: chunk.times[index] ?? '',
          kind: chunk.kinds[index] ?? 'o',
        };
      }
    }
  }

  #group(grouper: TracebackGrouper, number: number, text: string): void {
    const group = grouper.push(number, text);
    // A single line is no group; its header alone comes first.
    if (!group || group.end === group.start) return;
    if (!this.#groups.has(group.start)) this.#groupStarts.push(group.start);
    this.#groups.set(group.start, group.end);
  }

  #measureChunk(chunk: Chunk): void {
    let rows = 0;
    for (const [index, text] of chunk.texts.entries()) {
      const entry = {
        number: chunk.start + index,
        text,
        time: chunk.times[index] ?? '',
        kind: chunk.kinds[index] ?? 'o',
      };
      const height = Math.min(HIGHEST, this.#measure(entry));
      chunk.heights[index] = height;
      rows += height;
    }
    this.#rows += rows - chunk.rows;
    chunk.rows = rows;
    chunk.isStale = false;
  }

  #chunkOf(number: number): Chunk | undefined {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#chunks[middle]?.start ?? 0) <= number) low = middle;
      else high = middle - 1;
    }
    const chunk = this.#chunks[low];
    return chunk && number >= chunk.start && number < chunk.start + chunk.texts.length ? chunk : undefined;
  }
}

function chunksOf({ start, count, texts, times, kinds }: LogBatch): Chunk[] {
  if (count === 0) return [];
  const allTexts = texts.split('\n');
  const allTimes = times.split('\n');
  const chunks: Chunk[] = [];
  for (let from = 0; from < count; from += CHUNK) {
    const to = Math.min(count, from + CHUNK);
    chunks.push({
      start: start + from,
      texts: allTexts.slice(from, to),
      times: allTimes.slice(from, to),
      kinds: kinds.slice(from, to),
      heights: new Uint16Array(to - from),
      rows: 0,
      isStale: true,
    });
  }
  return chunks;
}
