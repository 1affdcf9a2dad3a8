import type { YamlValue } from '../../yaml/yamlValue.ts';
import type { TextEdit } from '../finding.ts';
import { endOfLine } from './endOfLine.ts';
import { columnOf, lineBreakOf } from './linePlaces.ts';

/**
 * The edit that adds lines at the end of a map, below keys that may not be there yet. In the indentation of its siblings. Undefined where
 * the map is written in brackets or stands elsewhere (an alias).
 */
export function insertUnder(map: YamlValue, keys: readonly string[], lines: string): TextEdit | undefined {
  let parent = map;
  const missing = [...keys];
  while (missing[0] !== undefined) {
    const next = parent.at(missing[0]);
    if (!next) break;
    // A second key of that name would be an error.
    if (!next.isMap) return undefined;
    parent = next;
    missing.shift();
  }
  const { tree } = parent;
  if (parent.node !== parent.target || !parent.isMap || tree.text.charAt(parent.span.start) === '{') return undefined;
  const first = tree.firstChild(parent.target);
  if (first < 0) return undefined;
  const column = columnOf(tree.text, tree.start(parent.target));
  const newLine = lineBreakOf(tree.text);
  const added = [...missing.map((key) => `${key}:`), ...lines.split('\n')].map(
    (line, index) => `${' '.repeat(column + 2 * Math.min(index, missing.length))}${line}`,
  );
  const at = endOfLine(tree.text, parent.span.end);
  return { start: at, end: at, newText: added.map((line) => `${newLine}${line}`).join('') };
}
