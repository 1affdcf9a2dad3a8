import { blockScalar } from './blockScalar.ts';
import { MASK } from './characters.ts';
import { KeyFilter, type NeededKeys } from './keyFilter.ts';
import {
  ALIAS,
  BLOCK,
  CELLS,
  CHILD,
  DOUBLE,
  EMPTY,
  END,
  KEY_END,
  KEY_HASH,
  KEY_START,
  KIND,
  LIST,
  MAP,
  NEXT,
  PARENT,
  PLAIN,
  SINGLE,
  START,
  TAG,
} from './nodeTable.ts';
import { NULL, plainTypeAt, STRING } from './plainScalar.ts';
import { doubleQuoted, fold, singleQuoted } from './quotedScalar.ts';
import type { Anchor, ScannedDocument } from './scanDocument.ts';

const MASK_TEXT = String.fromCharCode(MASK);
/** Aliases of aliases that are followed; go-yaml has no such limit, no manifest has two. */
const MOST_ALIASES = 20;
/** Maps that merge keys bring to one look-up: a bound for files made to hurt, where each map merges ten that merge ten. */
const MOST_MERGED = 1000;

/** The nodes of one document. A node is a number; -1 is none. Offsets count UTF-16 units from the start of the document. */
export class YamlTree {
  /** The text that was scanned: placeholders of templates are masked. */
  readonly text: string;
  readonly cells: Int32Array;
  readonly anchors: readonly Anchor[];
  /** Most documents hold no placeholder, and then no scalar is looked through for one. */
  readonly #hasMasks: boolean;
  /** By name, in the order of the text; made when the first alias is followed. */
  #anchorsByName: ReadonlyMap<string, readonly Anchor[]> | undefined;
  #merged = 0;
  readonly #mentions = new Map<string, boolean>();
  #keys: KeyFilter | undefined;

  constructor(text: string, { cells, anchors }: Pick<ScannedDocument, 'cells' | 'anchors'>) {
    this.text = text;
    this.cells = cells;
    this.anchors = anchors;
    this.#hasMasks = text.includes(MASK_TEXT);
  }

  /** The root, or -1 for a document without content. */
  get root(): number {
    return this.cells.length === 0 ? -1 : 0;
  }

  get count(): number {
    return this.cells.length / CELLS;
  }

  /** Whether a word stands anywhere in the text; looked for once, because a List has thousands of objects that ask. */
  mentions(word: string): boolean {
    let isThere = this.#mentions.get(word);
    if (isThere === undefined) this.#mentions.set(word, (isThere = this.text.includes(word)));
    return isThere;
  }

  /** False when one of the keys stands nowhere in the document; else they may, anywhere. */
  mayHave(keys: NeededKeys): boolean {
    this.#keys ??= new KeyFilter(this.cells);
    return this.#keys.mayHave(keys);
  }

  kind(node: number): number {
    return this.cells[node * CELLS + KIND] ?? EMPTY;
  }

  start(node: number): number {
    return this.cells[node * CELLS + START] ?? 0;
  }

  /** The end of a scalar or of brackets; of a block map or list the end of its last value. */
  end(node: number): number {
    const kind = this.kind(node);
    let end = this.cells[node * CELLS + END] ?? 0;
    if ((kind !== MAP && kind !== LIST) || end > this.start(node)) return end;
    // Nodes stand in the table in the order of the text, so the last below this one is before the next beside it or beside what holds it.
    let holder = node;
    while (holder >= 0 && this.next(holder) < 0) holder = this.parent(holder);
    let last = (holder < 0 ? this.count : this.next(holder)) - 1;
    for (; last > node; last = this.parent(last)) {
      end = Math.max(end, this.cells[last * CELLS + END] ?? 0, this.keyEnd(last));
    }
    return end;
  }

  parent(node: number): number {
    return this.cells[node * CELLS + PARENT] ?? -1;
  }

  next(node: number): number {
    return this.cells[node * CELLS + NEXT] ?? -1;
  }

  firstChild(node: number): number {
    return this.cells[node * CELLS + CHILD] ?? -1;
  }

  keyStart(node: number): number {
    return this.cells[node * CELLS + KEY_START] ?? -1;
  }

  keyEnd(node: number): number {
    return this.cells[node * CELLS + KEY_END] ?? -1;
  }

  keyHash(node: number): number {
    return this.cells[node * CELLS + KEY_HASH] ?? 0;
  }

  key(node: number): string {
    return this.text.slice(this.keyStart(node), this.keyEnd(node));
  }

  /** The nearest key: that of a value, else of what it stands in, because an item of a list has none. */
  keyAround(node: number): string | undefined {
    for (let at = node; at >= 0; at = this.parent(at)) if (this.keyStart(at) >= 0) return this.key(at);
    return undefined;
  }

  /** The text between quotes where it is quoted, as it stands. */
  source(node: number): string {
    return this.text.slice(this.start(node), this.end(node));
  }

