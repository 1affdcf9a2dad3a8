import type { SQLOutputValue } from 'node:sqlite';
import type { SqliteView } from './sqliteConnection.ts';
import { StoreTrouble } from './storeProblem.ts';

/** MLflow stores infinities as the largest number (`mlflow/store/tracking/sqlalchemy_store.py`, sanitizing of metric values). */
const STORED_INFINITY = Number.MAX_VALUE;

/** `alias.column`, or NULL where this version of the schema has no such column. */
export function columnsOf(view: SqliteView, table: string, alias: string, names: readonly string[]): string {
  const columns = view.tables.get(table);
  return names.map((name) => (columns?.has(name) === true ? `${alias}.${name}` : 'NULL')).join(', ');
}

/** As a number whatever its size: steps and times may lie beyond 2^53, which `node:sqlite` refuses as integers. */
export const asReal = (column: string) => `CAST(${column} AS REAL)`;

/** Times of these columns, or NULL, as numbers. */
export function realsOf(view: SqliteView, table: string, alias: string, names: readonly string[]): string {
  return names
    .map((name) => columnsOf(view, table, alias, [name]))
    .map((column) => (column === 'NULL' ? column : asReal(column)))
    .join(', ');
}

export const textOf = (value: SQLOutputValue | undefined): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;

export const filledOf = (value: SQLOutputValue | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

export const numberOf = (value: SQLOutputValue | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined;

/** A metric's value as it was logged. */
export function metricValueOf(value: SQLOutputValue | undefined, isNan: SQLOutputValue | undefined): number {
  if (isNan === 1 || typeof value !== 'number') return Number.NaN;
  if (value >= STORED_INFINITY) return Number.POSITIVE_INFINITY;
  return value <= -STORED_INFINITY ? Number.NEGATIVE_INFINITY : value;
}

/** How a number is asked for in SQL. */
export const storedNumber = (value: number) => (Number.isFinite(value) ? value : Math.sign(value) * STORED_INFINITY);

/** Tables without which nothing can be told of runs. */
const NEEDED: readonly (readonly [table: string, columns: readonly string[]])[] = [
  ['experiments', ['experiment_id', 'name']],
  ['runs', ['run_uuid', 'experiment_id', 'status', 'start_time']],
  ['metrics', ['run_uuid', 'key', 'value', 'timestamp', 'step', 'is_nan']],
  ['latest_metrics', ['run_uuid', 'key', 'value', 'timestamp', 'step', 'is_nan']],
  ['params', ['run_uuid', 'key', 'value']],
  ['tags', ['run_uuid', 'key', 'value']],
];

/** Throws `StoreTrouble` when the schema is not one that can be read: of another program, in the middle of a migration, or much newer. */
export function checkSchema({ tables, rows }: SqliteView, path: string): void {
  const isWhole = NEEDED.every(([table, columns]) =>
    columns.every((column) => tables.get(table)?.has(column) === true),
  );
  if (isWhole) return;
  // Alembic rebuilds a table of SQLite under another name first, and makes the tables of a new database one after the other.
  if ([...tables.keys()].some((table) => table.startsWith('_alembic_tmp_')))
    throw new StoreTrouble({ reason: 'migrating', path });
  if (!tables.has('alembic_version')) throw new StoreTrouble({ reason: 'not-a-store', path });
  const [first] = rows('SELECT version_num FROM alembic_version');
  if (!first) throw new StoreTrouble({ reason: 'migrating', path });
  throw new StoreTrouble({ reason: 'unknown-schema', path, detail: String(first[0]) });
}
