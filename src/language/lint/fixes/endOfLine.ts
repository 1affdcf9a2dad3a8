/** The end of the line on which something ends, before its line break; a block scalar ends behind its last line break. */
export function endOfLine(text: string, at: number): number {
  if (text.charAt(at - 1) === '\n') return text.charAt(at - 2) === '\r' ? at - 2 : at - 1;
  const end = text.indexOf('\n', at);
  if (end < 0) return text.length;
  return text.charAt(end - 1) === '\r' ? end - 1 : end;
}
