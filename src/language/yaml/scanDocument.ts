import {
  AMPERSAND,
  AT,
  BACKTICK,
  BANG,
  BYTE_ORDER_MARK,
  CR,
  DASH,
  DOT,
  DOUBLE_QUOTE,
  GREATER,
  HASH,
  isBlank,
  isLineEnd,
  LF,
  OPEN_LIST,
  OPEN_MAP,
  PERCENT,
  PIPE,
  SINGLE_QUOTE,
  SPACE,
  STAR,
  TAB,
  COLON,
} from './characters.ts';
import { FlowScanner } from './flowScanner.ts';
import { COMPLEX_KEY, KeyFinder, REFUSED } from './keyFinder.ts';
import { afterBlanks, afterLine, blockEnd, endsAt, firstContent, lineEnd } from './lines.ts';
import { NodeScratch } from './nodeScratch.ts';
import { ALIAS, BLOCK, DOUBLE, END, KIND, LIST, MAP, PLAIN, SINGLE, START, TAG } from './nodeTable.ts';
import type { YamlProblem, YamlProblemCode } from './yamlProblem.ts';

/** Levels of nesting; go-yaml allows 10,000, no manifest has 50. */
const MOST_LEVELS = 512;
/** Problems of one document that are kept; a broken file is not described line by line. */
const MOST_PROBLEMS = 50;

/** An anchor and the node that it names. */
export interface Anchor {
  readonly name: string;
  readonly node: number;
  /** Offset of its “&”. */
  readonly start: number;
}

export interface ScannedDocument {
  /** Numbers of the nodes, see `nodeTable`; node 0 is the root. Empty for a document without content. */
  readonly cells: Int32Array;
  readonly anchors: readonly Anchor[];
  /** Nodes that are aliases. */
  readonly aliases: readonly number[];
  readonly problems: readonly YamlProblem[];
  /** It holds a construct that is not scanned (`? ` keys): nothing is said of it. */
  readonly isOpaque: boolean;
}

const scratch = new NodeScratch();
/** Open collections, innermost last: node, and the column of its entries. Shared by all scans, because a scan never waits. */
const stackNode = new Int32Array(MOST_LEVELS);
const stackColumn = new Int32Array(MOST_LEVELS);

/**
 * Scans one document (the text between two `---` lines) in one pass, as go-yaml reads it. A line that cannot be read is a problem, and reading goes
 * on behind it. Never throws; nothing is copied out of the text.
 */
export function scanDocument(text: string): ScannedDocument {
  return new DocumentScanner(text).scan();
}

class DocumentScanner {
  readonly #text: string;
  readonly #end: number;
  readonly #flow: FlowScanner;
  readonly #keys: KeyFinder;
  readonly #problems: YamlProblem[] = [];
  readonly #anchors: Anchor[] = [];
  readonly #aliases: number[] = [];
  readonly #stackNode = stackNode;
  readonly #stackColumn = stackColumn;
  #top = -1;
  #root = -1;
  /** The node that still waits for its value (“key:” or “-” alone), and the column of that key or dash. */
  #pending = -1;
  #pendingColumn = -1;
  /** A plain scalar that the next, deeper line continues. */
  #plain = -1;
  /** After a bad line: lines deeper than this column belong to it. */
  #skipDeeperThan = -1;
  #isOpaque = false;
  #isEnded = false;

