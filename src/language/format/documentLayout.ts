import { AMPERSAND, BANG, BYTE_ORDER_MARK, CR, DASH, HASH, isBlank, SPACE } from '../yaml/characters.ts';
import { afterBlanks, blockEnd } from '../yaml/lines.ts';
import { BLOCK } from '../yaml/nodeTable.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';
import { type BlockEntries, blockEntries } from './blockEntries.ts';
import { settleBlock } from './blockText.ts';
import type { BlockText, ContentLine, FormatLine, LineToken } from './formatLine.ts';
import type { Level } from './level.ts';

/** How a document is laid out in lines. */
export interface DocumentLayout {
  readonly lines: readonly FormatLine[];
  /** Parents first. */
  readonly levels: readonly Level[];
  readonly blocks: readonly BlockText[];
}

/** go-yaml ends a name at any other letter, and takes a colon behind it for that of a key. */
const ANCHOR = /^[\w-]+$/;

type LinePlace = Pick<FormatLine, 'start' | 'end' | 'indent'>;

interface Value {
  readonly start: number;
  readonly end: number;
  readonly kind: number;
}

/** Characters that end lines for go-yaml and for nobody else; a file with them is left alone. */
const ODD_LINE_END = /[\u0085\u2028\u2029]|\r(?!\n)/;

/**
 * Reads the lines of a document that has no problems.
 * @param text As it stands in the file; the tree has the text with its placeholders masked.
 * @param placeholders Start and end of each that has several lines.
 * @returns Undefined for a document whose lines are not understood for certain.
 */
export function documentLayout(
  text: string,
  tree: YamlTree,
  placeholders: readonly number[] = [],
): DocumentLayout | undefined {
  if (ODD_LINE_END.test(text) || tree.anchors.some(({ name }) => !ANCHOR.test(name))) return undefined;
  const entries = blockEntries(tree);
  return entries && new LayoutReader(text, tree.text, entries, placeholders).read();
}

class LayoutReader {
  readonly #text: string;
  readonly #masked: string;
  readonly #entries: BlockEntries;
  readonly #placeholders: readonly number[];
  readonly #lines: FormatLine[] = [];
  readonly #levels: Level[] = [];
  readonly #blocks: BlockText[] = [];
  #top: Level | undefined;
  #lastFilled = 0;
  #key = 0;
  #value = 0;
  #quoted = 0;
  #placeholder = 0;
  /** The value that goes on below, with its end. */
  #open: { readonly owner: ContentLine; readonly end: number } | undefined;
  #isEnded = false;

  constructor(text: string, masked: string, entries: BlockEntries, placeholders: readonly number[]) {
    this.#text = text;
    this.#masked = masked;
    this.#entries = entries;
    this.#placeholders = placeholders;
  }

