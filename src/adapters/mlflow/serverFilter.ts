import type { FilterComparison, FilterOperator, RunFilter } from '../../domain/experiments/runFilter.ts';
import { runStatusOf } from './runState.ts';

/** What of MLflow's search differs between versions. */
export interface FilterFeatures {
  /** `IS NULL` and `IS NOT NULL` for params and tags. */
  readonly hasNull: boolean;
}

/**
 * Splits a filter into what MLflow's search says exactly and what it cannot say, which is judged here. Its grammar knows `and` alone, no numbers for
 * params, and cannot hold a text with both kinds of quotes. Source: mlflow/utils/search_utils.py of 2.22 and 3.18, and both servers asked.
 */
export function splitServerFilter(
  filter: RunFilter,
  features: FilterFeatures,
): { readonly there: RunFilter | undefined; readonly rest: RunFilter | undefined } {
  const parts = partsOf(filter);
  const there = parts.filter((part) => clauseOf(part, features) !== undefined);
  return { there: joined(there), rest: joined(parts.filter((part) => !there.includes(part))) };
}

/** The filter as MLflow's search has it. Undefined: it cannot say all of it. */
export function serverFilterText(filter: RunFilter, features: FilterFeatures): string | undefined {
  const clauses = partsOf(filter).map((part) => clauseOf(part, features));
  return clauses.includes(undefined) ? undefined : clauses.join(' and ');
}

function partsOf(filter: RunFilter): readonly RunFilter[] {
  const isOne = filter.kind === 'any' && filter.of.length === 1;
  return filter.kind === 'all' || isOne ? filter.of.flatMap(partsOf) : [filter];
}

function joined(parts: readonly RunFilter[]): RunFilter | undefined {
  return parts.length > 1 ? { kind: 'all', of: parts } : parts[0];
}

function clauseOf(filter: RunFilter, features: FilterFeatures): string | undefined {
  if (filter.kind !== 'compare') return undefined;
  const { group } = filter.field;
  if (group === 'metrics') return metricClause(filter);
  return group === 'attributes' ? attributeClause(filter) : textClause(filter, features);
}

const ORDERS: ReadonlySet<FilterOperator> = new Set(['=', '!=', '<', '<=', '>', '>=']);
const TEXTS: ReadonlySet<FilterOperator> = new Set(['=', '!=', 'like', 'ilike']);

function metricClause({ field, operator, values }: FilterComparison): string | undefined {
  const name = keyText(field.name);
  const number = numberText(values[0]);
  if (name === undefined || number === undefined || !ORDERS.has(operator)) return undefined;
  // Stores keep NaN as 0 with a mark that servers before 3 do not look at, and what is not equal to 0 must not lose it.
  if (operator === '!=' && values[0] === 0) return undefined;
  return `metrics.${name} ${operator} ${number}`;
}

function textClause({ field, operator, values }: FilterComparison, { hasNull }: FilterFeatures): string | undefined {
  const name = keyText(field.name);
  if (name === undefined) return undefined;
  if (operator === 'is null' || operator === 'is not null') {
    return hasNull ? `${field.group}.${name} ${operator.toUpperCase()}` : undefined;
  }
  const text = quoted(values[0]);
  return text === undefined || !TEXTS.has(operator)
    ? undefined
    : `${field.group}.${name} ${operator.toUpperCase()} ${text}`;
}

/** Of the attributes that are ours alone (`duration`, `experiment`) servers know nothing. */
function attributeClause(filter: FilterComparison): string | undefined {
  const { name } = filter.field;
  if (name === 'start_time' || name === 'end_time') return timeClause(filter);
  if (name === 'status') return statusClause(filter);
  if (name === 'run_id' && filter.operator === 'in') return idsClause(filter);
  if (name !== 'run_name' && name !== 'run_id' && name !== 'user_id' && name !== 'artifact_uri') return undefined;
  const text = quoted(filter.values[0]);
  if (text === undefined || !TEXTS.has(filter.operator)) return undefined;
  return `attributes.${name} ${filter.operator.toUpperCase()} ${text}`;
}

function timeClause({ field, operator, values: [time] }: FilterComparison): string | undefined {
  const isExact = typeof time === 'number' && Number.isSafeInteger(time) && time > 0;
  return isExact && ORDERS.has(operator) ? `attributes.${field.name} ${operator} ${time}` : undefined;
}

function statusClause({ operator, values: [state] }: FilterComparison): string | undefined {
  const word = runStatusOf(state);
  return word !== undefined && operator === '=' ? `attributes.status = '${word}'` : undefined;
}

function idsClause({ values }: FilterComparison): string | undefined {
  const ids = values.map(quoted);
  return ids.length === 0 || ids.includes(undefined) ? undefined : `attributes.run_id IN (${ids.join(', ')})`;
}

/** Backticks hold every name but one with backticks in it. */
function keyText(name: string): string | undefined {
  if (!name.includes('`')) return `\`${name}\``;
  return name.includes('"') ? undefined : `"${name}"`;
}

/** Nothing can be escaped: a text has to do with the quotes that it does not hold. */
function quoted(value: string | number | undefined): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (!value.includes("'")) return `'${value}'`;
  return value.includes('"') ? undefined : `"${value}"`;
}

/** MLflow's parser knows no `+` in exponents. */
function numberText(value: string | number | undefined): string | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? String(value).replace('e+', 'e') : undefined;
}
