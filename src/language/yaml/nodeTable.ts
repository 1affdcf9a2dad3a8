/** What a node is. An `EMPTY` node is a key or a dash without a value: null. */
export const EMPTY = 0;
export const MAP = 1;
export const LIST = 2;
export const PLAIN = 3;
export const DOUBLE = 4;
export const SINGLE = 5;
export const BLOCK = 6;
export const ALIAS = 7;

/** Numbers of one node, side by side in one table; -1 ends a chain. Offsets count UTF-16 units from the start of the document. */
export const KIND = 0;
export const START = 1;
export const END = 2;
export const PARENT = 3;
export const NEXT = 4;
export const CHILD = 5;
/** The key of a map's value, without quotes; -1 for items of lists and for the root. */
export const KEY_START = 6;
export const KEY_END = 7;
export const KEY_HASH = 8;
/** Offset of a tag such as `!!str` before the value, or -1. */
export const TAG = 9;
export const CELLS = 10;

/** FNV-1a, 32 bits. */
export const HASH_BASIS = 0x81_1c_9d_c5 | 0;
export const HASH_PRIME = 0x01_00_01_93;

/** The hash of UTF-16 units. Keys are compared by hash first and by text once. */
export function hashText(text: string, from = 0, to: number = text.length): number {
  let hash = HASH_BASIS;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), HASH_PRIME);
  return hash;
}
