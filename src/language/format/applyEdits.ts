import type { TextEdit } from '../lint/finding.ts';

/** The text with changes made, which are in the order of the text and do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end, newText } of edits) {
    parts.push(text.slice(done, start), newText);
    done = end;
  }
  return parts.join('') + text.slice(done);
}
