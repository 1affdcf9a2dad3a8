import type { PathStep, Span, SpecNode } from '../../domain/deploy/specNode.ts';
import { parseYaml } from './parseYaml.ts';

/** Stands in for what the user is about to type. */
const MARK = 'trainyardCursor';

export interface Cursor {
  /** The word around the cursor, which a completion replaces. */
  readonly word: Span;
  readonly indentation: number;
  readonly isInFlow: boolean;
  /** A colon follows the word already. */
  readonly hasColon: boolean;
  /** The file with the mark in place of the word. */
  readonly root: SpecNode;
  /** What is being typed: the name of a field of `path`, or the value at `path`. */
  readonly place: 'key' | 'value';
  readonly path: readonly PathStep[];
}

/**
 * Where in the tree the cursor is. While somebody types, the file is rarely valid, so the word at the cursor is replaced by a mark that is
 * valid there, and the mark is looked for in the parsed tree: that works in block style, in flow style and at any indentation.
 */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const before = /[\w./~-]*$/.exec(text.slice(Math.max(lineStart, offset - 200), offset))?.[0] ?? '';
  const isDash = /^\s*-$/.test(text.slice(lineStart, offset));
  const start = offset - (isDash ? 0 : before.length);
  const after = /^[\w./~-]*/.exec(text.slice(offset, offset + 200))?.[0] ?? '';
  const end = offset + after.length;
  const lead = text.slice(lineStart, start);
  if (lead.includes('#') && /(^|\s)#/.test(lead)) return undefined;
  const startsLine = /^\s*(?:- +)*$/.test(lead);
  const hasColon = /^[ \t]*:(?=\s|$)/.test(text.slice(end, end + 50));
  const marked = `${isDash ? ' ' : ''}${MARK}${startsLine && !hasColon ? ':' : ''}`;
  const markedText = text.slice(0, start) + marked + text.slice(end);
  const { root } = parseYaml(markedText);
  if (!root) return undefined;
  const found = findMark(root, [], markedText);
  if (!found) return undefined;
  return { ...found, root, word: { start, end }, hasColon, indentation: start - lineStart };
}

type Found = Pick<Cursor, 'place' | 'path' | 'isInFlow'>;

function findMark(node: SpecNode, path: readonly PathStep[], text: string): Found | undefined {
  const isInFlow = text[node.span.start] === '{' || text[node.span.start] === '[';
  if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) {
      const found = findMark(item, [...path, index], text);
      if (found) return { ...found, isInFlow: found.isInFlow || isInFlow };
    }
    return undefined;
  }
  if (node.kind !== 'map') return node.text === MARK ? { place: 'value', path, isInFlow: false } : undefined;
  for (const { key, value } of node.entries) {
    if (key === MARK) return { place: 'key', path, isInFlow };
    const found = findMark(value, [...path, key], text);
    if (found) return { ...found, isInFlow: found.isInFlow || isInFlow };
  }
  return undefined;
}
