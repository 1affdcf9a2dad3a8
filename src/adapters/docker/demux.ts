/** A piece of what a container without a terminal wrote. `system` carries an error of the engine itself in the middle of a stream. */
export interface OutputPiece {
  readonly stream: 'stdout' | 'stderr' | 'system';
  /** A view into the chunk that was pushed: use it, or copy it, before the next one. */
  readonly bytes: Uint8Array;
}

const HEADER_BYTES = 8;
/** Stream types 0 to 3 of the attach format (Engine API, "Attach to a container"). 0 is standard input, which is "written on stdout". */
const STREAMS = ['stdout', 'stdout', 'stderr', 'system'] as const;

/**
 * Takes the 8-byte framing of attach, logs and exec apart: `[type, 0, 0, 0, size as 4 bytes big endian]`, then the payload.
 *
 * Any chunk border is fine: payload is handed on as it arrives, so a frame of any size needs no buffer.
 * Bytes that are not framed (a container with a terminal) are handed on as they are, as stdout: nothing is ever lost.
 */
export class Demultiplexer {
  readonly #header = new Uint8Array(HEADER_BYTES);
  #headerLength = 0;
  #remaining = 0;
  #stream: OutputPiece['stream'] = 'stdout';
  #isRaw = false;

  /** Whether the stream stopped at the end of a frame. */
  get isAtFrameEnd(): boolean {
    return this.#isRaw || (this.#headerLength === 0 && this.#remaining === 0);
  }

  push(chunk: Uint8Array): OutputPiece[] {
    const pieces: OutputPiece[] = [];
    let offset = 0;
    while (offset < chunk.length) {
      if (this.#isRaw) {
        pieces.push({ stream: 'stdout', bytes: chunk.subarray(offset) });
        break;
      }
      if (this.#remaining > 0) {
        const end = Math.min(chunk.length, offset + this.#remaining);
        pieces.push({ stream: this.#stream, bytes: chunk.subarray(offset, end) });
        this.#remaining -= end - offset;
        offset = end;
      } else {
        offset = this.#readHeader(chunk, offset, pieces);
      }
    }
    return pieces;
  }

  #readHeader(chunk: Uint8Array, start: number, pieces: OutputPiece[]): number {
    let offset = start;
    while (this.#headerLength < HEADER_BYTES && offset < chunk.length) {
      this.#header[this.#headerLength++] = chunk[offset++] ?? 0;
      if (this.#isNoHeader()) {
        this.#isRaw = true;
        pieces.push({ stream: 'stdout', bytes: this.#header.slice(0, this.#headerLength) });
        return offset;
      }
    }
    if (this.#headerLength === HEADER_BYTES) {
      const [type = 0, , , , a = 0, b = 0, c = 0, d = 0] = this.#header;
      this.#stream = STREAMS[type] ?? 'stdout';
      this.#remaining = a * 0x1000000 + (b << 16) + (c << 8) + d;
      this.#headerLength = 0;
    }
    return offset;
  }

  /** Judged at every byte, so that a prompt of a few bytes is not held back in the hope of a header. */
  #isNoHeader(): boolean {
    const at = this.#headerLength - 1;
    const value = this.#header[at] ?? 0;
    if (at === 0) return value >= STREAMS.length;
    return at < 4 && value !== 0;
  }
}

/** Takes a stream apart chunk by chunk. Pulled by the reader, so a slow reader slows the engine down instead of filling the memory. */
export async function* demultiplex(source: AsyncIterable<Uint8Array>): AsyncGenerator<readonly OutputPiece[], void> {
  const demultiplexer = new Demultiplexer();
  for await (const chunk of source) {
    const pieces = demultiplexer.push(chunk);
    if (pieces.length > 0) yield pieces;
  }
}
