import type { FilterComparison, RunFilter } from '../../domain/experiments/runFilter.ts';
import { storedNumber } from './sqliteColumns.ts';

/** A condition on the row `r` of `runs`. Names and values are bound, never part of the text. */
export interface SqlCondition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

const ORDERS = new Set(['=', '!=', '<', '<=', '>', '>=']);
/** Columns of `runs` that hold what the attribute says. Names stand in a tag before 1.30, so they are judged here. */
const TEXT_COLUMNS = new Map([
  ['run_id', 'r.run_uuid'],
  // An empty one counts as none.
  ['artifact_uri', "nullif(r.artifact_uri, '')"],
]);
const TIME_COLUMNS = new Set(['start_time', 'end_time']);

/** The filter in SQL; undefined where SQL would not say exactly the same as `matchesFilter`. */
export function sqlOfFilter(filter: RunFilter): SqlCondition | undefined {
  switch (filter.kind) {
    case 'compare':
      return comparisonOf(filter);
    case 'not': {
      const inner = sqlOfFilter(filter.of);
      return inner && { sql: `NOT ${inner.sql}`, values: inner.values };
    }
    case 'all':
    case 'any':
    default: {
      const parts = filter.of.map(sqlOfFilter);
      const known = parts.filter((part) => part !== undefined);
      if (known.length < parts.length || known.length === 0) return undefined;
      const sql = known.map((part) => part.sql).join(filter.kind === 'all' ? ' AND ' : ' OR ');
      return { sql: `(${sql})`, values: known.flatMap((part) => part.values) };
    }
  }
}

/** What the database judges, and what is left. Of a list that must all hold, each is looked at by itself. */
export function splitForSqlite(filter: RunFilter): {
  readonly there: RunFilter | undefined;
  readonly rest: RunFilter | undefined;
} {
  if (sqlOfFilter(filter)) return { there: filter, rest: undefined };
  if (filter.kind !== 'all') return { there: undefined, rest: filter };
  const parts = filter.of.map(splitForSqlite);
  return { there: joined(parts.map((part) => part.there)), rest: joined(parts.map((part) => part.rest)) };
}

function joined(filters: readonly (RunFilter | undefined)[]): RunFilter | undefined {
  const of = filters.filter((filter) => filter !== undefined);
  return of.length > 1 ? { kind: 'all', of } : of[0];
}

/** `ifnull` around each, so that NOT means the opposite: what is missing does not match. */
function comparisonOf(comparison: FilterComparison): SqlCondition | undefined {
  const { field, operator, values } = comparison;
  const [value] = values;
  if (field.group === 'attributes') return attributeOf(comparison);
  const table = field.group === 'metrics' ? 'latest_metrics' : field.group;
  const exists = (condition: string) =>
    `EXISTS (SELECT 1 FROM ${table} x WHERE x.run_uuid = r.run_uuid AND x.key = ?${condition})`;
  if (operator === 'is null') return { sql: `NOT ${exists('')}`, values: [field.name] };
  if (operator === 'is not null') return { sql: exists(''), values: [field.name] };
  if (field.group === 'metrics') {
    // A NaN is neither more nor less than anything, and differs from everything; how it is compared is left to one place.
    if (!ORDERS.has(operator) || operator === '!=' || typeof value !== 'number' || Number.isNaN(value))
      return undefined;
    return { sql: exists(` AND x.is_nan = 0 AND x.value ${operator} ?`), values: [field.name, storedNumber(value)] };
  }
  // Texts compare as texts in SQL; numbers in them are for `matchesFilter`.
  if ((operator !== '=' && operator !== '!=') || typeof value !== 'string') return undefined;
  return { sql: exists(` AND ifnull(x.value, '') ${operator} ?`), values: [field.name, value] };
}

function attributeOf({ field, operator, values }: FilterComparison): SqlCondition | undefined {
  const [value] = values;
  const text = TEXT_COLUMNS.get(field.name);
  if (text !== undefined && operator === '=' && typeof value === 'string')
    return { sql: `ifnull(${text} = ?, 0)`, values: [value] };
  if (text !== undefined && operator === 'in' && values.every((each) => typeof each === 'string'))
    return { sql: `ifnull(${text} IN (SELECT value FROM json_each(?)), 0)`, values: [JSON.stringify(values)] };
  if (TIME_COLUMNS.has(field.name) && ORDERS.has(operator) && operator !== '!=' && typeof value === 'number')
    return { sql: `ifnull(r.${field.name} ${operator} ?, 0)`, values: [value] };
  return undefined;
}
