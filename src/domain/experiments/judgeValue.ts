import { assertNever } from '../base/failure.ts';
import { numberIn } from './tableColumn.ts';
import { matcherOf } from '../logs/logQuery.ts';
import type { FilterComparison } from './runFilter.ts';

/**
 * Says whether a value passes a comparison. A run without the value passes `is null` alone, as in MLflow. A text that is compared with a number is
 * read as one, because trackers keep params as texts; a text that is no number passes nothing then.
 */
export function judgeOf({ operator, values }: FilterComparison): (value: string | number | undefined) => boolean {
  const [wanted] = values;
  if (operator === 'is null') return (value) => value === undefined;
  if (operator === 'is not null') return (value) => value !== undefined;
  if (operator === 'in') return (value) => value !== undefined && values.some((each) => isSame(value, each));
  if (operator === 'matches') return matchJudge(String(wanted));
  if (operator === 'like' || operator === 'ilike') return likeJudge(String(wanted), operator === 'ilike');
  return (value) => value !== undefined && wanted !== undefined && compares(value, operator, wanted);
}

function likeJudge(wanted: string, isCaseIgnored: boolean): (value: string | number | undefined) => boolean {
  const fold = (text: string) => (isCaseIgnored ? text.toLowerCase() : text);
  const pattern = fold(wanted);
  return (value) => value !== undefined && isLike(fold(String(value)), pattern);
}

/** A pattern that is none, or could run for ever, is refused when it is read; here it passes nothing. */
function matchJudge(text: string): (value: string | number | undefined) => boolean {
  const matcher = matcherOf({ text, isRegex: true, isCaseSensitive: true });
  return (value) => matcher.ok && value !== undefined && matcher.value.test(String(value));
}

type Order = '=' | '!=' | '<' | '<=' | '>' | '>=';

function compares(value: string | number, operator: Order, wanted: string | number): boolean {
  const left = typeof wanted === 'number' && typeof value === 'string' ? numberIn(value) : value;
  if (left === undefined) return false;
  if (Number.isNaN(wanted))
    return (operator === '=' && Number.isNaN(left)) || (operator === '!=' && !Number.isNaN(left));
  const right = typeof left === 'number' ? Number(wanted) : String(wanted);
  switch (operator) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default:
      return assertNever(operator);
  }
}

const isSame = (value: string | number, wanted: string | number) => compares(value, '=', wanted);

/** Characters match in the way of SQL: `%` stands for any text, `_` for one character. Needs no more steps than text times pattern. */
export function isLike(text: string, pattern: string): boolean {
  let [at, part, star, mark] = [0, 0, -1, 0];
  while (at < text.length) {
    const sign = pattern[part];
    if (sign === '%') {
      star = part;
      mark = at;
      part += 1;
    } else if (sign === '_' || (sign !== undefined && sign === text[at])) {
      at += 1;
      part += 1;
    } else if (star >= 0) {
      part = star + 1;
      mark += 1;
      at = mark;
    } else return false;
  }
  return !/[^%]/.test(pattern.slice(part));
}
