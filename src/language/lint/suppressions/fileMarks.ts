import { ignoreComment } from './ignoreComment.ts';
import type { Suppression } from './suppression.ts';

/** Marks for the whole text: they stand before anything but other comments, blank lines and `---`. Offsets count from the start of the text. */
export function fileMarks(text: string): readonly Suppression[] {
  const found: Suppression[] = [];
  const reach = { start: 0, end: text.length };
  let start = text.charCodeAt(0) === 0xfe_ff ? 1 : 0;
  while (start < text.length) {
    const newLine = text.indexOf('\n', start);
    const end = newLine < 0 ? text.length : newLine;
    const line = text.slice(start, end).trimEnd();
    const blanks = line.length - line.trimStart().length;
    const said = line.slice(blanks);
    if (said !== '' && !said.startsWith('#') && !/^-{3}(?:\s|$)/.test(said)) break;
    const comment = said.startsWith('#') ? ignoreComment(said, start + blanks) : undefined;
    if (comment?.kind === 'file') found.push({ ...comment, reach });
    start = end + 1;
  }
  return found;
}
