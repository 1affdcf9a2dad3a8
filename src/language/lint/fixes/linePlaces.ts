/** The offset at which the line of an offset begins. */
export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** Columns in front of an offset. */
export function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

/** Where the dash of an item of a block list stands; undefined in brackets. */
export function dashOf(text: string, item: number): number | undefined {
  const dash = text.lastIndexOf('-', item - 1);
  return dash >= lineStart(text, item) && /^- +$/.test(text.slice(dash, item)) ? dash : undefined;
}

/** How the lines of a text end. */
export function lineBreakOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
