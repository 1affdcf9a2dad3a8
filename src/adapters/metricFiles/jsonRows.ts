import { parsedJson } from '../../domain/base/parsedJson.ts';
import { asRecord, type JsonRecord } from '../http/json.ts';
import type { MetricRecord } from './metricRecord.ts';
import { isTimeKey, numberOfText, stepKey, timeOfValue } from './stepKey.ts';

/** Below these a line says what the run was given: Ray Tune repeats it in each. */
const GIVEN = new Set(['config', 'hparams', 'params', 'args']);
const MOST_LEVELS = 5;
const MOST_NAMES = 2000;
const MOST_ITEMS = 50;
/** Of a param. */
const MOST_TEXT = 500;

/** JSON as Python writes it: NaN and the infinities are no JSON, and become texts. */
export function pythonJson(text: string): unknown {
  const value = parsedJson(text);
  if (value !== undefined || !/NaN|Infinity/.test(text)) return value;
  return parsedJson(
    text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (found) => (found.startsWith('"') ? found : `"${found}"`)),
  );
}

type Leaf = string | number | boolean;

/** Values in nested objects, by the way to them with `/`; short lists are texts. */
export function* leavesOf(record: JsonRecord, prefix = '', level = 0): Generator<readonly [string, Leaf]> {
  for (const [name, value] of record) {
    const key = `${prefix}${name}`;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') yield [key, value];
    else if (Array.isArray(value) && value.length <= MOST_ITEMS) yield [key, JSON.stringify(value)];
    const inner = level < MOST_LEVELS ? asRecord(value) : undefined;
    if (inner) yield* leavesOf(inner, `${key}/`, level + 1);
  }
}

/** The numbers of an object, and its step and time. */
export interface JsonRow {
  readonly values: readonly (readonly [string, number])[];
  readonly given: readonly (readonly [string, string])[];
  readonly step: number | undefined;
  readonly time: number | undefined;
}

/** Undefined when the line is no object. */
export function jsonRow(text: string): JsonRow | undefined {
  const record = asRecord(pythonJson(text));
  return record && rowOf(record);
}

export function rowOf(record: JsonRecord): JsonRow {
  const leaves = [...leavesOf(record)].slice(0, MOST_NAMES);
  const stepName = stepKey(leaves.map(([key]) => key));
  const values: (readonly [string, number])[] = [];
  const given: (readonly [string, string])[] = [];
  let step: number | undefined;
  let time: number | undefined;
  for (const [key, value] of leaves) {
    const stamp = isTimeKey(key) && typeof value !== 'boolean' ? timeOfValue(value) : undefined;
    if (stamp !== undefined) time = stamp;
    else if (key === stepName) step = numberOf(value);
    else if (GIVEN.has(key.slice(0, Math.max(0, key.indexOf('/')))))
      given.push([paramName(key), String(value).slice(0, MOST_TEXT)]);
    else {
      const number = numberOf(value);
      if (number !== undefined) values.push([key, number]);
    }
  }
  return { values, given, step, time };
}

export function foldRow({ values, given, step, time }: JsonRow, record: MetricRecord, madeAt: number): void {
  for (const [key, value] of given) record.params.set(key, value);
  record.addRow(values, { step, time, madeAt });
}

const paramName = (key: string) => key.slice(key.indexOf('/') + 1);

/** Of texts those alone that Python's words for odd numbers have become. */
function numberOf(value: Leaf): number | undefined {
  if (typeof value === 'number') return value;
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? numberOfText(value) : undefined;
}
