import { type FileHandle, open } from 'node:fs/promises';
import { Breather } from '../process/breather.ts';
import { maskedCrc32c } from './crc32c.ts';

/** The content of a record: `bytes` from `from` to `to`, valid until the taker returns. */
export interface RecordBytes {
  readonly bytes: Buffer;
  /** Of the same bytes. */
  readonly view: DataView;
  readonly from: number;
  readonly to: number;
  /** Where it begins in its file. */
  readonly at: number;
}

type TakeRecord = (record: RecordBytes) => void;

export interface ReadEnd {
  /** Bytes of the file that need not be read again. */
  readonly offset: number;
  /** Where the first damaged record begins. */
  readonly damagedAt?: number;
  /** Records that are too large to be read. */
  readonly skipped: number;
}

/** Read at once: some thousands of values, which take a few milliseconds. */
const CHUNK = 128 * 1024;
/** The largest record that is held in memory: graphs and videos may have more. */
const MOST_RECORD = 64 * 1024 * 1024;
/** Length in eight bytes and its sum in four before the content, the sum of the content in four behind it. */
const HEADER = 12;
const FOOTER = 4;

/**
 * Reads the records of a TFRecord file from an offset on. A record whose end is not there yet is left for the next time: it is being written, or its writer was
 * killed. One whose sum is wrong is left out, and what follows it is searched for. Throws errors of the file system, and when the signal is aborted.
 */
export async function readRecords(
  path: string,
  offset: number,
  take: TakeRecord,
  signal: AbortSignal,
): Promise<ReadEnd> {
  const file = await open(path, 'r');
  try {
    return await new RecordReader(file, offset, take).read(signal);
  } finally {
    await file.close();
  }
}

class RecordReader {
  readonly #file: FileHandle;
  readonly #take: TakeRecord;
  #bytes = Buffer.allocUnsafeSlow(CHUNK);
  #view = new DataView(this.#bytes.buffer);
  /** What is in the buffer: it begins at `base` of the file, and the next record at `at` of the buffer. */
  #base: number;
  #at = 0;
  #filled = 0;
  /** Where a record was that has lost its length, as long as no other is found behind it. */
  #lostAt: number | undefined;
  #damagedAt: number | undefined;
  #skipped = 0;

  constructor(file: FileHandle, offset: number, take: TakeRecord) {
    this.#file = file;
    this.#base = offset;
    this.#take = take;
  }

  async read(signal: AbortSignal): Promise<ReadEnd> {
    const breather = new Breather();
    for (;;) {
      signal.throwIfAborted();
      const wanted = this.#records();
      if (wanted !== undefined && !(await this.#pass(wanted))) break;
      if (!(await this.#fill())) break;
      await breather.breathe();
    }
    const skipped = this.#skipped;
    // What is lost up to the end may be zeros of a disk that has not written yet: it is looked at again.
    const offset = this.#lostAt ?? this.#base + this.#at;
    const damagedAt = this.#damagedAt ?? this.#lostAt;
    return damagedAt === undefined ? { offset, skipped } : { offset, damagedAt, skipped };
  }

  /** Takes all whole records of the buffer. Gives the size of one that is too large for any. */
  #records(): number | undefined {
    while (this.#filled - this.#at >= HEADER) {
      const at = this.#at;
      if (!this.#hasHeader(at)) {
        this.#lostAt ??= this.#base + at;
        this.#at += 1;
        continue;
      }
      const length = this.#lengthAt(at);
      const size = HEADER + length + FOOTER;
      if (size > MOST_RECORD) return size;
      if (size > this.#filled - at) {
        this.#reserve(size);
        return undefined;
      }
      const from = at + HEADER;
      const isWhole = maskedCrc32c(this.#bytes, from, from + length) === this.#view.getUint32(from + length, true);
      if (this.#lostAt !== undefined) this.#damagedAt ??= this.#lostAt;
      this.#lostAt = undefined;
      if (isWhole) this.#take({ bytes: this.#bytes, view: this.#view, from, to: from + length, at: this.#base + from });
      else this.#damagedAt ??= this.#base + at;
      this.#at += size;
    }
    return undefined;
  }

  #hasHeader(at: number): boolean {
    return maskedCrc32c(this.#bytes, at, at + 8) === this.#view.getUint32(at + 8, true);
  }

  #lengthAt(at: number): number {
    return this.#view.getUint32(at, true) + this.#view.getUint32(at + 4, true) * 2 ** 32;
  }

  /** Goes on behind a record that is not read; false when it is not there to its end. */
  async #pass(size: number): Promise<boolean> {
    const end = this.#base + this.#at + size;
    if ((await this.#file.stat()).size < end) return false;
    this.#skipped += 1;
    this.#lostAt = undefined;
    this.#base = end;
    this.#at = 0;
    this.#filled = 0;
    return true;
  }

  /** False at the end of the file. */
  async #fill(): Promise<boolean> {
    this.#bytes.copyWithin(0, this.#at, this.#filled);
    this.#base += this.#at;
    this.#filled -= this.#at;
    this.#at = 0;
    const room = this.#bytes.length - this.#filled;
    const { bytesRead } = await this.#file.read(this.#bytes, this.#filled, room, this.#base + this.#filled);
    this.#filled += bytesRead;
    return bytesRead > 0;
  }

  #reserve(size: number): void {
    if (size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.min(MOST_RECORD, Math.max(size, this.#bytes.length * 2)));
    this.#bytes.copy(larger, 0, 0, this.#filled);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
