import type { TextEdit } from '../lint/finding.ts';
import type { ReadDocument } from './isSameReading.ts';
import type { LineSpan } from './placeLevels.ts';

/** The line break that the last line of a file should have. A block scalar has one more letter with it, so there it is not added. */
export function finalLineBreak(
  { text, layout: { lines } }: ReadDocument,
  range: LineSpan | undefined,
): readonly TextEdit[] {
  const last = lines.at(-1);
  if (!last || last.kind === 'text' || last.kind === 'blank' || text.endsWith('\n')) return [];
  if (range && range.last < lines.length - 1) return [];
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  return [{ start: text.length, end: text.length, newText: lineBreak }];
}
