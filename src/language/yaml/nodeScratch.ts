import { CELLS, CHILD, EMPTY, END, KEY_END, KEY_HASH, KEY_START, KIND, NEXT, PARENT, START, TAG } from './nodeTable.ts';

/** Large from the start: a table that grows after the compiler has warmed up costs up to 40 %. */
const FIRST_NODES = 1 << 16;
/** 64 KiB: a document that is kept keeps the block with its neighbours. */
const BLOCK = 1 << 14;
const MOST_SHARED = BLOCK / 4;

/** The table that documents are scanned into; the next scan begins again at its start. */
export class NodeScratch {
  cells = new Int32Array(FIRST_NODES * CELLS);
  #lastChild = new Int32Array(FIRST_NODES);
  count = 0;
  #block = new Int32Array(0);
  #taken = 0;

  /** Forgets the nodes of the last scan. */
  clear(): void {
    this.count = 0;
  }

  /** A node without value at an offset, below a parent or -1. */
  add(parent: number, at: number): number {
    const node = this.count++;
    if (node >= this.#lastChild.length) this.#grow();
    const { cells } = this;
    const base = node * CELLS;
    cells[base + KIND] = EMPTY;
    cells[base + START] = at;
    cells[base + END] = at;
    cells[base + PARENT] = parent;
    cells[base + NEXT] = -1;
    cells[base + CHILD] = -1;
    cells[base + KEY_START] = -1;
    cells[base + KEY_END] = -1;
    cells[base + KEY_HASH] = 0;
    cells[base + TAG] = -1;
    this.#lastChild[node] = -1;
    if (parent < 0) return node;
    const previous = this.#lastChild[parent] ?? -1;
    if (previous < 0) cells[parent * CELLS + CHILD] = node;
    else cells[previous * CELLS + NEXT] = node;
    this.#lastChild[parent] = node;
    return node;
  }

  set(node: number, field: number, value: number): void {
    this.cells[node * CELLS + field] = value;
  }

  get(node: number, field: number): number {
    return this.cells[node * CELLS + field] ?? -1;
  }

  setKey(node: number, start: number, end: number, hash: number): void {
    const base = node * CELLS;
    this.cells[base + KEY_START] = start;
    this.cells[base + KEY_END] = end;
    this.cells[base + KEY_HASH] = hash;
  }

  /** The nodes of the scan, in a table of their own. Small tables share a block of memory, because asking for each costs more than copying it. */
  copy(): Int32Array {
    const length = this.count * CELLS;
    const nodes = this.cells.subarray(0, length);
    if (length > MOST_SHARED) return nodes.slice();
    if (this.#taken + length > this.#block.length) {
      this.#block = new Int32Array(BLOCK);
      this.#taken = 0;
    }
    const own = this.#block.subarray(this.#taken, this.#taken + length);
    own.set(nodes);
    this.#taken += length;
    return own;
  }

  #grow(): void {
    const cells = new Int32Array(this.cells.length * 2);
    cells.set(this.cells);
    this.cells = cells;
    const last = new Int32Array(this.#lastChild.length * 2);
    last.set(this.#lastChild);
    this.#lastChild = last;
  }
}