  constructor(text: string) {
    this.#text = text;
    this.#end = text.length;
    scratch.clear();
    this.#flow = new FlowScanner(text, scratch, {
      fail: (code, start, end) => this.#fail(code, start, Math.min(end, this.#end)),
      anchor: (start, end, node) => this.#addAnchor(start, end, node),
      alias: (node) => this.#aliases.push(node),
    });
    this.#keys = new KeyFinder(text, this.#flow, (code, start, end) => this.#fail(code, start, end));
  }

  scan(): ScannedDocument {
    let at = this.#text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
    while (at < this.#end && !this.#isEnded) at = this.#line(at);
    return {
      cells: scratch.copy(),
      anchors: this.#anchors,
      aliases: this.#aliases,
      problems: this.#problems,
      isOpaque: this.#isOpaque,
    };
  }

  /** Reads the line that begins at an offset, and what its value takes of the next ones; the start of the line after. */
  #line(line: number): number {
    const text = this.#text;
    let at = line;
    let code = text.charCodeAt(at);
    while (code === SPACE) code = text.charCodeAt(++at);
    if (code === HASH) this.#plain = -1;
    if (code === LF || code === CR || code === HASH) return afterLine(text, at);
    if (code !== code) return this.#end;
    const column = at - line;
    if (column > this.#skipDeeperThan && this.#skipDeeperThan >= 0) return afterLine(text, at);
    this.#skipDeeperThan = -1;
    if (code === TAB) return this.#tab(at, column);
    const after = column === 0 ? this.#marker(at, code) : -1;
    return after >= 0 ? after : this.#filledLine(at, line, code);
  }

  #filledLine(at: number, line: number, code: number): number {
    const column = at - line;
    if (this.#plain >= 0 && this.#top >= 0 && column > (this.#stackColumn[this.#top] ?? 0)) {
      return this.#continuePlain(at, column);
    }
    this.#plain = -1;
    return this.#content(at, line, code);
  }

  #tab(at: number, column: number): number {
    let after = at;
    while (this.#text.charCodeAt(after) === TAB || this.#text.charCodeAt(after) === SPACE) after++;
    // A line of blanks is only an error to go-yaml while it looks for indentation, which it always does here.
    this.#fail('tab', at, after);
    return this.#recover(at, column);
  }

  /** `...` ends the document; a `%` line before content is a directive. -1 when it is neither. */
  #marker(at: number, code: number): number {
    const text = this.#text;
    if (code === PERCENT && this.#root < 0) {
      this.#fail('directive', at, lineEnd(this.#text, at));
      return afterLine(this.#text, at);
    }
    if (code !== DOT || !text.startsWith('...', at) || !isBlank(text.charCodeAt(at + 3))) return -1;
    const next = afterLine(this.#text, at);
    const lost = firstContent(text, next);
    if (lost >= 0) this.#fail('document-lost', lost, lineEnd(this.#text, lost));
    this.#isEnded = true;
    return this.#end;
  }

  #continuePlain(at: number, column: number): number {
    const to = this.#plainEnd(at);
    if (to < 0) {
      this.#plain = -1;
      return this.#recover(at, column);
    }
    scratch.set(this.#plain, END, to);
    if (this.#hasComment(to)) this.#plain = -1;
    return afterLine(this.#text, to);
  }

  #content(from: number, line: number, first: number): number {
    let at = from;
    const text = this.#text;
    let column = at - line;
    const isDash = first === DASH && isBlank(text.charCodeAt(at + 1));
    while (this.#top >= 0 && (this.#stackColumn[this.#top] ?? 0) > column) this.#top--;
    if (!isDash && this.#top >= 0 && this.#stackColumn[this.#top] === column && this.#isOpenList()) this.#top--;
    if (this.#root < 0) {
      this.#root = scratch.add(-1, at);
      this.#pending = this.#root;
      this.#pendingColumn = -1;
    }
    if (isDash) {
      at = this.#dashes(at, line);
      if (at < 0) return this.#recover(from, column);
      column = at - line;
      if (endsAt(this.#text, at)) return afterLine(this.#text, at);
    }
    return this.#keyOrValue(at, column);
  }

  #isOpenList(): boolean {
    return scratch.get(this.#stackNode[this.#top] ?? 0, KIND) === LIST;
  }

  /** Any number of dashes (“- - key: value”). The offset of what follows the last one, or -1. */
  #dashes(from: number, line: number): number {
    const text = this.#text;
    let at = from;
    for (;;) {
      if (!this.#openList(at, at - line)) return -1;
      this.#pending = scratch.add(this.#stackNode[this.#top] ?? 0, at + 1);
      this.#pendingColumn = at - line;
      at = this.#afterDash(at + 1);
      if (text.charCodeAt(at) !== DASH || !isBlank(text.charCodeAt(at + 1))) return at;
    }
  }

  /** Makes sure that the list of a dash is the innermost collection. */
  #openList(at: number, column: number): boolean {
    if (this.#top >= 0 && this.#stackColumn[this.#top] === column && this.#isOpenList()) return true;
    if (this.#pending >= 0 && column >= this.#pendingColumn) return this.#open(this.#pending, LIST, at, column);
    this.#fail('indentation', at, lineEnd(this.#text, at));
    return false;
  }

  #afterDash(from: number): number {
    const at = afterBlanks(this.#text, from);
    const isTabbed = this.#text.slice(from, at).includes('\t');
    if (isTabbed && !isLineEnd(this.#text.charCodeAt(at))) this.#fail('tab', from, at);
    return at;
  }

  #open(node: number, kind: number, at: number, column: number): boolean {
    if (this.#top + 1 >= MOST_LEVELS) {
      this.#fail('too-deep', at, lineEnd(this.#text, at));
      this.#isEnded = true;
      return false;
    }
    scratch.set(node, KIND, kind);
    scratch.set(node, START, at);
    this.#stackNode[++this.#top] = node;
    this.#stackColumn[this.#top] = column;
    return true;
  }

  #keyOrValue(from: number, column: number): number {
    const key = this.#keys.find(from);
    if (key >= 0) return this.#entry(key, column);
    if (key === COMPLEX_KEY) {
      this.#isOpaque = true;
      return this.#end;
    }
    if (key === REFUSED) return this.#recover(from, column);
    if (this.#pending >= 0 && column > this.#pendingColumn) return this.#value(this.#pending, from, column);
    this.#fail('key-expected', from, lineEnd(this.#text, from));
    return this.#recover(from, column);
  }

  /** A key whose value begins behind an offset. */
  #entry(afterColon: number, column: number): number {
    const { start, end, hash } = this.#keys;
    if (this.#top < 0 || this.#stackColumn[this.#top] !== column || this.#isOpenList()) {
      if (this.#pending < 0 || column <= this.#pendingColumn) {
        this.#fail('indentation', start, lineEnd(this.#text, start));
        // The lines beside it have the same fault.
        return this.#recover(start, Math.min(column, this.#top < 0 ? 0 : (this.#stackColumn[this.#top] ?? 0)));
      }
      if (!this.#open(this.#pending, MAP, start, column)) return this.#end;
    }
    const node = scratch.add(this.#stackNode[this.#top] ?? 0, afterColon);
    scratch.setKey(node, start, end, hash);
    this.#pending = node;
    this.#pendingColumn = column;
    return this.#value(node, afterColon, column);
  }

  /** Reads the value of a node, which begins at or behind an offset. The start of the next line to read. */
  #value(node: number, from: number, column: number): number {
    const at = this.#properties(node, from);
    const text = this.#text;
    const code = text.charCodeAt(at);
    if (endsAt(this.#text, at)) return afterLine(this.#text, at);
    this.#pending = -1;
    scratch.set(node, START, at);
    if (code === PIPE || code === GREATER) return this.#block(at, node);
    let to: number;
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      scratch.set(node, KIND, code === DOUBLE_QUOTE ? DOUBLE : SINGLE);
      to = this.#flow.afterQuoted(at, code);
    } else if (code === OPEN_MAP || code === OPEN_LIST) to = this.#flow.collection(at, node);
    else if (code === STAR) to = this.#alias(at, node);
    else return this.#plainValue(at, node, column);
    if (to < 0) {
      // What is not closed on its line is cut there, so that the lines below are still read.
      scratch.set(node, END, lineEnd(this.#text, at));
      return afterLine(this.#text, at);
    }
    scratch.set(node, END, to);
    return this.#afterValue(to);
  }

  #afterValue(from: number): number {
    const at = afterBlanks(this.#text, from);
    const code = this.#text.charCodeAt(at);
    if (!isLineEnd(code) && !(code === HASH && at > from)) this.#fail('text-after-value', at, lineEnd(this.#text, at));
    return afterLine(this.#text, at);
  }

  #plainValue(at: number, node: number, column: number): number {
    const code = this.#text.charCodeAt(at);
    if (
      code === PERCENT ||
      code === AT ||
      code === BACKTICK ||
      (code === DASH && isBlank(this.#text.charCodeAt(at + 1)))
    ) {
      this.#fail('cannot-start-a-value', at, lineEnd(this.#text, at));
      return this.#recover(at, column);
    }
    const to = this.#plainEnd(at);
    if (to < 0) {
      scratch.set(node, END, lineEnd(this.#text, at));
      return afterLine(this.#text, at);
    }
    scratch.set(node, KIND, PLAIN);
    scratch.set(node, END, to);
    this.#plain = this.#hasComment(to) ? -1 : node;
    return afterLine(this.#text, to);
  }

  #alias(from: number, node: number): number {
    scratch.set(node, KIND, ALIAS);
    this.#aliases.push(node);
    let at = from;
    while (!isBlank(this.#text.charCodeAt(at))) at++;
    return at;
  }

  /** Anchors and tags before a value. The offset of the value. */
  #properties(node: number, from: number): number {
    const text = this.#text;
    let at = afterBlanks(text, from);
    let code = text.charCodeAt(at);
    while (code === AMPERSAND || code === BANG) {
      const start = at;
      while (!isBlank(text.charCodeAt(at))) at++;
      if (code === AMPERSAND) this.#addAnchor(start, at, node);
      else scratch.set(node, TAG, start);
      code = text.charCodeAt((at = afterBlanks(text, at)));
    }
    return at;
  }

  #addAnchor(start: number, end: number, node: number): void {
    this.#anchors.push({ name: this.#text.slice(start + 1, end), node, start });
  }

  /** At “|” or “>”. The start of the first line behind the block. */
  #block(from: number, node: number): number {
    const text = this.#text;
    scratch.set(node, KIND, BLOCK);
    let header = from + 1;
    while (!isBlank(text.charCodeAt(header))) header++;
    if (!/^[|>](?:[-+][1-9]?|[1-9][-+]?)?$/.test(text.slice(from, header)))
      this.#fail('bad-block-header', from, header);
    const { content, next } = blockEnd(text, from, this.#top >= 0 ? (this.#stackColumn[this.#top] ?? 0) : -1);
    scratch.set(node, END, Math.max(content, header));
    return next;
  }

  /** The end of the plain scalar that starts here, or -1. It stops at “ #”; “: ” inside one is an error. */
  #plainEnd(from: number): number {
    const text = this.#text;
    let at = from;
    for (; at < this.#end; at++) {
      const code = text.charCodeAt(at);
      // Letters: the common case, one comparison.
      if (code > COLON) continue;
      if (code === LF || code === CR) break;
      if (code === HASH && at > from && isBlank(text.charCodeAt(at - 1))) break;
      if (code === COLON && isBlank(text.charCodeAt(at + 1)))
        return this.#fail('colon-in-value', from, lineEnd(this.#text, at));
    }
    while (at > from && isBlank(text.charCodeAt(at - 1))) at--;
    return at;
  }

  #hasComment(from: number): boolean {
    return this.#text.charCodeAt(afterBlanks(this.#text, from)) === HASH;
  }

  /** Goes on behind a bad line and what stands deeper than it. */
  #recover(at: number, column: number): number {
    this.#pending = -1;
    this.#plain = -1;
    this.#skipDeeperThan = column;
    return afterLine(this.#text, at);
  }

  #fail(code: YamlProblemCode, start: number, end: number): -1 {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push({ code, start, end: Math.max(end, start) });
    return -1;
  }
}
