import { scanDocument } from '../../yaml/scanDocument.ts';
import { YamlTree } from '../../yaml/yamlTree.ts';
import { YamlValue } from '../../yaml/yamlValue.ts';

/** A name that no file has. */
export const PROBE = 'trainyardprobe';

/** What may be written at a cursor: a key of a map, or the value of a key or an item. */
export interface CursorProbe {
  readonly place: 'key' | 'value' | 'item';
  /** The document as if something stood at the cursor. */
  readonly root: YamlValue;
  /** What stands there: for a key the value below it. */
  readonly value: YamlValue;
  /** The map that a key would be in; the list of an item. */
  readonly parent: YamlValue | undefined;
  /** The word at the cursor, from the start of the document. */
  readonly word: { readonly start: number; readonly end: number };
  /** A colon stands behind the word already. */
  readonly hasColon: boolean;
  /** The column that a key begins at. */
  readonly column: number;
  readonly isInFlow: boolean;
}

/**
 * Finds where a cursor stands by writing something there and reading the document again, so that a line that is half written, an empty line and
 * brackets are all understood by the reader itself. Undefined in comments and where nothing can be written.
 */
export function probeCursor(text: string, offset: number): CursorProbe | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  if (/(?:^|\s)#/.test(before)) return undefined;
  const lineEnd = text.indexOf('\n', offset);
  const after = text.slice(offset, lineEnd < 0 ? text.length : lineEnd);
  const kind = placeOf(before);
  const start = offset - kind.word.length;
  const end = offset + (/^[\w./-]*/.exec(after)?.[0].length ?? 0);
  const hasColon = /^[\w./-]*\s*:/.test(after);
  const attempts = kind.place === 'value' ? [PROBE] : hasColon ? [PROBE] : [`${PROBE}: 1`, PROBE];
  for (const written of attempts) {
    const probed = `${text.slice(0, start)}${written}${text.slice(end)}`;
    const tree = new YamlTree(probed, scanDocument(probed));
    const found = tree.root < 0 ? undefined : placed(tree, start);
    if (!found) continue;
    return { ...found, word: { start, end }, hasColon, column: start - lineStart, isInFlow: /[[{]/.test(before) };
  }
  return undefined;
}

function placeOf(before: string): { readonly place: 'key' | 'value'; readonly word: string } {
  const value = /:\s+["']?([^\s"',{}[\]]*)$/.exec(before);
  if (value && !/[{,]\s*[\w./-]*$/.test(before)) return { place: 'value', word: value[1] ?? '' };
  return { place: 'key', word: /[\w./-]*$/.exec(before)?.[0] ?? '' };
}

function placed(tree: YamlTree, at: number): Pick<CursorProbe, 'place' | 'root' | 'value' | 'parent'> | undefined {
  const node = tree.nodeAt(at);
  if (node < 0) return undefined;
  const value = new YamlValue(tree, node);
  const root = new YamlValue(tree, tree.root);
  const above = tree.parent(node);
  const parent = above < 0 ? undefined : new YamlValue(tree, above);
  if (value.key === PROBE) return { place: 'key', root, value, parent };
  if (value.text !== PROBE) return undefined;
  return { place: value.key === undefined ? 'item' : 'value', root, value, parent };
}
