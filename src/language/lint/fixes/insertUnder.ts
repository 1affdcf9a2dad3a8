import type { YamlValue } from '../../yaml/yamlValue.ts';
import type { TextEdit } from '../finding.ts';

/**
 * The edit that adds lines at the end of a map, below keys that may not be there yet. In the indentation of its siblings. Undefined where
 * the map is written in brackets or stands elsewhere (an alias).
 */
export function insertUnder(map: YamlValue, keys: readonly string[], lines: string): TextEdit | undefined {
  let parent = map;
  const missing = [...keys];
  while (missing[0] !== undefined) {
    const next = parent.at(missing[0]);
    if (!next?.isMap) break;
    parent = next;
    missing.shift();
  }
  const { tree } = parent;
  if (parent.node !== parent.target || !parent.isMap || tree.text.charAt(parent.span.start) === '{') return undefined;
  const first = tree.firstChild(parent.target);
  if (first < 0) return undefined;
  const column = columnOf(tree.text, tree.start(parent.target));
  const newLine = tree.text.includes('\r\n') ? '\r\n' : '\n';
  const added = [...missing.map((key) => `${key}:`), ...lines.split('\n')].map(
    (line, index) => `${' '.repeat(column + 2 * Math.min(index, missing.length))}${line}`,
  );
  const at = endOfLine(tree.text, parent.span.end);
  return { start: at, end: at, newText: added.map((line) => `${newLine}${line}`).join('') };
}

function columnOf(text: string, at: number): number {
  return at - (text.lastIndexOf('\n', at - 1) + 1);
}

/** The end of the line on which something ends; a block scalar ends behind its last line break. */
function endOfLine(text: string, at: number): number {
  if (text.charAt(at - 1) === '\n') return text.charAt(at - 2) === '\r' ? at - 2 : at - 1;
  const end = text.indexOf('\n', at);
  if (end < 0) return text.length;
  return text.charAt(end - 1) === '\r' ? end - 1 : end;
}
