import { filterRows } from './matchesFilter.ts';
import { groupRows, type RunGroup, sortGroups } from './groupRows.ts';
import { pivotKey, PivotTable } from './pivotTable.ts';
import type { RunFilter } from './runFilter.ts';
import type { RunTable } from './runTable.ts';
import type { Pivot } from './tableLayout.ts';
import { type SortKey, sortRows } from './sortRows.ts';

/** What of a table is shown, and in which order. */
export interface Arrangement {
  readonly filter?: RunFilter;
  readonly sort: readonly SortKey[];
  /** Keys of columns (`columnKey`) whose values make the groups. */
  readonly groupBy: readonly string[];
  readonly pivot?: Pivot | undefined;
  /** Keys of the groups whose runs are listed below them. */
  readonly openGroups: ReadonlySet<string>;
}

export interface ArrangedRows {
  /** A row of the table, or -1 minus the index of a group. */
  readonly lines: Int32Array;
  readonly groups: readonly RunGroup[];
  /** The runs that pass the filter. */
  readonly matched: Int32Array;
  readonly pivot?: PivotTable;
}

/** The newest run is first where nothing else is said. */
const NEWEST_FIRST: SortKey = { key: 'attributes.start_time', isDescending: true };

export function arrangeRows(
  table: RunTable,
  { filter, sort, groupBy, pivot: wanted, openGroups }: Arrangement,
): ArrangedRows {
  const all = table.rows();
  const passed = filter ? filterRows(all, table, filter) : all;
  const matched = sortRows(passed, table, [...sort, NEWEST_FIRST]);
  const pivot = wanted && PivotTable.of(table, matched, wanted);
  if (groupBy.length === 0 && !pivot) return { lines: matched, groups: [], matched };
  const otherValue = (key: string) => {
    const column = pivot?.names.findIndex((name) => key === pivotKey(name)) ?? -1;
    return column < 0 ? undefined : (rows: Int32Array) => pivot?.value(rows, column);
  };
  const groups = sortGroups(groupRows(matched, table, groupBy), table, sort, otherValue);
  const lines: number[] = [];
  for (const [index, { key, rows }] of groups.entries()) {
    lines.push(-1 - index);
    if (openGroups.has(key)) lines.push(...rows);
  }
  return { lines: Int32Array.from(lines), groups, matched, ...(pivot ? { pivot } : {}) };
}
