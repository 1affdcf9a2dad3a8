import { formatMetric } from '../base/format.ts';
import { t } from '../base/text.ts';
import { type GroupSummary, summarizeGroup, textAt } from './groupRows.ts';
import type { PlacedColumn, RunTable } from './runTable.ts';
import { sortRows } from './sortRows.ts';
import type { Pivot } from './tableLayout.ts';

/** Where indexes of the columns of a pivot begin: those of a table end long before. */
export const FIRST_PIVOT_INDEX = 1_000_000;
/** Names a column of a pivot, as `columnKey` does those of a table. */
export const pivotKey = (name: string) => `pivot.${name}`;
/** Values that still are columns: a param that differs in each run is none to pivot by. */
const MOST_COLUMNS = 500;

interface PivotParts {
  readonly names: readonly string[];
  readonly metric: PlacedColumn;
  readonly cell: Pivot['cell'];
  /** By row of the table; -1: none. */
  readonly columnOf: ReadonlyMap<number, number>;
}

/** One metric of groups of runs, split over the values of a column. */
export class PivotTable {
  /** What the columns are called: the values, in order. */
  readonly names: readonly string[];
  readonly #metric: PlacedColumn;
  readonly #cell: Pivot['cell'];
  readonly #columnOf: ReadonlyMap<number, number>;

  /** Undefined when the table has no such columns. */
  static of(table: RunTable, rows: Int32Array, pivot: Pivot): PivotTable | undefined {
    const [by, metric] = [table.find(pivot.by), table.find(pivot.metric)];
    if (!by || metric?.column.form !== 'number') return undefined;
    const texts = new Map(Array.from(rows, (row) => [row, textAt(by.column, row)]));
    // In the order that the table sorts them in; what is no value comes last.
    const first = new Map(Array.from(texts, ([row, text]) => [text, row]));
    const values = Array.from(
      sortRows(Int32Array.from(first.values()), table, [{ key: pivot.by, isDescending: false }]),
    )
      .map((row) => texts.get(row) ?? null)
      .slice(0, MOST_COLUMNS);
    const places = new Map(values.map((value, place) => [value, place]));
    const columnOf = new Map(Array.from(texts, ([row, text]) => [row, places.get(text) ?? -1]));
    return new PivotTable({ names: values.map((value) => value ?? t('none')), metric, cell: pivot.cell, columnOf });
  }

  private constructor({ names, metric, cell, columnOf }: PivotParts) {
    this.names = names;
    this.#metric = metric;
    this.#cell = cell;
    this.#columnOf = columnOf;
  }

  /** The number in a cell of these runs; undefined when none of them has one. */
  value(rows: Int32Array, column: number): number | undefined {
    return this.#summary(rows, column)?.[this.#cell];
  }

  /** What a cell shows: the number, and of how many runs it is. */
  text(rows: Int32Array, column: number): string | null {
    const summary = this.#summary(rows, column);
    if (!summary) return null;
    const { count, deviation } = summary;
    if (this.#cell === 'count') return String(count);
    const shown = formatMetric(summary[this.#cell]);
    if (this.#cell === 'best' || Number.isNaN(deviation)) return t('{0}, n {1}', shown, count);
    return t('{0} ± {1}, n {2}', shown, formatMetric(deviation), count);
  }

  /** The metric of a run in its column. */
  ofRun(row: number, column: number): string | null {
    const value = this.#columnOf.get(row) === column ? this.#metric.column.get(row) : undefined;
    return value === undefined ? null : String(value);
  }

  #summary(rows: Int32Array, column: number): GroupSummary | undefined {
    return summarizeGroup(
      this.#metric,
      rows.filter((row) => this.#columnOf.get(row) === column),
    );
  }
}
