/** A stretch of one stream in which every line starts with its time stamp and no stamp stands within a line. */
export interface LogStretch {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}

/** Cuts the chunks of a log answer into stretches. */
export interface LogFraming {
  push(chunk: Uint8Array): LogStretch[];
}

/** `2026-01-31T10:00:00` and what follows up to the blank. Docker writes nine digits of fraction, Podman may write none. */
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d) /;
const LONGEST_STAMP = 40;
const NEWLINE = 10;
export const HEADER_BYTES = 8;
/** Docker splits lines at this size into messages of their own, each with a stamp (daemon/logger/copier.go, `defaultBufSize`). */
const MESSAGE_BYTES = 16_384;

const BLANK = 32;

/**
 * Length of the stamps of a log, the blank included, from its first bytes; 0 without stamps, undefined when more bytes are needed.
 * `from` is where the first payload begins.
 */
export function stampLength(head: Uint8Array, from: number): number | undefined {
  const bytes = head.subarray(from);
  if (!bytes.includes(BLANK) && bytes.length < LONGEST_STAMP) return undefined;
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, LONGEST_STAMP)).toString('latin1');
  return STAMP.exec(start)?.[0].length ?? 0;
}

/**
 * The framing of containers without a terminal: `[type, 0, 0, 0, size]` and the payload, one message a frame.
 * Frames of one stream that follow each other become one stretch, so that a chunk of a thousand lines is decoded at once.
 */
export class FramedLog implements LogFraming {
  readonly #header = new Uint8Array(HEADER_BYTES);
  #headerLength = 0;
  #remaining = 0;
  #skip = 0;
  #stream: LogStretch['stream'] = 'stdout';
  readonly #stampLength: number;
  /** Streams whose last message had no line end: the stamp of their next one stands in the middle of a line. */
  readonly #open = new Set<LogStretch['stream']>();

  constructor(stampLength: number) {
    this.#stampLength = stampLength;
  }

  push(chunk: Uint8Array): LogStretch[] {
    const stretches: LogStretch[] = [];
    const out = new Uint8Array(chunk.length);
    let stream = this.#stream;
    let start = 0;
    let end = 0;
    let offset = 0;
    const close = () => {
      if (end > start) stretches.push({ stream, bytes: out.subarray(start, end) });
      start = end;
    };
    while (offset < chunk.length) {
      if (this.#remaining === 0) {
        offset = this.#readHeader(chunk, offset);
        if (this.#remaining === 0) continue;
        if (this.#stream !== stream) {
          close();
          stream = this.#stream;
        }
        continue;
      }
      const size = Math.min(chunk.length - offset, this.#remaining);
      const skipped = Math.min(this.#skip, size);
      this.#skip -= skipped;
      if (size > skipped) {
        out.set(chunk.subarray(offset + skipped, offset + size), end);
        end += size - skipped;
      }
      offset += size;
      this.#remaining -= size;
      if (this.#remaining === 0) this.#endFrame(chunk[offset - 1]);
    }
    close();
    return stretches;
  }

  #readHeader(chunk: Uint8Array, from: number): number {
    let offset = from;
    while (this.#headerLength < HEADER_BYTES && offset < chunk.length) {
      this.#header[this.#headerLength++] = chunk[offset++] ?? 0;
    }
    if (this.#headerLength < HEADER_BYTES) return offset;
    const [type = 0, , , , a = 0, b = 0, c = 0, d = 0] = this.#header;
    this.#headerLength = 0;
    this.#stream = type === 2 ? 'stderr' : 'stdout';
    this.#remaining = a * 0x1000000 + (b << 16) + (c << 8) + d;
    this.#skip = this.#open.has(this.#stream) ? this.#stampLength : 0;
    return offset;
  }

  #endFrame(last: number | undefined): void {
    if (last === NEWLINE) this.#open.delete(this.#stream);
    else this.#open.add(this.#stream);
  }
}

/** The bytes of a container with a terminal: no frames, so the stamps inside of long lines are found by counting. */
export class TerminalLog implements LogFraming {
  readonly #stampLength: number;
  /** Bytes of the present message that have passed, its stamp included. */
  #passed = 0;
  #skip = 0;

  constructor(stampLength: number) {
    this.#stampLength = stampLength;
  }

  push(chunk: Uint8Array): LogStretch[] {
    const stamp = this.#stampLength;
    if (stamp === 0) return [{ stream: 'stdout', bytes: chunk }];
    const out = new Uint8Array(chunk.length);
    let end = 0;
    let offset = 0;
    while (offset < chunk.length) {
      const skipped = Math.min(this.#skip, chunk.length - offset);
      this.#skip -= skipped;
      offset += skipped;
      const newline = chunk.indexOf(NEWLINE, offset);
      const lineEnd = newline < 0 ? chunk.length : newline + 1;
      const size = Math.min(lineEnd - offset, stamp + MESSAGE_BYTES - this.#passed);
      out.set(chunk.subarray(offset, offset + size), end);
      end += size;
      offset += size;
      this.#passed += size;
      if (size > 0 && chunk[offset - 1] === NEWLINE) this.#passed = 0;
      else if (this.#passed === stamp + MESSAGE_BYTES) {
        // The line end of a line of just this size follows without a stamp.
        this.#passed = stamp;
        this.#skip = chunk[offset] === NEWLINE ? 0 : stamp;
      }
    }
    return end === 0 ? [] : [{ stream: 'stdout', bytes: out.subarray(0, end) }];
  }
}