  /** The node that an alias stands for, else the node itself; -1 when no anchor has the name. */
  target(node: number): number {
    if (this.kind(node) !== ALIAS) return node;
    let found = node;
    for (let step = 0; step < MOST_ALIASES && this.kind(found) === ALIAS; step++) {
      const name = this.text.slice(this.start(found) + 1, this.end(found));
      const before = this.start(found);
      const anchor = this.#anchor(name, before);
      if (!anchor) return -1;
      found = anchor.node;
    }
    return this.kind(found) === ALIAS ? -1 : found;
  }

  /** The last anchor of a name before an offset. */
  #anchor(name: string, before: number): Anchor | undefined {
    this.#anchorsByName ??= byName(this.anchors);
    return this.#anchorsByName.get(name)?.findLast(({ start }) => start < before);
  }

  /**
   * The value below a key of a map, or -1. Aliases are followed, and `<<` is read as go-yaml does: of equal keys the later one in the text counts,
   * and a merged map stands where its `<<` stands.
   */
  get(map: number, key: string): number {
    this.#merged = 0;
    return this.#get(map, key, 0);
  }

  #get(map: number, key: string, depth: number): number {
    const target = this.target(map);
    if (target < 0 || this.kind(target) !== MAP) return -1;
    const { text, cells } = this;
    const wanted = key.length;
    const first = key.charCodeAt(0);
    let found = -1;
    for (let child = this.firstChild(target); child >= 0; child = this.next(child)) {
      const start = cells[child * CELLS + KEY_START] ?? -1;
      const length = (cells[child * CELLS + KEY_END] ?? -1) - start;
      // One character tells nearly all keys of a length apart.
      if (length === wanted && (length === 0 || text.charCodeAt(start) === first) && text.startsWith(key, start)) {
        found = child;
      } else if (length === 2 && text.startsWith('<<', start)) {
        const merged = this.#inMerged(child, key, depth + 1);
        if (merged >= 0) found = merged;
      }
    }
    return found;
  }

  /** A map may merge itself; go-yaml refuses that, and here it ends. */
  #inMerged(node: number, key: string, depth: number): number {
    const target = this.target(node);
    if (target < 0 || depth > MOST_ALIASES || this.#merged++ > MOST_MERGED) return -1;
    if (this.kind(target) === MAP) return this.#get(target, key, depth);
    for (let item = this.firstChild(target); item >= 0; item = this.next(item)) {
      const found = this.#inMerged(item, key, depth + 1);
      if (found >= 0) return found;
    }
    return -1;
  }

  /** The innermost value that begins last before an offset, its key included; -1 when the offset is before all of them. */
  nodeAt(offset: number): number {
    return this.firstFrom(offset + 1) - 1;
  }

  /** The first node that begins at an offset or behind it, with its key if it has one; `count` when there is none. */
  firstFrom(offset: number): number {
    let from = 0;
    let to = this.count;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const start = this.keyStart(middle) < 0 ? this.start(middle) : this.keyStart(middle);
      if (start < offset) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** NULL, BOOLEAN, INTEGER, NUMBER, STRING or NOT_JSON of a scalar, as `plainScalar` says; 0 for a map, a list, an alias or a tagged scalar. */
  scalarType(node: number): number {
    const kind = this.kind(node);
    if (kind === EMPTY) return NULL;
    if (kind === PLAIN) {
      const tag = this.cells[node * CELLS + TAG] ?? -1;
      if (tag >= 0) return this.text.startsWith('!!str', tag) || this.text.charAt(tag + 1) !== '!' ? STRING : 0;
      return plainTypeAt(this.text, this.start(node), this.end(node));
    }
    return kind === DOUBLE || kind === SINGLE || kind === BLOCK ? STRING : 0;
  }

  /** Whether a placeholder stands in the scalar, so that its value is not known. */
  isMasked(node: number): boolean {
    if (!this.#hasMasks) return false;
    const at = this.text.indexOf(MASK_TEXT, this.start(node));
    return at >= 0 && at < this.end(node);
  }

  /** The text of a scalar of any type, decoded; undefined for maps, lists, null and what holds a placeholder. */
  scalarText(node: number): string | undefined {
    const kind = this.kind(node);
    if (kind === EMPTY || kind === MAP || kind === LIST || kind === ALIAS || this.isMasked(node)) return undefined;
    const source = this.source(node);
    if (kind === PLAIN) return this.scalarType(node) === NULL ? undefined : fold(source);
    if (kind === SINGLE) return singleQuoted(source.slice(1, -1));
    return kind === DOUBLE ? doubleQuoted(source.slice(1, -1)) : blockScalar(source);
  }
}

/** By hand, because Node 20 has no `Map.groupBy`. */
function byName(anchors: readonly Anchor[]): ReadonlyMap<string, readonly Anchor[]> {
  const found = new Map<string, Anchor[]>();
  for (const anchor of anchors) {
    const same = found.get(anchor.name);
    if (same) same.push(anchor);
    else found.set(anchor.name, [anchor]);
  }
  return found;
}
