import {
  AMPERSAND,
  BANG,
  COLON,
  CR,
  DOUBLE_QUOTE,
  GREATER,
  HASH,
  isBlank,
  isLineEnd,
  LF,
  MASK,
  OPEN_LIST,
  OPEN_MAP,
  PIPE,
  QUESTION,
  SINGLE_QUOTE,
  SPACE,
} from './characters.ts';
import type { FlowScanner } from './flowScanner.ts';
import { afterBlanks, endsAt } from './lines.ts';
import { HASH_BASIS, HASH_PRIME, hashText } from './nodeTable.ts';
import type { YamlProblemCode } from './yamlProblem.ts';

/** No key begins here. */
export const NO_KEY = -1;
/** The line cannot be read; the problem is told. */
export const REFUSED = -2;
/** A “? ” key, which is not scanned. */
export const COMPLEX_KEY = -3;

/** Finds the key that begins a line. The last one found is in `start`, `end` and `hash`. */
export class KeyFinder {
  readonly #text: string;
  readonly #flow: FlowScanner;
  readonly #fail: (code: YamlProblemCode, start: number, end: number) => void;
  start = 0;
  end = 0;
  hash = 0;

  constructor(text: string, flow: FlowScanner, fail: (code: YamlProblemCode, start: number, end: number) => void) {
    this.#text = text;
    this.#flow = flow;
    this.#fail = fail;
  }

  /** The offset behind the colon of the key that begins here, else NO_KEY, REFUSED or COMPLEX_KEY. */
  find(from: number): number {
    const code = this.#text.charCodeAt(from);
    switch (code) {
      case DOUBLE_QUOTE:
      case SINGLE_QUOTE:
        return this.#quoted(from, code);
      case QUESTION:
        return isBlank(this.#text.charCodeAt(from + 1)) ? COMPLEX_KEY : this.#plain(from);
      case OPEN_MAP:
      case OPEN_LIST:
      case PIPE:
      case GREATER:
        return NO_KEY;
      case AMPERSAND:
      case BANG:
        return this.#behindProperties(from);
      default:
        return this.#plain(from);
    }
  }

  /** Hashes while it looks for “: ”; most lines are keys, so the work is not wasted. */
  #plain(from: number): number {
    const text = this.#text;
    let hash = HASH_BASIS;
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code <= COLON) {
        if (code === COLON && this.#endsKey(from, at + 1)) return this.#foundPlain(from, at, hash);
        if (code === LF || code === CR || (code === HASH && isBlank(text.charCodeAt(at - 1)))) return NO_KEY;
      }
      hash = Math.imul(hash ^ code, HASH_PRIME);
    }
    return NO_KEY;
  }

  /** A blank behind the colon; or a placeholder that brings its own line break, as “key:{{ include … | nindent 4 }}” does at the start of a line. */
  #endsKey(from: number, next: number): boolean {
    const code = this.#text.charCodeAt(next);
    if (code !== MASK) return isBlank(code);
    let at = from - 1;
    while (this.#text.charCodeAt(at) === SPACE) at--;
    return at < 0 || isLineEnd(this.#text.charCodeAt(at));
  }

  #foundPlain(from: number, colon: number, hash: number): number {
    let to = colon;
    while (to > from && isBlank(this.#text.charCodeAt(to - 1))) to--;
    if (to === from) {
      this.#fail('key-expected', from, colon + 1);
      return REFUSED;
    }
    this.start = from;
    this.end = to;
    this.hash = to === colon ? hash : hashText(this.#text, from, to);
    return colon + 1;
  }

  #quoted(from: number, quote: number): number {
    const after = this.#flow.afterQuoted(from, quote);
    if (after < 0) return REFUSED;
    let at = after;
    while (this.#text.charCodeAt(at) === SPACE) at++;
    if (this.#text.charCodeAt(at) !== COLON || !isBlank(this.#text.charCodeAt(at + 1))) return NO_KEY;
    this.start = from + 1;
    this.end = after - 1;
    this.hash = hashText(this.#text, from + 1, after - 1);
    return at + 1;
  }

  /** “&name key: value” names the key, which nothing can use; “&name value” and “!!str value” are values. */
  #behindProperties(from: number): number {
    let at = from;
    let code = this.#text.charCodeAt(at);
    while (code === AMPERSAND || code === BANG) {
      while (!isBlank(this.#text.charCodeAt(at))) at++;
      at = afterBlanks(this.#text, at);
      code = this.#text.charCodeAt(at);
    }
    return endsAt(this.#text, at) ? NO_KEY : this.find(at);
  }
}
