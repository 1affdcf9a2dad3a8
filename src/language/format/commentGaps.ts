import type { TextEdit } from '../lint/finding.ts';

/** A comment behind the content of a line. */
export interface LineComment {
  readonly line: number;
  /** From here blanks lead to the comment. */
  readonly gap: number;
  readonly at: number;
  readonly oldColumn: number;
  /** The column behind the content as it will be. */
  readonly contentEnd: number;
}

/** Both are in use: prettier writes one blank, yamllint asks for two. */
const MOST_BLANKS = 2;

/** One blank before a comment, or two where there are two; comments that stand below each other still do. */
export function commentGaps(text: string, comments: readonly LineComment[]): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  let from = 0;
  while (from < comments.length) {
    let to = from + 1;
    while (isBelow(comments[to - 1], comments[to])) to++;
    edits.push(...groupEdits(text, comments.slice(from, to)));
    from = to;
  }
  return edits;
}

function isBelow(upper: LineComment | undefined, lower: LineComment | undefined): boolean {
  return upper !== undefined && lower?.line === upper.line + 1 && lower.oldColumn === upper.oldColumn;
}

function groupEdits(text: string, group: readonly LineComment[]): readonly TextEdit[] {
  const gaps = group.map(({ at, gap }) => at - gap);
  const least = Math.min(...gaps);
  const blanks = least > MOST_BLANKS ? 1 : least;
  const column = Math.max(...group.map(({ contentEnd }) => contentEnd)) + blanks;
  return group.flatMap(({ gap, at, contentEnd }) => {
    const newText = ' '.repeat(column - contentEnd);
    return text.slice(gap, at) === newText ? [] : [{ start: gap, end: at, newText }];
  });
}
