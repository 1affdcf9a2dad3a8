import { YamlValue } from '../../yaml/yamlValue.ts';
import type { TextEdit } from '../finding.ts';
import { endOfLine } from './endOfLine.ts';
import { columnOf, lineStart } from './linePlaces.ts';

/**
 * The edit that takes away an entry of a map or an item of a list, with its lines. The last entry takes its parent along, because an empty key
 * means null. Undefined for the root and where an anchor would go that others may use.
 */
export function removeEntry(value: YamlValue): TextEdit | undefined {
  const { tree, node } = value;
  const parent = tree.parent(node);
  if (parent < 0) return undefined;
  if (tree.next(tree.firstChild(parent)) < 0) return removeEntry(new YamlValue(tree, parent));
  const { text } = tree;
  const isFlow = '{['.includes(text.charAt(tree.start(parent)));
  const edit = isFlow ? flowEdit(value, parent) : blockEdit(value, parent);
  return edit && !/(?:^|[\s:-])&/.test(text.slice(edit.start, edit.end)) ? edit : undefined;
}

function startOf({ tree }: YamlValue, node: number): number {
  return tree.keyStart(node) < 0 ? tree.start(node) : tree.keyStart(node);
}

/** Between brackets: with the comma behind it, or the one before it. */
function flowEdit(value: YamlValue, parent: number): TextEdit {
  const { tree, node } = value;
  const next = tree.next(node);
  if (next >= 0) return { start: startOf(value, node), end: startOf(value, next), newText: '' };
  let before = tree.firstChild(parent);
  while (tree.next(before) !== node) before = tree.next(before);
  return {
    start: Math.max(tree.end(before), tree.keyEnd(before)),
    end: Math.max(tree.end(node), tree.keyEnd(node)),
    newText: '',
  };
}

function blockEdit(value: YamlValue, parent: number): TextEdit | undefined {
  const { tree, node } = value;
  const { text } = tree;
  const isItem = tree.keyStart(node) < 0;
  const at = startOf(value, node);
  const line = lineStart(text, at);
  const column = columnOf(text, tree.start(parent));
  const start = isItem ? line + column : at;
  if (isItem && text.charAt(start) !== '-') return undefined;
  const end = endOfLine(text, Math.max(value.span.end, tree.keyEnd(node)));
  if (text.slice(line, start).trim() === '') return wholeLines(text, line, end);
  // It is the first behind a dash: the next one moves up to it.
  const next = tree.next(node);
  return isItem || next < 0 ? undefined : { start, end: startOf(value, next), newText: '' };
}

/** With the line break behind them, or the one before where the text ends without one. */
function wholeLines(text: string, start: number, end: number): TextEdit {
  const next = text.indexOf('\n', end);
  if (next >= 0) return { start, end: next + 1, newText: '' };
  const before = start > 1 && text.charAt(start - 2) === '\r' ? start - 2 : start - 1;
  return { start: Math.max(0, before), end: text.length, newText: '' };
}
