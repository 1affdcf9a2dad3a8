import type { DocumentLayout } from './documentLayout.ts';
import type { CommentLine, ContentLine, ContinuedLine, FormatLine, TextLine } from './formatLine.ts';
import { columnBelow, type Level } from './level.ts';
import type { Placing } from './placeLevels.ts';

/** The columns that each line of a document should begin at, when its levels have theirs. */
export function newIndents({ lines }: DocumentLayout, { step, isFixed, range }: Placing): Int32Array {
  const indents = new Int32Array(lines.length);
  if (isFixed) return Int32Array.from(lines, ({ indent }) => indent);
  const next = nextContents(lines);
  let commentShift = 0;
  lines.forEach((line, index) => {
    const isOutside = range !== undefined && (index < range.first || index > range.last);
    let column = line.indent;
    if (isOutside || line.kind === 'raw' || line.kind === 'blank') commentShift = 0;
    else if (line.kind === 'content') column = contentColumn(line, step);
    else if (line.kind === 'continued') column = continuedColumn(line, step);
    else if (line.kind === 'text') column = textColumn(line, { step, range });
    else column = commentColumn(line, { next: next[index], step, shift: commentShift });
    if (line.kind === 'comment') commentShift = column - line.indent;
    else if (line.kind !== 'blank') commentShift = 0;
    indents[index] = column;
  });
  return indents;
}

/** For each line the content that comes next. */
function nextContents(lines: readonly FormatLine[]): readonly (ContentLine | undefined)[] {
  const next: (ContentLine | undefined)[] = [];
  let found: ContentLine | undefined;
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index];
    next[index] = found;
    if (line?.kind === 'content') found = line;
  }
  return next;
}

function contentColumn({ tokens: [first], inner, indent }: ContentLine, step: number): number {
  if (!first) return indent;
  return first.level ? first.level.newColumn : columnBelow(inner, step);
}

/** Moves with the beginning of its value, and stays deeper than what it belongs to when it is. */
function continuedColumn({ owner, indent, start, end }: ContinuedLine, step: number): number {
  if (start + indent >= end) return indent;
  const { inner, tokens } = owner;
  const shift = inner ? inner.newColumn - inner.oldColumn : 0;
  // What is not deeper than its key is fine for kubectl and for few others; it stays so.
  if (indent <= (inner?.oldColumn ?? -1)) return Math.max(indent + shift, 0);
  const isAlone = tokens.length === 1 && tokens[0]?.level === undefined;
  const moved = isAlone ? contentColumn(owner, step) - owner.indent : shift;
  return Math.max(indent + moved, columnBelow(inner, step));
}

function textColumn({ block, indent, start, end }: TextLine, { step, range }: Pick<Placing, 'step' | 'range'>): number {
  const { inner } = block.owner;
  const isCut = range !== undefined && (block.first < range.first || block.last > range.last);
  // A text without a filled line has no indentation, and one at the top needs none.
  if (isCut || !inner || block.indent === 0) return indent;
  const column = inner.newColumn + (block.indicator > 0 ? block.indicator : step);
  if (start + indent >= end && indent <= block.indent) return 0;
  return indent - block.indent + column;
}

interface CommentPlace {
  readonly next: ContentLine | undefined;
  readonly step: number;
  /** How far the comment above was moved. */
  readonly shift: number;
}

/** A comment stands where what follows stands, or where something above it stands, or moves with the comment above. */
function commentColumn({ indent, above }: CommentLine, { next, step, shift }: CommentPlace): number {
  if (indent === 0) return 0;
  if (next?.indent === indent) return contentColumn(next, step);
  let inner: Level | undefined;
  let level = above;
  while (level && level.oldColumn > indent) {
    inner = level;
    level = level.parent;
  }
  if (level?.oldColumn === indent) return level.newColumn;
  const column = shift === 0 ? indent + (level ? level.newColumn - level.oldColumn : 0) : indent + shift;
  // Behind a text, deeper than its key, it would become part of it.
  return Math.max(Math.min(column, inner?.newColumn ?? column), 0);
}
