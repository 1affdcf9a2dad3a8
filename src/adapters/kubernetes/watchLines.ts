import { isUtf8 } from 'node:buffer';

/** Objects of the API are at most 3 MB; a line longer than this is no event. In bytes. */
const LONGEST_LINE = 32 * 1024 * 1024;
const NEW_LINE = 0x0a;

/** Cuts a stream into lines, in chunks of any size. Pieces of a long line are kept apart until its end has come, so it costs what it is long. */
export class WatchLines {
  #pieces: Buffer[] = [];
  #length = 0;

  /** Whole lines of text; undefined for one that is not valid UTF-8 or too long. Empty lines are left out. */
  *push(data: Uint8Array): Generator<string | undefined> {
    const chunk = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    let start = 0;
    for (let end = chunk.indexOf(NEW_LINE); end >= 0; end = chunk.indexOf(NEW_LINE, start)) {
      const line = this.#finish(chunk.subarray(start, end));
      start = end + 1;
      if (line !== '') yield line;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
    if (this.#length > LONGEST_LINE) {
      this.#clear();
      yield undefined;
    }
  }

  #keep(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  #finish(last: Buffer): string | undefined {
    const line = this.#pieces.length === 0 ? last : Buffer.concat([...this.#pieces, last]);
    this.#clear();
    return isUtf8(line) ? line.toString('utf8').trim() : undefined;
  }

  #clear(): void {
    this.#pieces = [];
    this.#length = 0;
  }
}
