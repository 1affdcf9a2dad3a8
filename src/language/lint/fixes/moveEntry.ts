import type { YamlValue } from '../../yaml/yamlValue.ts';
import type { TextEdit } from '../finding.ts';
import { endOfLine } from './endOfLine.ts';
import { insertUnder } from './insertUnder.ts';
import { columnOf } from './linePlaces.ts';
import { removeEntry } from './removeEntry.ts';

/**
 * The edits that move an entry of a map to the end of another map, below keys that may not be there yet. Undefined where either is written in
 * brackets.
 */
export function moveEntry(entry: YamlValue, to: YamlValue, keys: readonly string[]): readonly TextEdit[] | undefined {
  const { tree } = entry;
  const { keySpan } = entry;
  if (!keySpan || /[{[]/.test(tree.text.charAt(tree.start(tree.parent(entry.node))))) return undefined;
  const column = columnOf(tree.text, keySpan.start);
  const end = endOfLine(tree.text, Math.max(entry.span.end, keySpan.end));
  const lines = tree.text.slice(keySpan.start, end).split(/\r?\n/);
  if (lines.slice(1).some((line) => line.trim() !== '' && line.slice(0, column).trim() !== '')) return undefined;
  const moved = lines.map((line, index) => (index === 0 ? line : line.slice(column))).join('\n');
  const insert = insertUnder(to, keys, moved);
  const remove = removeEntry(entry);
  if (!insert || !remove) return undefined;
  const isApart = insert.start <= remove.start || insert.start >= remove.end;
  return isApart ? [remove, insert] : [inPlace(remove, insert, tree.text)];
}

/** The entry is the last one of the target too, so that it is written again where it stood. */
function inPlace(remove: TextEdit, insert: TextEdit, text: string): TextEdit {
  const gone = text.slice(remove.start, remove.end);
  const [newLine = ''] = /^\r?\n/.exec(insert.newText) ?? [];
  // Either the line break behind the lines goes with them, or the one before.
  const newText = gone.endsWith('\n') ? `${insert.newText.slice(newLine.length)}${newLine}` : insert.newText;
  return { ...remove, newText };
}
