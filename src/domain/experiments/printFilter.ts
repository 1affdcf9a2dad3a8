import { assertNever } from '../base/failure.ts';
import type { FilterComparison, FilterField, RunFilter } from './runFilter.ts';

/** The filter as text that `parseFilter` reads as the same filter. '' for the one that all runs pass. */
export function printFilter(filter: RunFilter): string {
  switch (filter.kind) {
    case 'all':
      return filter.of.map((part) => inside(part, part.kind === 'any')).join(' and ');
    case 'any':
      return filter.of.map((part) => inside(part, part.kind === 'any')).join(' or ');
    case 'not':
      return `not ${inside(filter.of, filter.of.kind !== 'compare')}`;
    case 'compare':
      return printComparison(filter);
    default:
      return assertNever(filter);
  }
}

function inside(part: RunFilter, isWrapped: boolean): string {
  const isNested = part.kind === 'all' && part.of.length !== 1;
  return isWrapped || isNested ? `(${printFilter(part)})` : printFilter(part);
}

function printComparison({ field, operator, values }: FilterComparison): string {
  const name = printField(field);
  if (operator === 'is null' || operator === 'is not null') return `${name} ${operator}`;
  const printed = values.map(printValue);
  return `${name} ${operator} ${operator === 'in' ? `(${printed.join(', ')})` : (printed[0] ?? "''")}`;
}

/** A field as MLflow takes it; names with other characters than these need backticks there. */
export function printField({ group, name }: FilterField): string {
  if (group === 'attributes') return name;
  return `${group}.${/^\w[\w.]*$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``}`;
}

export function printValue(value: string | number): string {
  if (typeof value === 'number') return numberText(value);
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  return quote + value.replaceAll(quote, quote + quote) + quote;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  return value > 0 ? 'inf' : '-inf';
}