  read(): DocumentLayout | undefined {
    let at = this.#text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
    while (at < this.#text.length) at = this.#line(at);
    for (let level = this.#top; level; level = level.parent) level.last = this.#lastFilled;
    for (const block of this.#blocks) if (!settleBlock(block, this.#lines)) return undefined;
    return { lines: this.#lines, levels: this.#levels, blocks: this.#blocks };
  }

  #line(start: number): number {
    const found = this.#text.indexOf('\n', start);
    const lineEnd = found < 0 ? this.#text.length : found;
    const next = found < 0 ? lineEnd : lineEnd + 1;
    const end = lineEnd > start && this.#text.charCodeAt(lineEnd - 1) === CR ? lineEnd - 1 : lineEnd;
    let at = start;
    while (at < end && this.#text.charCodeAt(at) === SPACE) at++;
    const line = { start, end, indent: at - start };
    if (this.#isInPlaceholder(start, end)) this.#lines.push({ kind: 'raw', ...line });
    else if (this.#open) this.#continued(line);
    else if (afterBlanks(this.#text, at) >= end) this.#lines.push({ kind: 'blank', ...line });
    else if (this.#isEnded || afterBlanks(this.#masked, at) >= end) this.#lines.push({ kind: 'raw', ...line });
    else if (this.#masked.charCodeAt(at) === HASH) this.#lines.push({ kind: 'comment', ...line, above: this.#top });
    else if (line.indent === 0 && this.#isEndMark(start)) {
      this.#isEnded = true;
      this.#lines.push({ kind: 'raw', ...line });
    } else return this.#content(line, next);
    return next;
  }

  /** Whether a placeholder of several lines covers a line break at its beginning or end. */
  #isInPlaceholder(start: number, end: number): boolean {
    const spans = this.#placeholders;
    while ((spans[this.#placeholder + 1] ?? Infinity) <= start) this.#placeholder += 2;
    return (spans[this.#placeholder] ?? Infinity) < end;
  }

  #isEndMark(at: number): boolean {
    return this.#masked.startsWith('...', at) && isBlank(this.#masked.charCodeAt(at + 3));
  }

  #continued(line: LinePlace): void {
    if (!this.#open) return;
    const { owner, end } = this.#open;
    const isLast = end <= line.end;
    this.#lastFilled = this.#lines.length;
    this.#lines.push({
      kind: 'continued',
      ...line,
      owner,
      tail: isLast ? end : -1,
      isQuoted: this.#isQuoted(line.start) || this.#isQuoted(line.end),
    });
    if (isLast) this.#open = undefined;
  }

  #isQuoted(at: number): boolean {
    const spans = this.#entries.quoted;
    while ((spans[this.#quoted + 1] ?? Infinity) <= at) this.#quoted += 2;
    return (spans[this.#quoted] ?? Infinity) < at;
  }

  #content(line: LinePlace, next: number): number {
    const { tokens, key, at, behind } = this.#tokens(line);
    const value = this.#valueIn(at, line.end);
    const tail = value ? this.#valueTail(value, line.end) : this.#afterProperties(key ? key.colon + 1 : at, behind);
    const content: ContentLine = { kind: 'content', ...line, tokens, inner: this.#top, key, tail };
    this.#lastFilled = this.#lines.length;
    this.#lines.push(content);
    if (value?.kind === BLOCK) return this.#blockLines(content, value.start, next);
    if (value && tail < 0) this.#open = { owner: content, end: value.end };
    return next;
  }

  /** Dashes, then a key or a value, and where that begins; `behind` is where what was read so far ends. */
  #tokens(line: LinePlace): Pick<ContentLine, 'tokens' | 'key'> & { readonly at: number; readonly behind: number } {
    const masked = this.#masked;
    const tokens: LineToken[] = [];
    let at = line.start + line.indent;
    let behind = -1;
    while (masked.charCodeAt(at) === DASH && isBlank(masked.charCodeAt(at + 1))) {
      tokens.push({ at, level: this.#listAt(at - line.start) });
      behind = at + 1;
      at = afterBlanks(masked, at + 1);
    }
    if (at >= line.end || masked.charCodeAt(at) === HASH) return { tokens, key: undefined, at, behind };
    const key = this.#keyIn(at, line.end);
    if (key) tokens.push({ at, level: this.#mapAt(at - line.start) });
    else {
      if (tokens.length === 0) this.#popTo(line.indent);
      tokens.push({ at });
    }
    return { tokens, key, at, behind: key ? key.colon + 1 : behind };
  }

  #valueTail({ start, end, kind }: Value, lineEnd: number): number {
    if (kind === BLOCK) return this.#wordEnd(start);
    return end <= lineEnd ? end : -1;
  }

  /** The key that begins a line; anchors and tags may stand before it. */
  #keyIn(from: number, to: number): { readonly end: number; readonly colon: number } | undefined {
    const { keys } = this.#entries;
    while ((keys[this.#key] ?? Infinity) < from) this.#key += 2;
    if ((keys[this.#key] ?? Infinity) >= to) return undefined;
    const end = keys[this.#key + 1] ?? to;
    return { end, colon: afterBlanks(this.#masked, end) };
  }

  #valueIn(from: number, to: number): Value | undefined {
    const { values } = this.#entries;
    while ((values[this.#value] ?? Infinity) < from) this.#value += 3;
    const start = values[this.#value] ?? Infinity;
    if (start >= to) return undefined;
    return { start, end: values[this.#value + 1] ?? to, kind: values[this.#value + 2] ?? 0 };
  }

  #afterProperties(from: number, before: number): number {
    let end = before;
    let at = afterBlanks(this.#masked, from);
    for (
      let code = this.#masked.charCodeAt(at);
      code === AMPERSAND || code === BANG;
      code = this.#masked.charCodeAt(at)
    ) {
      end = this.#wordEnd(at);
      at = afterBlanks(this.#masked, end);
    }
    return end;
  }

  #wordEnd(from: number): number {
    let at = from;
    while (!isBlank(this.#masked.charCodeAt(at))) at++;
    return at;
  }

  /** The lines of a block scalar; the start of the line behind it. */
  #blockLines(owner: ContentLine, header: number, next: number): number {
    const { next: end } = blockEnd(this.#masked, header, owner.inner?.oldColumn ?? -1);
    const mark = this.#masked.slice(header, this.#wordEnd(header));
    const block: BlockText = {
      owner,
      indent: 0,
      indicator: Number(/[1-9]/.exec(mark)?.[0] ?? 0),
      isKept: mark.includes('+'),
      first: this.#lines.length,
      last: 0,
    };
    let at = next;
    while (at < end) {
      const found = this.#text.indexOf('\n', at);
      const lineEnd = found < 0 ? this.#text.length : found;
      let indent = 0;
      while (this.#text.charCodeAt(at + indent) === SPACE) indent++;
      const trimmed = lineEnd > at && this.#text.charCodeAt(lineEnd - 1) === CR ? lineEnd - 1 : lineEnd;
      this.#lines.push({ kind: 'text', start: at, end: trimmed, indent, block });
      at = found < 0 ? lineEnd : lineEnd + 1;
    }
    block.last = this.#lines.length - 1;
    if (block.last >= block.first) this.#lastFilled = block.last;
    this.#blocks.push(block);
    return Math.max(at, next);
  }

  #listAt(column: number): Level {
    while (this.#top && this.#top.oldColumn > column) this.#pop();
    if (this.#top?.isList === true && this.#top.oldColumn === column) return this.#top;
    return this.#push(true, column);
  }

  #mapAt(column: number): Level {
    while (this.#top && (this.#top.oldColumn > column || (this.#top.oldColumn === column && this.#top.isList)))
      this.#pop();
    if (this.#top && this.#top.oldColumn === column) return this.#top;
    return this.#push(false, column);
  }

  /** A value is deeper than what it belongs to. */
  #popTo(column: number): void {
    while (this.#top && this.#top.oldColumn >= column) this.#pop();
  }

  #push(isList: boolean, column: number): Level {
    const first = this.#lines.length;
    const level: Level = { isList, oldColumn: column, newColumn: column, parent: this.#top, first, last: first };
    this.#levels.push(level);
    this.#top = level;
    return level;
  }

  #pop(): void {
    if (!this.#top) return;
    this.#top.last = this.#lastFilled;
    this.#top = this.#top.parent;
  }
}
