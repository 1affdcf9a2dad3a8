import type { LaidOutColumn } from '../../domain/experiments/tableLayout.ts';

/** Width of the cells with the dots, in CSS pixels; the style sheet has it too. */
export const DOT_WIDTH = 30;
/** Columns drawn beyond the edges. */
const MARGIN = 2;
/** Pinned columns may cover this part of the width; with more of it covered there is nothing left to scroll in. */
const MOST_PINNED = 0.6;

/** Which columns can be seen, and how wide all are. */
export class ColumnSpan {
  readonly columns: readonly LaidOutColumn[];
  /** How many of them are pinned; they come first. */
  readonly pinned: number;
  readonly width: number;
  /** Left edges, with the right edge of the last one behind them. */
  readonly #edges: Float64Array;

  constructor(columns: readonly LaidOutColumn[]) {
    this.columns = columns;
    this.pinned = columns.filter(({ isPinned }) => isPinned).length;
    this.#edges = new Float64Array(columns.length + 1);
    this.#edges[0] = DOT_WIDTH;
    for (const [index, { width }] of columns.entries()) this.#edges[index + 1] = this.left(index) + width;
    this.width = this.left(columns.length);
  }

  left(index: number): number {
    return this.#edges[index] ?? 0;
  }

  get pinnedWidth(): number {
    return this.left(this.pinned);
  }

  isSticky(viewWidth: number): boolean {
    return this.pinnedWidth <= viewWidth * MOST_PINNED;
  }

  /** The columns that are not pinned and can be seen, `end` excluded. */
  visible(scrollLeft: number, viewWidth: number): { readonly start: number; readonly end: number } {
    const from = scrollLeft + (this.isSticky(viewWidth) ? this.pinnedWidth : 0);
    const to = scrollLeft + viewWidth;
    let start = this.pinned;
    while (start < this.columns.length && this.left(start + 1) <= from) start += 1;
    let end = start;
    while (end < this.columns.length && this.left(end) < to) end += 1;
    return { start: Math.max(this.pinned, start - MARGIN), end: Math.min(this.columns.length, end + MARGIN) };
  }

  /** Where to scroll so that a column is whole; undefined when it is. */
  scrollTo(index: number, scrollLeft: number, viewWidth: number): number | undefined {
    const isSticky = this.isSticky(viewWidth);
    if (index < this.pinned && isSticky) return undefined;
    const covered = isSticky ? this.pinnedWidth : 0;
    const [left, right] = [this.left(index), this.left(index + 1)];
    if (left < scrollLeft + covered) return left - covered;
    return right > scrollLeft + viewWidth ? Math.min(right - viewWidth, left - covered) : undefined;
  }
}
