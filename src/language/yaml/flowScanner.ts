import {
  AMPERSAND,
  BACKSLASH,
  BANG,
  CLOSE_LIST,
  CLOSE_MAP,
  COLON,
  COMMA,
  DOUBLE_QUOTE,
  HASH,
  isBlank,
  OPEN_LIST,
  OPEN_MAP,
  SINGLE_QUOTE,
  STAR,
} from './characters.ts';
import type { NodeScratch } from './nodeScratch.ts';
import { ALIAS, DOUBLE, END, hashText, KEY_START, KIND, LIST, MAP, PLAIN, SINGLE, START, TAG } from './nodeTable.ts';
import type { YamlProblemCode } from './yamlProblem.ts';

/** Levels of brackets; each takes some frames of the stack. */
const MOST_BRACKETS = 512;
/** Brackets that are not closed are read to the end of the text, so not on every line of a broken file. */
const MOST_BROKEN = 50;

interface Listener {
  fail(code: YamlProblemCode, start: number, end: number): -1;
  anchor(start: number, end: number, node: number): void;
  alias(node: number): void;
}

/** Reads `[…]`, `{…}` and quoted text, over several lines where they go on. All methods give the offset behind what they read, or -1. */
export class FlowScanner {
  readonly #text: string;
  readonly #scratch: NodeScratch;
  readonly #listener: Listener;
  #broken = 0;

  constructor(text: string, scratch: NodeScratch, listener: Listener) {
    this.#text = text;
    this.#scratch = scratch;
    this.#listener = listener;
  }

