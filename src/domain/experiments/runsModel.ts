import type { Result } from '../base/failure.ts';
import { type ArrangedRows, arrangeRows } from './arrangeRows.ts';
import { groupText } from './groupRows.ts';
import { parseFilter } from './parseFilter.ts';
import { FIRST_PIVOT_INDEX } from './pivotTable.ts';
import type { RunFilter } from './runFilter.ts';
import type { RunTable } from './runTable.ts';
import type { TableColumn } from './tableColumn.ts';
import { type ColumnFacts, isExtraColumn, type TableLayout } from './tableLayout.ts';

/** A line of the table as it is shown: a run, or a group of runs. */
export interface TableLine {
  /** The row of the table; -1 of a group. */
  readonly row: number;
  readonly runId: string;
  /** One for each column that was asked for; null where there is no value. Of a run numbers have all their digits, of a group they are texts to be shown. */
  readonly cells: readonly (string | null)[];
  readonly group?: { readonly key: string; readonly runs: number; readonly isOpen: boolean };
  /** What could not be read of the run. */
  readonly trouble?: string;
}

/** What a table shows under a layout: which lines, in which order, and what stands in them. */
export class RunsModel {
  readonly table: RunTable;
  #layout: TableLayout;
  #openGroups = new Set<string>();
  #arranged: ArrangedRows | undefined;
  #arrangedFor = -1;
  #filter: Result<RunFilter> = { ok: true, value: { kind: 'all', of: [] } };
  #filterText = '';
  #version = 0;

  constructor(table: RunTable, layout: TableLayout) {
    this.table = table;
    this.#layout = layout;
    this.layout = layout;
  }

  get layout(): TableLayout {
    return this.#layout;
  }

  /** A filter that cannot be read leaves the last one that could. */
  set layout(layout: TableLayout) {
    this.#layout = layout;
    this.#arranged = undefined;
    if (layout.filter === this.#filterText) return;
    this.#filterText = layout.filter;
    const parsed = parseFilter(layout.filter);
    this.#lastGood = parsed.ok ? parsed.value : this.#lastGood;
    this.#filter = parsed;
  }

  #lastGood: RunFilter = { kind: 'all', of: [] };

  /** What was typed as filter, or why it is none. */
  get filter(): Result<RunFilter> {
    return this.#filter;
  }

  /** Another number for each order of lines. */
  get version(): number {
    this.arranged();
    return this.#version;
  }

  arranged(): ArrangedRows {
    if (this.#arranged && this.#arrangedFor === this.table.version) return this.#arranged;
    const { sort, groupBy, pivot } = this.#layout;
    const openGroups = this.#openGroups;
    this.#arranged = arrangeRows(this.table, { filter: this.#lastGood, sort, groupBy, pivot, openGroups });
    this.#arrangedFor = this.table.version;
    this.#version += 1;
    return this.#arranged;
  }

  toggleGroup(key: string): void {
    if (!this.#openGroups.delete(key)) this.#openGroups.add(key);
    this.#arranged = undefined;
  }

  columns(): readonly ColumnFacts[] {
    const { matched, pivot } = this.arranged();
    const own = this.table.columns
      .filter(({ column }) => column.count > 0)
      .map(({ index, group, name, kind, column }) => {
        const isSame = isSameOver(column, matched);
        return { index, group, name, kind, isExtra: isExtraColumn(group, name, isSame), isSame };
      });
    const pivoted = (pivot?.names ?? []).map((name, at) => {
      return {
        index: FIRST_PIVOT_INDEX + at,
        group: 'pivot',
        name,
        kind: 'number',
        isExtra: false,
        isSame: false,
      } as const;
    });
    return [...own, ...pivoted];
  }

  /** @param columns Indexes of columns. */
  lines(start: number, count: number, columns: readonly number[]): readonly TableLine[] {
    const { lines } = this.arranged();
    return Array.from(lines.subarray(start, start + count), (line) =>
      line < 0 ? this.#groupLine(-1 - line, columns) : this.#runLine(line, columns),
    );
  }

  /** Ids of the runs in these lines; groups have none. */
  runIds(start: number, count: number): readonly string[] {
    const lines = this.arranged().lines.subarray(start, start + count);
    return Array.from(lines, (row) => (row < 0 ? undefined : this.table.runIdOf(row))).filter((id) => id !== undefined);
  }

  #runLine(row: number, columns: readonly number[]): TableLine {
    const trouble = this.table.troubleOf(row)?.message;
    const { pivot } = this.arranged();
    const cells = columns.map((index) => {
      if (index >= FIRST_PIVOT_INDEX) return pivot?.ofRun(row, index - FIRST_PIVOT_INDEX) ?? null;
      const value = this.table.columns[index]?.column.get(row);
      return value === undefined ? null : String(value);
    });
    return { row, runId: this.table.runIdOf(row) ?? '', cells, ...(trouble === undefined ? {} : { trouble }) };
  }

  #groupLine(index: number, columns: readonly number[]): TableLine {
    const { groups, pivot } = this.arranged();
    const group = groups[index];
    if (!group) return { row: -1, runId: '', cells: columns.map(() => null) };
    const by = this.#layout.groupBy;
    const cells = columns.map((column) => {
      if (column >= FIRST_PIVOT_INDEX) return pivot?.text(group.rows, column - FIRST_PIVOT_INDEX) ?? null;
      const placed = this.table.columns[column];
      if (!placed) return null;
      const at = by.indexOf(`${placed.group}.${placed.name}`);
      if (at >= 0) return group.values[at] ?? null;
      return groupText(placed, group.rows);
    });
    const { key, rows } = group;
    return { row: -1, runId: '', cells, group: { key, runs: rows.length, isOpen: this.#openGroups.has(key) } };
  }
}

/** No value is a value, too: a param that one run lacks is a difference. */
function isSameOver(column: TableColumn, rows: Int32Array): boolean {
  const [first] = rows;
  if (first === undefined) return true;
  if (column.form === 'text') return rows.every((row) => column.code(row) === column.code(first));
  const value = column.get(first);
  return rows.every((row) => Object.is(column.get(row), value));
}
