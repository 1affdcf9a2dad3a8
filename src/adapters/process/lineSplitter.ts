import { StringDecoder } from 'node:string_decoder';

/** Longer lines are handed on in pieces, so that output without line ends cannot fill the memory. */
const LONGEST_LINE = 4 * 1024 * 1024;

/** Makes lines (without their ends, `\n` or `\r\n`) of UTF-8 bytes that arrive in chunks of any size. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  #rest: string[] = [];
  #restLength = 0;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Uint8Array): void {
    this.#take(this.#decoder.write(chunk));
  }

  /** Hands on what stood after the last line end. */
  end(): void {
    this.#take(this.#decoder.end());
    if (this.#restLength > 0) this.#emit('');
  }

  #take(text: string): void {
    let from = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      this.#emit(text.slice(from, end));
      from = end + 1;
    }
    if (from === text.length) return;
    this.#rest.push(text.slice(from));
    this.#restLength += text.length - from;
    if (this.#restLength > LONGEST_LINE) this.#emit('');
  }

  #emit(tail: string): void {
    const line = this.#rest.length > 0 ? this.#rest.join('') + tail : tail;
    this.#rest = [];
    this.#restLength = 0;
    this.#onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  }
}
