import type { BlockText, FormatLine } from './formatLine.ts';

/**
 * Finds the indentation of a block scalar, and gives back the blank lines at its end that are no part of it.
 * @returns False when a line stands between its indentation and that of its parent, which readers understand differently.
 */
export function settleBlock(block: BlockText, lines: FormatLine[]): boolean {
  const { first, last, indicator, owner } = block;
  const filled = firstFilled(block, lines);
  if (filled > last) return true;
  const parent = Math.max(owner.inner?.oldColumn ?? 0, 0);
  block.indent = indicator > 0 ? parent + indicator : (lines[filled]?.indent ?? 0);
  for (let index = first; index <= last; index++) {
    const line = lines[index];
    if (!line) continue;
    // Blanks in front of the first line that are more than its own are refused by some.
    if (isEmpty(line) ? index < filled && line.indent > block.indent : line.indent < block.indent) return false;
  }
  if (!block.isKept) giveBack(block, lines, filled);
  return true;
}

function firstFilled({ first, last }: BlockText, lines: readonly FormatLine[]): number {
  for (let index = first; index <= last; index++) {
    const line = lines[index];
    if (line && !isEmpty(line)) return index;
  }
  return last + 1;
}

function giveBack(block: BlockText, lines: FormatLine[], filled: number): void {
  for (; block.last > filled; block.last--) {
    const line = lines[block.last];
    if (!line || !isEmpty(line) || line.indent > block.indent) return;
    lines[block.last] = { kind: 'blank', start: line.start, end: line.end, indent: line.indent };
  }
}

/** Blanks alone; a tab is text. */
function isEmpty({ start, end, indent }: FormatLine): boolean {
  return start + indent >= end;
}
