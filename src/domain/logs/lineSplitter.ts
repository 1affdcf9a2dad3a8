/** A line longer than this is cut for the view. In UTF-16 units. */
export const LINE_LIMIT = 65_536;

/** What comes out of the splitter, in the order in which it was written. */
export type SplitPiece =
  | { readonly kind: 'line'; readonly text: string; readonly isCut: boolean }
  /** More of the line that was cut before. */
  | { readonly kind: 'rest'; readonly text: string };

/**
 * Bytes of one stream to lines. Only `\n` ends a line: a lone `\r` goes back to its start, as progress bars do, so the last state stays.
 * Any split of the bytes gives the same lines, also in the middle of a UTF-8 sequence or between `\r` and `\n`.
 */
export class LineSplitter {
  readonly #decoder = new TextDecoder('utf-8');
  /** This many characters at the start of each line are not the line's own (a time stamp): `\r` does not go behind them. */
  readonly #prefixLength: number;
  #pending = '';
  #isCut = false;

  constructor(prefixLength = 0) {
    this.#prefixLength = prefixLength;
  }

  /** The line that has no end yet, as a terminal would show it now. */
  get pending(): string {
    return this.#isCut ? '' : overwrite(this.#pending, this.#prefixLength);
  }

  /** Whether the last line, cut or not, still has no end. */
  get isOpen(): boolean {
    return this.#isCut || this.#pending !== '';
  }

  push(bytes: Uint8Array): SplitPiece[] {
    return this.#split(this.#decoder.decode(bytes, { stream: true }));
  }

  /** The stream is over: what has no line end is a line, too. */
  end(): SplitPiece[] {
    const pieces = this.#split(this.#decoder.decode());
    if (this.#isCut) pieces.push({ kind: 'rest', text: this.#pending });
    else if (this.#pending !== '') this.#finish(this.#pending, pieces);
    this.#pending = '';
    this.#isCut = false;
    return pieces;
  }

  #split(text: string): SplitPiece[] {
    const pieces: SplitPiece[] = [];
    const parts = text.split('\n');
    const last = parts.length - 1;
    for (let index = 0; index < last; index++) {
      const part = parts[index] ?? '';
      if (this.#isCut) this.#endRest(part, pieces);
      else this.#finish(this.#pending === '' ? part : this.#pending + part, pieces);
      this.#pending = '';
      this.#isCut = false;
    }
    this.#pending += parts[last] ?? '';
    if (this.#pending.length > LINE_LIMIT) this.#shorten(pieces);
    return pieces;
  }

  #finish(line: string, pieces: SplitPiece[]): void {
    const text = overwrite(line, this.#prefixLength);
    if (text.length - this.#prefixLength <= LINE_LIMIT) {
      pieces.push({ kind: 'line', text, isCut: false });
      return;
    }
    this.#cut(text, pieces);
  }

  #cut(text: string, pieces: SplitPiece[]): void {
    const at = cutAt(text, LINE_LIMIT + this.#prefixLength);
    pieces.push({ kind: 'line', text: text.slice(0, at), isCut: true }, { kind: 'rest', text: text.slice(at) });
  }

  /** Keeps memory bounded while a line has no end: states that were overwritten go, and what is still too long is handed on. */
  #shorten(pieces: SplitPiece[]): void {
    if (this.#isCut) {
      pieces.push({ kind: 'rest', text: this.#pending });
      this.#pending = '';
      return;
    }
    this.#pending = overwrite(this.#pending, this.#prefixLength, true);
    if (this.#pending.length - this.#prefixLength <= LINE_LIMIT) return;
    this.#cut(this.#pending, pieces);
    this.#pending = '';
    this.#isCut = true;
  }

  #endRest(text: string, pieces: SplitPiece[]): void {
    const rest = this.#pending + text;
    const whole = rest.endsWith('\r') ? rest.slice(0, -1) : rest;
    if (whole !== '') pieces.push({ kind: 'rest', text: whole });
  }
}

/** The last state of a line that was overwritten with `\r`. `isOpen`: more may come, so a `\r` at the end is kept. */
function overwrite(line: string, prefixLength: number, isOpen = false): string {
  if (!line.includes('\r')) return line;
  let end = line.length;
  while (end > prefixLength && line.charCodeAt(end - 1) === 13) end -= 1;
  const start = line.lastIndexOf('\r', end - 1) + 1;
  const tail = isOpen && end < line.length ? '\r' : '';
  if (start <= prefixLength) return line.slice(0, end) + tail;
  return line.slice(0, prefixLength) + line.slice(start, end) + tail;
}

/** Not between the two halves of one character. */
function cutAt(text: string, at: number): number {
  const code = text.charCodeAt(at - 1);
  return code >= 0xd800 && code <= 0xdbff ? at - 1 : at;
}