  /** At the opening quote. */
  afterQuoted(from: number, quote: number): number {
    const text = this.#text;
    if (quote === SINGLE_QUOTE) {
      for (let at = text.indexOf("'", from + 1); at >= 0; at = text.indexOf("'", at + 2)) {
        if (text.charCodeAt(at + 1) !== SINGLE_QUOTE) return at + 1;
      }
      return this.#listener.fail('unterminated-string', from, this.#lineEnd(from));
    }
    for (let at = from + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === DOUBLE_QUOTE) return at + 1;
      if (code !== BACKSLASH) continue;
      at++;
      if (!ESCAPES.includes(text.charAt(at))) this.#listener.fail('bad-escape', at - 1, at + 1);
    }
    return this.#listener.fail('unterminated-string', from, this.#lineEnd(from));
  }

  /** At “[” or “{”; fills the node. */
  collection(from: number, node: number): number {
    if (this.#broken >= MOST_BROKEN) return -1;
    const end = this.#collection(from, node, 0);
    if (end < 0) this.#broken++;
    return end;
  }

  #collection(from: number, node: number, depth: number): number {
    if (depth > MOST_BRACKETS) return this.#listener.fail('too-deep', from, from + 1);
    const isMap = this.#text.charCodeAt(from) === OPEN_MAP;
    const close = isMap ? CLOSE_MAP : CLOSE_LIST;
    this.#scratch.set(node, KIND, isMap ? MAP : LIST);
    this.#scratch.set(node, START, from);
    let at = from + 1;
    for (;;) {
      at = this.#space(at);
      if (at >= this.#text.length) return this.#listener.fail('unterminated-flow', from, this.#lineEnd(from));
      if (this.#text.charCodeAt(at) === close) {
        this.#scratch.set(node, END, at + 1);
        return at + 1;
      }
      at = isMap ? this.#entry(at, node, depth) : this.#item(at, node, depth);
      if (at < 0) return -1;
      at = this.#space(at);
      const code = this.#text.charCodeAt(at);
      if (code === COMMA) at++;
      else if (at >= this.#text.length) return this.#listener.fail('unterminated-flow', from, this.#lineEnd(from));
      else if (code !== close) return this.#listener.fail('flow', at, at + 1);
    }
  }

  #entry(from: number, map: number, depth: number): number {
    const text = this.#text;
    const code = text.charCodeAt(from);
    const node = this.#scratch.add(map, from);
    let at: number;
    const isQuoted = code === DOUBLE_QUOTE || code === SINGLE_QUOTE;
    if (isQuoted) {
      at = this.afterQuoted(from, code);
      if (at < 0) return -1;
      this.#scratch.setKey(node, from + 1, at - 1, hashText(text, from + 1, at - 1));
    } else {
      if (code === OPEN_MAP || code === OPEN_LIST) return this.#listener.fail('key-of-map', from, from + 1);
      const to = this.#plainEnd(from, true);
      if (to === from) return this.#listener.fail('flow', from, from + 1);
      this.#scratch.setKey(node, from, to, hashText(text, from, to));
      at = to;
    }
    at = this.#space(at);
    this.#scratch.set(node, START, at);
    this.#scratch.set(node, END, at);
    if (text.charCodeAt(at) !== COLON) return at;
    at = this.#space(at + 1);
    return this.#value(at, node, depth);
  }

  #item(from: number, list: number, depth: number): number {
    const text = this.#text;
    const node = this.#scratch.add(list, from);
    const code = text.charCodeAt(from);
    const isPlain = code !== OPEN_MAP && code !== OPEN_LIST && code !== DOUBLE_QUOTE && code !== SINGLE_QUOTE;
    if (isPlain) {
      const to = this.#plainEnd(from, false);
      // “[a: b]” is a list of one map.
      if (text.charCodeAt(this.#space(to)) === COLON && to > from) {
        this.#scratch.set(node, KIND, MAP);
        const end = this.#entry(from, node, depth);
        this.#scratch.set(node, END, Math.max(end, from));
        return end;
      }
    }
    return this.#value(from, node, depth);
  }

  #value(from: number, node: number, depth: number): number {
    const text = this.#text;
    const at = this.#properties(from, node);
    const code = text.charCodeAt(at);
    this.#scratch.set(node, START, at);
    this.#scratch.set(node, END, at);
    if (code === COMMA || code === CLOSE_LIST || code === CLOSE_MAP) {
      const isNothing = code === COMMA && at === from && this.#isItem(node);
      return isNothing ? this.#listener.fail('flow', at, at + 1) : at;
    }
    if (code === OPEN_MAP || code === OPEN_LIST) return this.#collection(at, node, depth + 1);
    const to = this.#scalar(at, code, node);
    if (to >= 0) this.#scratch.set(node, END, to);
    return to;
  }

  /** Anchors and tags before a value. */
  #properties(from: number, node: number): number {
    let at = from;
    let code = this.#text.charCodeAt(at);
    while (code === AMPERSAND || code === BANG) {
      const start = at;
      while (!endsProperty(this.#text.charCodeAt(at))) at++;
      if (code === AMPERSAND) this.#listener.anchor(start, at, node);
      else this.#scratch.set(node, TAG, start);
      at = this.#space(at);
      code = this.#text.charCodeAt(at);
    }
    return at;
  }

  #scalar(at: number, code: number, node: number): number {
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      this.#scratch.set(node, KIND, code === DOUBLE_QUOTE ? DOUBLE : SINGLE);
      return this.afterQuoted(at, code);
    }
    if (code === STAR) {
      this.#scratch.set(node, KIND, ALIAS);
      this.#listener.alias(node);
      let to = at;
      while (!endsProperty(this.#text.charCodeAt(to))) to++;
      return to;
    }
    const to = this.#plainEnd(at, false);
    if (to === at) return this.#listener.fail('flow', at, at + 1);
    this.#scratch.set(node, KIND, PLAIN);
    return to;
  }

  #isItem(node: number): boolean {
    return this.#scratch.get(node, KEY_START) < 0;
  }

  /** The end of a plain scalar in brackets; as a key it ends at a colon before a bracket or comma as well. */
  #plainEnd(from: number, isKey: boolean): number {
    const text = this.#text;
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === COMMA || code === CLOSE_LIST || code === CLOSE_MAP || code === OPEN_LIST || code === OPEN_MAP) break;
      if (code === HASH && at > from && isBlank(text.charCodeAt(at - 1))) break;
      if (code === COLON && endsColon(text.charCodeAt(at + 1), isKey)) break;
    }
    while (at > from && isBlank(text.charCodeAt(at - 1))) at--;
    return at;
  }

  /** Behind blanks, line ends and comments. */
  #space(from: number): number {
    const text = this.#text;
    let at = from;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === HASH && (at === 0 || isBlank(text.charCodeAt(at - 1)))) {
        const end = text.indexOf('\n', at);
        if (end < 0) return text.length;
        at = end + 1;
      } else if (code <= 32) at++;
      else return Math.min(at, text.length);
    }
  }

  #lineEnd(from: number): number {
    const end = this.#text.indexOf('\n', from);
    return end < 0 ? this.#text.length : end;
  }
}

const ESCAPES = '0abt\tnvfre "/\\N_LPxuU\n\r\'';

function endsColon(next: number, isKey: boolean): boolean {
  return isBlank(next) || (isKey && (next === COMMA || next === CLOSE_LIST || next === CLOSE_MAP));
}

function endsProperty(code: number): boolean {
  return isBlank(code) || code === COMMA || code === CLOSE_LIST || code === CLOSE_MAP;
}
