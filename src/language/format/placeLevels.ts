import type { DocumentLayout } from './documentLayout.ts';
import { columnBelow } from './level.ts';

/** Lines of a document, from 0; both belong to it. */
export interface LineSpan {
  readonly first: number;
  readonly last: number;
}

export interface Placing {
  /** Columns that a map is deeper than its parent. */
  readonly step: number;
  /** Dashes stand below the first letter of their key. */
  readonly isFlush: boolean;
  /** Placeholders count on columns: nothing is moved. */
  readonly isFixed: boolean;
  /** What is not all within stays where it is. */
  readonly range: LineSpan | undefined;
}

/** Gives every map and list of a document the column that it should have. */
export function placeLevels({ levels }: DocumentLayout, { step, isFlush, isFixed, range }: Placing): void {
  for (const level of levels) {
    const { parent, isList } = level;
    const isOutside = range !== undefined && (level.first < range.first || level.last > range.last);
    if (isFixed || isOutside) level.newColumn = level.oldColumn;
    else if (isList && isFlush && parent?.isList === false) level.newColumn = parent.newColumn;
    else level.newColumn = columnBelow(parent, step);
  }
}

/** Whether most lists stand flush with their keys; of as many of both kinds the first says. */
export function areListsFlush(layouts: readonly DocumentLayout[]): boolean {
  let flush = 0;
  let indented = 0;
  let first: boolean | undefined;
  for (const { levels } of layouts) {
    for (const { isList, parent, oldColumn } of levels) {
      if (!isList || !parent || parent.isList) continue;
      const isFlush = parent.oldColumn === oldColumn;
      first ??= isFlush;
      if (isFlush) flush++;
      else indented++;
    }
  }
  return flush === indented ? first === true : flush > indented;
}
