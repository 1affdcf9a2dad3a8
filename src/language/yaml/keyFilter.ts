import { CELLS, hashText, KEY_HASH, KEY_START } from './nodeTable.ts';

/** A document has some 60 different keys, so a key that is not there is taken for one that is in 1 of 17 cases. */
const BITS = 1024;
const WORD = 32;

/**
 * The keys of a document as a Bloom filter: it knows at once that a key stands nowhere, at any depth, and is sometimes wrong when it says that
 * one may. Most rules ask for what a document does not have, and are done then.
 */
export class KeyFilter {
  readonly #words = new Int32Array(BITS / WORD);

  constructor(cells: Int32Array) {
    for (let base = 0; base < cells.length; base += CELLS) {
      if ((cells[base + KEY_START] ?? -1) < 0) continue;
      const bit = bitOf(cells[base + KEY_HASH] ?? 0);
      this.#words[bit >>> 5] = (this.#words[bit >>> 5] ?? 0) | (1 << bit);
    }
  }

  /** Whether all of some keys may be there. */
  mayHave({ bits }: NeededKeys): boolean {
    for (const bit of bits) if (((this.#words[bit >>> 5] ?? 0) & (1 << bit)) === 0) return false;
    return true;
  }
}

/** Keys that a document must have, all of them, for something to be found in it. */
export class NeededKeys {
  readonly bits: readonly number[];

  constructor(keys: readonly string[]) {
    // The last one of a path is the rarest, so it is asked for first.
    this.bits = Array.from(new Set(keys), (key) => bitOf(hashText(key))).reverse();
  }
}

function bitOf(hash: number): number {
  return (hash ^ (hash >>> 11)) & (BITS - 1);
}
