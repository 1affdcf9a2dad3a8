import type { TextEdit } from '../lint/finding.ts';

/** The edit that makes one text of another and leaves alone what both begin and end with, so that cursors and folds stay; undefined when they are equal. */
export function onlyDifference(before: string, after: string): TextEdit | undefined {
  if (before === after) return undefined;
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before.charCodeAt(head) === after.charCodeAt(head)) head++;
  let tail = 0;
  while (
    tail < most - head &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail++;
  return { start: head, end: before.length - tail, newText: after.slice(head, after.length - tail) };
}
