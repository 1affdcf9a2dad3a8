import { formatDuration, formatMetric } from '../base/format.ts';
import { t } from '../base/text.ts';
import { lowerIsBetter } from './lowerIsBetter.ts';
import type { PlacedColumn, RunTable } from './runTable.ts';
import { kindOf, placesInOrder, type SortKey, type SortValues } from './sortRows.ts';
import type { TableColumn } from './tableColumn.ts';

/** Runs that have the same values in the columns that are grouped by. */
export interface RunGroup {
  /** The values as JSON, so that a group is found again. */
  readonly key: string;
  /** One for each column; null where the runs have none. */
  readonly values: readonly (string | null)[];
  /** In the order of the table. */
  readonly rows: Int32Array;
}

/** Groups in the order of their first run. */
export function groupRows(rows: Int32Array, table: RunTable, by: readonly string[]): readonly RunGroup[] {
  const columns = by.map((key) => table.find(key)?.column);
  const found = new Map<string, { readonly values: readonly (string | null)[]; readonly rows: number[] }>();
  for (const row of rows) {
    const values = columns.map((column) => textAt(column, row));
    const key = JSON.stringify(values);
    const group = found.get(key);
    if (group) group.rows.push(row);
    else found.set(key, { values, rows: [row] });
  }
  return Array.from(found, ([key, group]) => ({ key, values: group.values, rows: Int32Array.from(group.rows) }));
}

/** Null where the run has no value. */
export function textAt(column: TableColumn | undefined, row: number): string | null {
  const value = column?.get(row);
  return value === undefined ? null : String(value);
}

/** What the runs of a group have in a column of numbers. NaN is left out and counted in `count`. */
export interface GroupSummary {
  readonly count: number;
  readonly mean: number;
  /** Of a sample: divided by one less than the number of values; NaN of a single value. */
  readonly deviation: number;
  readonly best: number;
  /** The lower value is the better one, as the name of the metric says. */
  readonly isLowerBetter: boolean;
}

/** Undefined when no run of the group has a value. */
export function summarizeGroup({ name, column }: PlacedColumn, rows: Int32Array): GroupSummary | undefined {
  if (column.form !== 'number') return undefined;
  let [count, used, mean, squares] = [0, 0, 0, 0];
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of rows) {
    const value = column.get(row);
    if (value === undefined) continue;
    count += 1;
    if (Number.isNaN(value)) continue;
    // The method of Welford: the sum of squares would lose the digits of values that lie close together.
    used += 1;
    const distance = value - mean;
    mean += distance / used;
    squares += distance * (value - mean);
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (count === 0) return undefined;
  const isLowerBetter = lowerIsBetter(name);
  if (used === 0) return { count, mean: Number.NaN, deviation: Number.NaN, best: Number.NaN, isLowerBetter };
  const deviation = used > 1 ? Math.sqrt(squares / (used - 1)) : Number.NaN;
  return { count, mean, deviation, best: isLowerBetter ? least : most, isLowerBetter };
}

/** What a group shows in a column that it is not grouped by. Null where there is nothing to say, as of the times at which runs started. */
export function groupText(placed: PlacedColumn, rows: Int32Array): string | null {
  const summary = placed.kind === 'time' ? undefined : summarizeGroup(placed, rows);
  if (!summary) return null;
  const { count, mean, deviation, best } = summary;
  if (placed.kind === 'duration') return formatDuration(mean);
  if (count === 1) return formatMetric(mean);
  const middle = Number.isNaN(deviation) ? formatMetric(mean) : `${formatMetric(mean)} ± ${formatMetric(deviation)}`;
  if (count === rows.length) return t('{0}, best {1}', middle, formatMetric(best));
  return t('{0}, best {1}, of {2} runs', middle, formatMetric(best), count);
}

/** Groups by the mean of a column of numbers, by the first run's value of others; those without one last. */
export function sortGroups(
  groups: readonly RunGroup[],
  table: RunTable,
  keys: readonly SortKey[],
  /** Values of columns that the table has not; undefined: there is no such column. */
  otherValue?: (key: string) => ((rows: Int32Array) => number | undefined) | undefined,
): readonly RunGroup[] {
  const sorted = keys.flatMap(({ key, isDescending }) => {
    const placed = table.find(key);
    const value = placed ? (rows: Int32Array) => groupValue(placed, rows) : otherValue?.(key);
    return value ? [groupValues(groups, value, isDescending)] : [];
  });
  const places = placesInOrder(groups.length, sorted);
  return Array.from(places, (place) => groups[place]).filter((group) => group !== undefined);
}

function groupValues(
  groups: readonly RunGroup[],
  valueOf: (rows: Int32Array) => number | undefined,
  isDescending: boolean,
): SortValues {
  const values = new Float64Array(groups.length);
  const kinds = new Uint8Array(groups.length);
  for (const [index, { rows }] of groups.entries()) {
    const value = valueOf(rows);
    kinds[index] = kindOf(value);
    values[index] = value ?? 0;
  }
  return { values, kinds, isDescending };
}

function groupValue(placed: PlacedColumn, rows: Int32Array): number | undefined {
  const { column } = placed;
  if (column.form === 'number') return summarizeGroup(placed, rows)?.mean;
  const code = column.code(rows[0] ?? -1);
  return code === 0 ? undefined : column.sortKeys[code];
}
