import { type CelValue, equals, isDuration, isList, isMap, UNKNOWN } from './celValue.ts';

/** Functions by name. A method gets what it is called on first. What does not fit gives UNKNOWN, as in CEL it is an error. */
export const celFunctions: ReadonlyMap<string, (args: readonly CelValue[]) => CelValue> = new Map<
  string,
  (args: readonly CelValue[]) => CelValue
>([
  ['==', ([a = null, b = null]) => equals(a, b)],
  ['!=', ([a = null, b = null]) => negated(equals(a, b))],
  ['<', (args) => compared(args, (order) => order < 0)],
  ['<=', (args) => compared(args, (order) => order <= 0)],
  ['>', (args) => compared(args, (order) => order > 0)],
  ['>=', (args) => compared(args, (order) => order >= 0)],
  ['+', sum],
  ['-', (args) => arithmetic(args, (a, b) => a - b)],
  ['*', (args) => arithmetic(args, (a, b) => a * b)],
  ['/', (args) => arithmetic(args, (a, b) => (b === 0 ? Number.NaN : Math.trunc(a / b)))],
  ['%', (args) => arithmetic(args, (a, b) => a % b)],
  ['not', ([a = null]) => negated(a)],
  ['negative', ([a = null]) => (typeof a === 'number' ? -a : UNKNOWN)],
  ['in', contained],
  ['size', ([a = null]) => sizeOf(a)],
  ['startsWith', (args) => ofTexts(args, (text, part) => text.startsWith(part))],
  ['endsWith', (args) => ofTexts(args, (text, part) => text.endsWith(part))],
  ['contains', (args) => ofTexts(args, (text, part) => text.includes(part))],
  ['lowerAscii', ([a = null]) => (typeof a === 'string' ? a.toLowerCase() : UNKNOWN)],
  ['upperAscii', ([a = null]) => (typeof a === 'string' ? a.toUpperCase() : UNKNOWN)],
  ['string', ([a = null]) => (typeof a === 'object' || a === UNKNOWN ? UNKNOWN : String(a))],
  ['int', ([a = null]) => wholeNumber(a)],
  ['duration', ([a = null]) => duration(a)],
]);

function negated(value: CelValue): CelValue {
  return typeof value === 'boolean' ? !value : UNKNOWN;
}

function compared([a = null, b = null]: readonly CelValue[], wanted: (order: number) => boolean): CelValue {
  if (typeof a === 'number' && typeof b === 'number') return wanted(a - b);
  if (typeof a === 'string' && typeof b === 'string') return wanted(a < b ? -1 : a > b ? 1 : 0);
  return isDuration(a) && isDuration(b) ? wanted(a.seconds - b.seconds) : UNKNOWN;
}

function sum(args: readonly CelValue[]): CelValue {
  const [a = null, b = null] = args;
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (isList(a) && isList(b)) return { kind: 'list', items: () => [...a.items(), ...b.items()] };
  return arithmetic(args, (left, right) => left + right);
}

function arithmetic([a = null, b = null]: readonly CelValue[], work: (a: number, b: number) => number): CelValue {
  const result = typeof a === 'number' && typeof b === 'number' ? work(a, b) : Number.NaN;
  return Number.isNaN(result) ? UNKNOWN : result;
}

function contained([item = null, all = null]: readonly CelValue[]): CelValue {
  if (isMap(all)) return typeof item === 'string' ? all.keys().includes(item) : UNKNOWN;
  if (!isList(all)) return UNKNOWN;
  const answers = new Set(all.items().map((one) => equals(one, item)));
  if (answers.has(true)) return true;
  return answers.has(UNKNOWN) ? UNKNOWN : false;
}

function sizeOf(value: CelValue): CelValue {
  if (typeof value === 'string') return Array.from(value).length;
  if (isList(value)) return value.items().length;
  return isMap(value) ? value.keys().length : UNKNOWN;
}

function ofTexts(
  [text = null, part = null]: readonly CelValue[],
  work: (text: string, part: string) => boolean,
): CelValue {
  return typeof text === 'string' && typeof part === 'string' ? work(text, part) : UNKNOWN;
}

function wholeNumber(value: CelValue): CelValue {
  if (typeof value === 'number') return Math.trunc(value);
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : UNKNOWN;
}

const SECONDS: ReadonlyMap<string, number> = new Map([
  ['h', 3600],
  ['m', 60],
  ['s', 1],
  ['ms', 1e-3],
  ['us', 1e-6],
  ['ns', 1e-9],
]);

/** Go's durations: `1h30m`. */
function duration(value: CelValue): CelValue {
  if (typeof value !== 'string' || !/^(?:\d+(?:\.\d+)?(?:h|ms|us|ns|m|s))+$/.test(value)) return UNKNOWN;
  let seconds = 0;
  for (const [, amount, unit = ''] of value.matchAll(/([\d.]+)([a-z]+)/g))
    seconds += Number(amount) * (SECONDS.get(unit) ?? 0);
  return { kind: 'duration', seconds };
}
