import type { TableLine } from '../../domain/experiments/runsModel.ts';
import type { LinesReply, LinesRequest } from '../../protocol/experimentsPage.ts';

/** A line as far as it is here: cells by the index of their column. */
export interface CachedLine extends Omit<TableLine, 'cells'> {
  readonly cells: Map<number, string | null>;
}

interface Block {
  version: number;
  readonly columns: Set<number>;
  lines: CachedLine[];
  isAsked: boolean;
}

/** Lines that are asked for together: about a screen. */
const BLOCK = 64;
/** A few hundred screens of what was seen; 40 MB at the worst. */
const MOST_BLOCKS = 64;

/** The lines that the host has sent. What is old is shown until the new is here, so that nothing flickers. */
export class LineCache {
  readonly #ask: (request: LinesRequest) => Promise<LinesReply>;
  readonly #arrived: () => void;
  readonly #blocks = new Map<number, Block>();
  #version = 0;

  constructor(ask: (request: LinesRequest) => Promise<LinesReply>, arrived: () => void) {
    this.#ask = ask;
    this.#arrived = arrived;
  }

  set version(version: number) {
    this.#version = version;
  }

  line(index: number): CachedLine | undefined {
    return this.#blocks.get(Math.floor(index / BLOCK))?.lines[index % BLOCK];
  }

  /** Sees to it that these lines have these columns; what lacks is asked for once. */
  want(start: number, end: number, columns: readonly number[]): void {
    for (let index = Math.floor(start / BLOCK); index * BLOCK < end; index++) {
      const block = this.#blocks.get(index) ?? this.#make(index);
      const isOld = block.version !== this.#version;
      const missing = isOld ? columns : columns.filter((column) => !block.columns.has(column));
      if (block.isAsked || (!isOld && missing.length === 0)) continue;
      block.isAsked = true;
      void this.#fetch(index, block, missing);
    }
  }

  #make(index: number): Block {
    const oldest = this.#blocks.keys().next();
    if (this.#blocks.size >= MOST_BLOCKS && oldest.done !== true) this.#blocks.delete(oldest.value);
    const block = { version: -1, columns: new Set<number>(), lines: [], isAsked: false };
    this.#blocks.set(index, block);
    return block;
  }

  async #fetch(index: number, block: Block, columns: readonly number[]): Promise<void> {
    try {
      const reply = await this.#ask({ version: this.#version, start: index * BLOCK, count: BLOCK, columns });
      take(block, reply, columns);
    } finally {
      block.isAsked = false;
      this.#arrived();
    }
  }
}

/** A line of the same version stays the same object and gets more cells; one of another version is another object. */
function take(block: Block, { version, lines }: LinesReply, columns: readonly number[]): void {
  if (block.version !== version) {
    block.columns.clear();
    block.lines = lines.map(({ cells: _cells, ...line }) => ({ ...line, cells: new Map<number, string | null>() }));
  }
  block.version = version;
  for (const column of columns) block.columns.add(column);
  for (const [at, { cells }] of lines.entries()) {
    for (const [place, column] of columns.entries()) block.lines[at]?.cells.set(column, cells[place] ?? null);
  }
}
