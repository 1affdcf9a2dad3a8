import { type FileHandle, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { LineSplitter } from '../../domain/logs/lineSplitter.ts';
import type { LogAbout } from '../../domain/logs/keptLog.ts';
import type { LogEntry, LogSpool } from '../../domain/logs/ports.ts';
import { entryOf, recordOf, textOfRecord } from './spoolRecord.ts';
import { writeAbout } from './keptFile.ts';
import { saveFailure, spoolFailure } from './spoolFailure.ts';
import { SpoolIndex } from './spoolIndex.ts';

export interface SpoolLimits {
  /** All segments together; the oldest one is dropped above it. */
  readonly bytes: number;
  readonly segmentBytes: number;
}

export const SPOOL_LIMITS: SpoolLimits = { bytes: 2 * 1024 ** 3, segmentBytes: 64 * 1024 ** 2 };

/** Bytes that may wait for the disk before the reader of the log has to. */
const MOST_WAITING = 4 * 1024 * 1024;
/** Written at once: each write wakes a thread, which costs more than copying hundreds of lines. */
const WRITE_BYTES = 1024 * 1024;
/** Text of a slow log waits at most this long for more. */
const WRITE_DELAY_MS = 100;
const READ_CHUNK = 256 * 1024;

/** Takes over the folder of a spool that was closed. */
export type KeepSpool = (folder: string) => Promise<void>;

interface Segment {
  readonly path: string;
  readonly handle: FileHandle;
  readonly index: SpoolIndex;
  bytes: number;
}

/** One log on disk, in segments with a sparse index each, so that any part can be read back. Only the user can read the files. */
export class DiskSpool implements LogSpool {
  readonly #folder: string;
  readonly #limits: SpoolLimits;
  #segments: Segment[] = [];
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #writing: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failure: Failure | undefined;
  #end = 0;
  #segmentCount = 0;
  /** The last line was cut for the view, so more of it may come: its line end is still to be written. */
  #isOpen = false;
  #isDisposed = false;
  #isMade = false;
  #isWriting = false;
  readonly #keep: KeepSpool | undefined;
  #about: LogAbout | undefined;
  #first = '';
  #last = '';

  constructor(folder: string, limits: SpoolLimits = SPOOL_LIMITS, keep?: KeepSpool) {
    this.#folder = folder;
    this.#limits = limits;
    this.#keep = keep;
  }

  get start(): number {
    return this.#segments[0]?.index.start ?? this.#end;
  }

  get end(): number {
    return this.#end;
  }

  get sizeBytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  async append(entries: readonly LogEntry[]): Promise<Result<void>> {
    if (this.#failure) return fail(this.#failure);
    if (entries.length === 0 || this.#isDisposed) return ok(undefined);
    const segment = await this.#segment();
    if (!segment) return this.#outcome();
    let text = this.#isOpen ? '\n' : '';
    for (const [index, entry] of entries.entries()) {
      // Encoded only where an offset is wanted, many lines at once.
      if (segment.index.isDue) {
        this.#add(segment, text);
        text = '';
      }
      segment.index.add(segment.bytes);
      // Only the last one of a batch is followed by its rest.
      this.#isOpen = index === entries.length - 1 && entry.stream !== 'marker' && entry.isCut === true;
      text += this.#isOpen ? recordOf(entry) : `${recordOf(entry)}\n`;
    }
    this.#add(segment, text);
    this.#end += entries.length;
    if (this.#about) this.#noteStamps(entries);
    return await this.#written();
  }

  async appendRest(text: string): Promise<Result<void>> {
    if (this.#failure) return fail(this.#failure);
    const segment = this.#segments.at(-1);
    if (!segment || this.#isDisposed) return ok(undefined);
    const piece = text.replaceAll('\n', ' ');
    // A line of the other stream came in between: the rest stands on a line of its own, which is no entry.
    const written = this.#isOpen ? piece : `c${piece}`;
    this.#isOpen = true;
    this.#add(segment, written);
    return await this.#written();
  }

  async read(start: number, count: number): Promise<Result<readonly LogEntry[]>> {
    await this.#flushed();
    if (this.#failure) return fail(this.#failure);
    const from = Math.max(start, this.start);
    const to = Math.min(start + count, this.#end);
    const entries: LogEntry[] = [];
    for (const segment of this.#segments) {
      const { index } = segment;
      const first = Math.max(from, index.start);
      const last = Math.min(to, index.end);
      if (first < last) entries.push(...(await this.#readSegment(segment, first, last)));
    }
    return ok(entries);
  }

  describe(about: LogAbout): void {
    if (!this.#keep || this.#isDisposed) return;
    this.#about = about;
    // Written at once, so that what a killed window leaves is known, too.
    if (this.#isMade) this.#writing = this.#writing.then(() => this.#writeAbout());
  }

  /** What the file says of the log: the first stamp is known at once, the last one when it is closed. */
  async #writeAbout(): Promise<void> {
    if (!this.#about || this.#failure) return;
    try {
      await writeAbout(this.#folder, { about: this.#about, first: this.#first, last: this.#last });
    } catch (error) {
      await this.#giveUp(error);
    }
  }

  /** A batch at a time: stamps are in order, but for moments. */
  #noteStamps(entries: readonly LogEntry[]): void {
    if (this.#first === '') {
      this.#first = entries.find(({ stream, time }) => stream !== 'marker' && time !== undefined)?.time ?? '';
      if (this.#first !== '') this.#writing = this.#writing.then(() => this.#writeAbout());
    }
    const last = entries.at(-1);
    if (last?.stream !== 'marker') this.#last = last?.time ?? this.#last;
  }

  async *text(): AsyncGenerator<string, void> {
    await this.#flushed();
    for (const segment of this.#segments.slice()) {
      const decoder = new TextDecoder();
      let rest = '';
      for await (const bytes of readBytes(segment.handle, 0, segment.bytes)) {
        const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
        rest = lines.pop() ?? '';
        yield lines.map((line) => `${textOfRecord(line)}\n`).join('');
      }
      if (rest !== '') yield textOfRecord(rest);
    }
  }

  async saveTo(path: string, signal: AbortSignal): Promise<Result<void>> {
    try {
      await writeFile(path, this.text(), { signal });
      return ok(undefined);
    } catch (error) {
      if (signal.aborted) return fail(CANCELLED);
      return fail(saveFailure(error, path));
    }
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    void this.#remove();
  }

  /** Resolves when the files are gone. */
  async removed(): Promise<void> {
    this.dispose();
    await this.#removal;
  }

  #removal: Promise<void> | undefined;

  /** A log without a line is not worth keeping. */
  get #isKept(): boolean {
    return this.#keep !== undefined && this.#about !== undefined && this.#first !== '' && !this.#failure;
  }

  #remove(): Promise<void> {
    this.#removal ??= (async () => {
      clearTimeout(this.#timer);
      const keep = this.#isKept ? this.#keep : undefined;
      if (keep) await this.#flushed();
      this.#waiting = [];
      await this.#writing;
      if (keep) await this.#writeAbout();
      for (const { handle } of this.#segments) await handle.close();
      this.#segments = [];
      if (keep && !this.#failure) await this.#handOver(keep);
      else await this.#removeFolder();
    })();
    return this.#removal;
  }

  async #handOver(keep: KeepSpool): Promise<void> {
    try {
      await keep(this.#folder);
    } catch (error) {
      this.#failure = spoolFailure(error, this.#folder);
      await this.#removeFolder();
    }
  }

  /** The segment to write to; a new one when the last is full. */
  async #segment(): Promise<Segment | undefined> {
    const last = this.#segments.at(-1);
    if (last && last.bytes < this.#limits.segmentBytes) return last;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      this.#isMade = true;
      const path = join(this.#folder, `${this.#segmentCount++}.log`);
      const handle = await open(path, 'wx+', 0o600);
      const segment: Segment = { path, handle, index: new SpoolIndex(this.#end), bytes: 0 };
      if (last) await this.#flushed();
      this.#isOpen = false;
      this.#segments.push(segment);
      await this.#dropOldest();
      return segment;
    } catch (error) {
      await this.#giveUp(error);
      return undefined;
    }
  }

  async #dropOldest(): Promise<void> {
    while (this.#segments.length > 1 && this.sizeBytes + this.#limits.segmentBytes > this.#limits.bytes) {
      const oldest = this.#segments.shift();
      if (!oldest) return;
      await oldest.handle.close();
      await rm(oldest.path, { force: true });
    }
  }

  #add(segment: Segment, text: string): void {
    if (text === '') return;
    const bytes = Buffer.from(text);
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    segment.bytes += bytes.length;
  }

  /** Sees to it that what waits is written, now or soon. Resolves when more may come. */
  async #written(): Promise<Result<void>> {
    if (this.#waitingBytes >= WRITE_BYTES && !this.#isWriting) this.#startWriting();
    else this.#timer ??= setTimeout(() => this.#startWriting(), WRITE_DELAY_MS);
    if (this.#waitingBytes > MOST_WAITING) await this.#flushed();
    return this.#outcome();
  }

  #startWriting(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // The segment that is filled now: before there is a new one everything of this one is written.
    const segment = this.#segments.at(-1);
    if (segment) this.#writing = this.#writing.then(() => this.#drain(segment));
  }

  /** Everything that waits goes to disk in one write; more may come meanwhile. */
  async #drain(segment: Segment): Promise<void> {
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (this.#failure || (this.#isDisposed && !this.#isKept)) return;
    this.#isWriting = true;
    try {
      for (let at = 0; at < bytes.length; ) at += (await segment.handle.write(bytes, at)).bytesWritten;
    } catch (error) {
      await this.#giveUp(error);
    } finally {
      this.#isWriting = false;
    }
  }

  async #flushed(): Promise<void> {
    if (this.#waiting.length > 0) this.#startWriting();
    await this.#writing;
  }

  #outcome(): Result<void> {
    return this.#failure ? fail(this.#failure) : ok(undefined);
  }

  /** A full disk must not stay full because of us: what was written is removed (quality.md D6). */
  async #giveUp(error: unknown): Promise<void> {
    if (this.#failure) return;
    this.#failure = spoolFailure(error, this.#folder);
    this.#waiting = [];
    const segments = this.#segments;
    this.#segments = [];
    for (const { handle } of segments) await handle.close();
    await this.#removeFolder();
  }

  async #removeFolder(): Promise<void> {
    if (!this.#isMade) return;
    try {
      await rm(this.#folder, { recursive: true, force: true });
    } catch (error) {
      // What is left goes when the next window opens its first log.
      this.#failure ??= spoolFailure(error, this.#folder);
    }
  }

  async #readSegment({ handle, index, bytes }: Segment, first: number, last: number): Promise<LogEntry[]> {
    const checkpoint = index.before(first);
    const splitter = new LineSplitter();
    const entries: LogEntry[] = [];
    let number = checkpoint.number;
    const take = (record: string, isCut: boolean) => {
      const entry = entryOf(record, number, isCut);
      if (!entry) return;
      if (number >= first && number < last) entries.push(entry);
      number += 1;
    };
    for await (const chunk of readBytes(handle, checkpoint.offset, index.after(last) ?? bytes)) {
      for (const piece of splitter.push(chunk)) if (piece.kind === 'line') take(piece.text, piece.isCut);
      if (number >= last) return entries;
    }
    for (const piece of splitter.end()) if (piece.kind === 'line') take(piece.text, piece.isCut);
    return entries;
  }
}

async function* readBytes(handle: FileHandle, from: number, to: number): AsyncGenerator<Uint8Array, void> {
  for (let at = from; at < to; ) {
    const size = Math.min(READ_CHUNK, to - at);
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(size), 0, size, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}
