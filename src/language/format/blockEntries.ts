import { DOUBLE_QUOTE, OPEN_LIST, OPEN_MAP, SINGLE_QUOTE } from '../yaml/characters.ts';
import { BLOCK, DOUBLE, EMPTY, LIST, MAP, SINGLE } from '../yaml/nodeTable.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';

/** What stands in a document outside of brackets, in the order of the text. Pairs of numbers lie flat in one list. */
export interface BlockEntries {
  /** Start and end of each key, quotes included. */
  readonly keys: readonly number[];
  /** Start, end and kind of each scalar, alias, text and pair of brackets. */
  readonly values: readonly number[];
  /** Start and end of each quoted text of several lines, also in brackets. */
  readonly quoted: readonly number[];
}

/** Undefined when a key has more than one line. */
export function blockEntries(tree: YamlTree): BlockEntries | undefined {
  const keys: number[] = [];
  const values: number[] = [];
  const quoted: number[] = [];
  let bracketsEnd = -1;
  for (let node = 0; node < tree.count; node++) {
    const kind = tree.kind(node);
    const start = tree.start(node);
    if ((kind === DOUBLE || kind === SINGLE) && hasLineBreak(tree.text, start, tree.end(node)))
      quoted.push(start, tree.end(node));
    const keyStart = tree.keyStart(node);
    if (Math.max(keyStart, start) < bracketsEnd) continue;
    if (keyStart >= 0 && !addKey(keys, tree, node)) return undefined;
    if (kind === EMPTY || (kind !== BLOCK && isBlockCollection(tree, node))) continue;
    const end = tree.end(node);
    values.push(start, end, kind);
    if (kind === MAP || kind === LIST) bracketsEnd = end;
  }
  return { keys, values, quoted };
}

function addKey(keys: number[], tree: YamlTree, node: number): boolean {
  const start = tree.keyStart(node);
  const end = tree.keyEnd(node);
  const before = tree.text.charCodeAt(start - 1);
  const after = tree.text.charCodeAt(end);
  const isQuoted = (before === DOUBLE_QUOTE || before === SINGLE_QUOTE) && before === after;
  keys.push(isQuoted ? start - 1 : start, isQuoted ? end + 1 : end);
  return !hasLineBreak(tree.text, start, end);
}

function isBlockCollection(tree: YamlTree, node: number): boolean {
  const kind = tree.kind(node);
  if (kind !== MAP && kind !== LIST) return false;
  const start = tree.start(node);
  const first = tree.text.charCodeAt(start);
  // A map begins with its first key, without the quotes: `"[a": b`.
  return (first !== OPEN_MAP && first !== OPEN_LIST) || tree.keyStart(tree.firstChild(node)) === start;
}

function hasLineBreak(text: string, start: number, end: number): boolean {
  const found = text.indexOf('\n', start);
  return found >= 0 && found < end;
}
