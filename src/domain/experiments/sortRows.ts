import type { RunTable } from './runTable.ts';
import type { TableColumn } from './tableColumn.ts';

export interface SortKey {
  /** As `columnKey` makes it. */
  readonly key: string;
  readonly isDescending: boolean;
}

/** Values that are compared, and what stands before them: a value (0), NaN (1), nothing (2); the last two come last in both directions. */
export interface SortValues {
  readonly values: Float64Array;
  readonly kinds: Uint8Array;
  readonly isDescending: boolean;
}

/** Rows in the order of several columns, the first one first. Equal rows keep their order; rows without a value come last. */
export function sortRows(rows: Int32Array, table: RunTable, keys: readonly SortKey[]): Int32Array {
  const sorted = keys.flatMap(({ key, isDescending }) => {
    const placed = table.find(key);
    return placed ? [valuesOf(rows, placed.column, isDescending)] : [];
  });
  return Int32Array.from(placesInOrder(rows.length, sorted), (place) => rows[place] ?? 0);
}

/** Places 0 to `count` in the order of what stands at them. */
export function placesInOrder(count: number, keys: readonly SortValues[]): Int32Array {
  const places = Int32Array.from({ length: count }, (_, place) => place);
  const [only, ...more] = keys;
  if (!only) return places;
  if (more.length === 0) return places.sort((a, b) => compare(only, a, b));
  return places.sort((a, b) => {
    for (const key of keys) {
      const order = compare(key, a, b);
      if (order !== 0) return order;
    }
    return 0;
  });
}

function compare({ values, kinds, isDescending }: SortValues, a: number, b: number): number {
  const order = (kinds[a] ?? 0) - (kinds[b] ?? 0);
  if (order !== 0 || kinds[a] !== 0) return order;
  const [x, y] = [values[a] ?? 0, values[b] ?? 0];
  if (x === y) return 0;
  return x < y === isDescending ? 1 : -1;
}

function valuesOf(rows: Int32Array, column: TableColumn, isDescending: boolean): SortValues {
  const values = new Float64Array(rows.length);
  const kinds = new Uint8Array(rows.length);
  const texts = column.form === 'text' ? column.sortKeys : undefined;
  for (const [place, row] of rows.entries()) {
    const value = column.form === 'number' ? column.get(row) : keyOf(texts, column.code(row));
    kinds[place] = kindOf(value);
    values[place] = value ?? 0;
  }
  return { values, kinds, isDescending };
}

const keyOf = (keys: Float64Array | undefined, code: number) => (code === 0 ? undefined : keys?.[code]);

/** What a value is sorted as. */
export function kindOf(value: number | undefined): 0 | 1 | 2 {
  if (value === undefined) return 2;
  return Number.isNaN(value) ? 1 : 0;
}
