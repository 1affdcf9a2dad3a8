import { type PlainObject, type PlainData, objectAt } from '../deploy/plainData.ts';

/** Fields that say nothing to people, or that stand elsewhere in the text. */
const LEFT_OUT = new Set(['apiVersion', 'kind', 'metadata', 'conditions', 'managedFields', 'observedGeneration']);
const MOST_LINES = 400;

/** Any object as an indented outline, a field a line: specification, data, status. */
export function describeFields(object: PlainObject): readonly string[] {
  const lines = Object.entries(object).flatMap(([name, value]) => {
    if (LEFT_OUT.has(name) || value === undefined) return [];
    const isStatus = name === 'status';
    return fieldLines(titleOf(name), isStatus ? withoutNoise(objectAt(object, name)) : value, 0);
  });
  return lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), '…'] : lines;
}

const titleOf = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

function withoutNoise(object: PlainObject): PlainObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !LEFT_OUT.has(name)));
}

function fieldLines(name: string, value: PlainData, depth: number): string[] {
  const indent = '  '.repeat(depth);
  if (isList(value)) return listLines(name, value, depth);
  if (typeof value === 'object' && value !== null) {
    const inner = Object.entries(value).flatMap(([key, each]) =>
      each === undefined || LEFT_OUT.has(key) ? [] : fieldLines(key, each, depth + 1),
    );
    return inner.length === 0 ? [] : [`${indent}${name}:`, ...inner];
  }
  const [first = '', ...rest] = String(value).split('\n');
  if (rest.length === 0) return [`${indent}${name}: ${first}`];
  return [`${indent}${name}:`, ...[first, ...rest].map((line) => `${indent}  ${line}`)];
}

function listLines(name: string, list: readonly PlainData[], depth: number): string[] {
  const indent = '  '.repeat(depth);
  if (list.length === 0) return [];
  if (list.every((each) => typeof each !== 'object')) return [`${indent}${name}: ${list.map(String).join(', ')}`];
  return [
    `${indent}${name}:`,
    ...list.flatMap((each) => {
      const inner = fieldLines('-', each, depth + 1);
      const [, ...body] = inner;
      const [first = '', ...rest] = body;
      return body.length === 0 ? inner : [`${indent}  - ${first.trim()}`, ...rest];
    }),
  ];
}

function isList(value: PlainData): value is readonly PlainData[] {
  return Array.isArray(value);
}
