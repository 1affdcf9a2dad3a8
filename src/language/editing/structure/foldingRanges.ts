import type { FoldingRange } from 'vscode-languageserver-types';
import type { TextPositions } from '../editedFile.ts';
import type { TextStructure } from './textStructure.ts';

/** What an editor folds away: blocks of more than one line, runs of comments, and what stands between `#region` and `#endregion`. */
export function foldingRanges(structure: TextStructure, text: string, positions: TextPositions): FoldingRange[] {
  const ranges = new Map<number, FoldingRange>();
  // One line folds one thing, the outermost.
  const add = (range: FoldingRange) => {
    if (range.endLine > range.startLine && !ranges.has(range.startLine)) ranges.set(range.startLine, range);
  };
  for (const { start, end } of structure.blocks()) {
    add({ startLine: positions.positionAt(start).line, endLine: positions.positionAt(lastOf(text, start, end)).line });
  }
  for (const range of commentRanges(text)) add(range);
  return Array.from(ranges.values());
}

/** A block ends with its last line that says something. */
function lastOf(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && text.charCodeAt(last - 1) <= 32) last--;
  return last;
}

const COMMENT = /^[ \t]*#/;
const REGION = /^[ \t]*#\s*(end)?region\b/i;

function commentRanges(text: string): readonly FoldingRange[] {
  const ranges: FoldingRange[] = [];
  const regions: number[] = [];
  let first = -1;
  const lines = text.split('\n');
  for (const [line, content] of [...lines, ''].entries()) {
    const [isRegion, isEnd] = REGION.exec(content) ?? [];
    const from = isEnd === undefined ? undefined : regions.pop();
    if (from !== undefined) ranges.push({ startLine: from, endLine: line, kind: 'region' });
    else if (isRegion !== undefined) regions.push(line);
    const isComment = isRegion === undefined && COMMENT.test(content);
    if (isComment && first < 0) first = line;
    if (isComment || first < 0) continue;
    ranges.push({ startLine: first, endLine: line - 1, kind: 'comment' });
    first = -1;
  }
  return ranges;
}
