import type { YamlValue } from '../../yaml/yamlValue.ts';
import type { TextEdit } from '../finding.ts';
import { endOfLine } from './endOfLine.ts';
import { columnOf, dashOf, lineBreakOf } from './linePlaces.ts';

/** The edit that adds an item (its lines without dash and indentation) at the end of a list. Undefined for lists in brackets and aliases. */
export function appendItem(list: YamlValue, lines: string): TextEdit | undefined {
  const { tree } = list;
  if (list.node !== list.target || !list.isList) return undefined;
  const first = tree.firstChild(list.target);
  const dash = first < 0 ? undefined : dashOf(tree.text, tree.start(first));
  if (dash === undefined) return undefined;
  const indent = ' '.repeat(columnOf(tree.text, dash));
  const newLine = lineBreakOf(tree.text);
  const at = endOfLine(tree.text, list.span.end);
  const newText = lines.split('\n').map((line, index) => `${newLine}${indent}${index === 0 ? '- ' : '  '}${line}`);
  return { start: at, end: at, newText: newText.join('') };
}
