import { HASH, STAR } from '../yaml/characters.ts';
import { afterBlanks } from '../yaml/lines.ts';
import type { TextEdit } from '../lint/finding.ts';
import type { DocumentLayout } from './documentLayout.ts';
import type { ContentLine, FilledLine, FormatLine } from './formatLine.ts';
import type { LineSpan } from './placeLevels.ts';
import { commentGaps, type LineComment } from './commentGaps.ts';

interface LinesToEdit {
  readonly text: string;
  readonly layout: DocumentLayout;
  readonly indents: Int32Array;
  readonly range: LineSpan | undefined;
  /** Blank lines at its beginning and end are for nothing. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** The changes of a document: blanks alone, line by line, in the order of the text. */
export function lineEdits({
  text,
  layout: { lines },
  indents,
  range,
  isFirst,
  isLast,
}: LinesToEdit): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  const comments: LineComment[] = [];
  const lastFilled = isLast ? lines.findLastIndex(({ kind }) => kind !== 'blank') : lines.length;
  let blanks = isFirst ? 1 : 0;
  lines.forEach((line, index) => {
    blanks = line.kind === 'blank' ? blanks + 1 : 0;
    if (range && (index < range.first || index > range.last)) return;
    const lineEdit = new LineEdit(text, line, edits);
    if (line.kind === 'blank') {
      const isLeft = blanks > 1 || index > lastFilled;
      lineEdit.replace(line.start, isLeft ? lineBreakEnd(text, line.end) : line.end, '');
      return;
    }
    if (line.kind === 'raw') return;
    const indent = indents[index] ?? line.indent;
    if (line.kind === 'text') {
      if (indent !== line.indent) lineEdit.replace(line.start, line.start + line.indent, ' '.repeat(indent));
      return;
    }
    const comment = lineEdit.fill(line, indent);
    if (comment) comments.push({ ...comment, line: index });
  });
  edits.push(...commentGaps(text, comments));
  return edits.toSorted((a, b) => a.start - b.start);
}

function lineBreakEnd(text: string, end: number): number {
  const found = text.indexOf('\n', end);
  return found < 0 ? text.length : found + 1;
}

class LineEdit {
  readonly #text: string;
  readonly #edits: TextEdit[];
  readonly #start: number;
  #shift = 0;

  constructor(text: string, { start }: FormatLine, edits: TextEdit[]) {
    this.#text = text;
    this.#edits = edits;
    this.#start = start;
  }

  replace(start: number, end: number, newText: string): void {
    if (end - start === newText.length && this.#text.startsWith(newText, start)) return;
    this.#edits.push({ start, end, newText });
    this.#shift += newText.length - (end - start);
  }

  /** Indentation, gaps and the end of a line. The comment behind its content, when there is one. */
  fill(line: FilledLine, indent: number): Omit<LineComment, 'line'> | undefined {
    const { start, end } = line;
    const first = start + line.indent;
    // A tab may stand where a value goes on.
    if (afterBlanks(this.#text, first) === first) this.replace(start, first, ' '.repeat(indent));
    if (line.kind === 'content') this.#gaps(line);
    return this.#end(line, end);
  }

  #gaps({ tokens, key, end }: ContentLine): void {
    tokens.forEach(({ at, level }, index) => {
      const next = tokens[index + 1];
      if (!next || !level) return;
      const width = next.level ? next.level.newColumn - level.newColumn - 1 : 1;
      this.replace(at + 1, next.at, ' '.repeat(Math.max(width, 1)));
    });
    if (!key) return;
    // The blank behind an alias tells it from the colon.
    if (this.#text.charCodeAt(tokens.at(-1)?.at ?? 0) !== STAR) this.replace(key.end, key.colon, '');
    const value = afterBlanks(this.#text, key.colon + 1);
    if (value < end && value > key.colon + 1 && this.#text.charCodeAt(value) !== HASH)
      this.replace(key.colon + 1, value, ' ');
  }

  #end(line: FilledLine, end: number): Omit<LineComment, 'line'> | undefined {
    const gap = line.kind === 'comment' ? -1 : line.tail;
    const at = gap < 0 ? end : afterBlanks(this.#text, gap);
    const hasComment = gap >= 0 && at < end && at > gap && this.#text.charCodeAt(at) === HASH;
    const shift = this.#shift;
    if (!isQuoted(line)) this.replace(this.#filledEnd(end), end, '');
    if (!hasComment) return undefined;
    const column = gap - this.#start;
    return { gap, at, oldColumn: at - this.#start, contentEnd: column + shift };
  }

  #filledEnd(end: number): number {
    let at = end;
    while (at > this.#start && (this.#text.charAt(at - 1) === ' ' || this.#text.charAt(at - 1) === '\t')) at--;
    return at;
  }
}

/** Whether blanks at the end of a line may belong to a text. */
function isQuoted(line: FormatLine): boolean {
  return line.kind === 'continued' ? line.isQuoted : line.kind === 'content' && line.tail < 0;
}
