/** Children of a node. 16 keeps the index at an eighth of the values and a question at some dozen comparisons. */
const FANOUT = 16;

interface Level {
  /** Positions of the least and of the greatest finite value of each block; -1: none. */
  readonly least: Int32Array;
  readonly greatest: Int32Array;
  /** The block has a NaN. */
  readonly gap: Uint8Array;
}

/** What a stretch of values holds: positions of its extremes, -1 when nothing in it is finite; infinite values count as extremes of their own. */
export interface Extremes {
  least: number;
  greatest: number;
  hasGap: boolean;
}

/**
 * Extremes of any stretch of a series without reading it again: levels of blocks, each of 16 of the level below. It is built when as many values have been
 * asked for as there are, so that a line drawn once is read once; from then on a question reads at most some dozen values a level, and a zoom costs what the
 * screen is wide and not what the run is long.
 */
export class SeriesIndex {
  readonly #values: Float64Array;
  #levels: readonly Level[] | undefined;
  #asked = 0;

  constructor(values: Float64Array) {
    this.#values = values;
  }

  get length(): number {
    return this.#values.length;
  }

  /** Bytes held beside the values. */
  get bytes(): number {
    return (this.#levels ?? []).reduce((sum, { least }) => sum + least.length * 9, 0);
  }

  /** So many values are asked for, or read by somebody else: whether the index is there, or has been built for them. */
  isWorth(count: number): boolean {
    this.#asked += count;
    if (this.#asked > this.#values.length) this.#levels ??= this.#build();
    return this.#levels !== undefined;
  }

  /** The extremes of the values from `from` up to and without `to`, written into `into`. */
  extremes(from: number, to: number, into: Extremes): void {
    into.least = -1;
    into.greatest = -1;
    into.hasGap = false;
    if (!this.isWorth(to - from) || !this.#levels) return scan(this.#values, from, to, into);
    const depths = this.#levels.length;
    let at = from;
    while (at < to) {
      let span = 1;
      let depth = -1;
      while (depth + 1 < depths && at % (span * FANOUT) === 0 && at + span * FANOUT <= to) {
        span *= FANOUT;
        depth += 1;
      }
      if (depth < 0) this.#takeValue(into, at);
      else this.#takeBlock(into, depth, at / span);
      at += span;
    }
  }

  #build(): readonly Level[] {
    const levels: Level[] = [];
    let size = this.#values.length;
    while (size > FANOUT) {
      const below = levels.at(-1);
      const level = below ? this.#above(below) : this.#first();
      levels.push(level);
      size = level.least.length;
    }
    return levels;
  }

  #takeValue(into: Extremes, at: number): void {
    const value = this.#at(at);
    if (Number.isNaN(value)) {
      into.hasGap = true;
      return;
    }
    if (into.least < 0 || value < this.#at(into.least)) into.least = at;
    if (into.greatest < 0 || value > this.#at(into.greatest)) into.greatest = at;
  }

  #takeBlock(into: Extremes, depth: number, block: number): void {
    const level = this.#levels?.[depth];
    if (!level) return;
    this.#take(into, level.least[block] ?? -1, level.greatest[block] ?? -1, level.gap[block] === 1);
  }

  #take(into: Extremes, least: number, greatest: number, hasGap: boolean): void {
    if (hasGap) into.hasGap = true;
    if (least < 0 || Number.isNaN(this.#values[least])) return;
    if (into.least < 0 || this.#at(least) < this.#at(into.least)) into.least = least;
    if (into.greatest < 0 || this.#at(greatest) > this.#at(into.greatest)) into.greatest = greatest;
  }

  #at(position: number): number {
    return this.#values[position] ?? NaN;
  }

  #first(): Level {
    const values = this.#values;
    const level = emptyLevel(Math.ceil(values.length / FANOUT));
    for (let block = 0; block < level.least.length; block++) {
      let least = -1;
      let greatest = -1;
      const end = Math.min(values.length, (block + 1) * FANOUT);
      for (let at = block * FANOUT; at < end; at++) {
        const value = this.#at(at);
        if (Number.isNaN(value)) {
          level.gap[block] = 1;
          continue;
        }
        if (least < 0 || value < this.#at(least)) least = at;
        if (greatest < 0 || value > this.#at(greatest)) greatest = at;
      }
      level.least[block] = least;
      level.greatest[block] = greatest;
    }
    return level;
  }

  #above(below: Level): Level {
    const level = emptyLevel(Math.ceil(below.least.length / FANOUT));
    const found: Extremes = { least: -1, greatest: -1, hasGap: false };
    for (let block = 0; block < level.least.length; block++) {
      found.least = -1;
      found.greatest = -1;
      found.hasGap = false;
      const end = Math.min(below.least.length, (block + 1) * FANOUT);
      for (let at = block * FANOUT; at < end; at++)
        this.#take(found, below.least[at] ?? -1, below.greatest[at] ?? -1, below.gap[at] === 1);
      level.least[block] = found.least;
      level.greatest[block] = found.greatest;
      level.gap[block] = found.hasGap ? 1 : 0;
    }
    return level;
  }
}

/** Without an index. A plain loop, because a line that is drawn for the first time is read by code that nothing has compiled yet. */
function scan(values: Float64Array, from: number, to: number, into: Extremes): void {
  let least = -1;
  let greatest = -1;
  let low = 0;
  let high = 0;
  for (let at = from; at < to; at++) {
    const value = values[at] ?? 0;
    if (Number.isNaN(value)) into.hasGap = true;
    else if (least < 0) {
      least = greatest = at;
      low = high = value;
    } else if (value < low) {
      low = value;
      least = at;
    } else if (value > high) {
      high = value;
      greatest = at;
    }
  }
  into.least = least;
  into.greatest = greatest;
}

function emptyLevel(size: number): Level {
  return { least: new Int32Array(size), greatest: new Int32Array(size), gap: new Uint8Array(size) };
}
