import type { Span } from '../../domain/deploy/specNode.ts';
import { t } from '../../domain/base/text.ts';
import { isJsonRecord, type JsonRecord, jsonRecord } from '../schema/jsonRecord.ts';
import { nearestName } from '../../domain/deploy/nearestName.ts';
import { patternMatcher } from '../schema/patternMatcher.ts';
import { entriesOf } from '../yamlFile/entriesOf.ts';
import type { YamlValue } from '../yaml/yamlValue.ts';
import { dereferenced, schemasIn } from './jsonSchema.ts';

/** A value that the schema of its chart refuses. */
export interface ValuesFinding extends Span {
  readonly message: string;
}

/** Values are not nested deeper; what is deeper is not judged. */
const DEEPEST = 40;
/** A file with more has one cause. */
const MOST_FINDINGS = 200;
/** Pairs of a value and a schema; alternatives in alternatives may be any number. */
const MOST_STEPS = 100_000;

interface Walk {
  readonly root: JsonRecord;
  readonly found: ValuesFinding[];
  steps: number;
}

/**
 * What the schema of a chart refuses in a file of values, as helm reads it (JSON Schema draft 7). What is missing is not told: another file, or the
 * command line, may bring it. Nothing is said of what is null or empty, and of `global`, which helm adds for every chart.
 */
export function valuesFindings(values: YamlValue, schema: JsonRecord): readonly ValuesFinding[] {
  const walk: Walk = { root: schema, found: [], steps: 0 };
  check(values, schema, walk, 0);
  return walk.found;
}

function check(value: YamlValue, written: unknown, walk: Walk, depth: number): void {
  if (!isJsonRecord(written) || depth > DEEPEST || walk.found.length >= MOST_FINDINGS) return;
  if (++walk.steps > MOST_STEPS || value.target < 0 || value.isMasked || isLeftOut(value)) return;
  const schema = dereferenced(written, walk.root);
  if (!schema) return;
  const wrong = wrongType(value, schema) ?? wrongScalar(value, schema);
  if (wrong !== undefined) {
    walk.found.push({ ...value.wrongSpan, message: wrong });
    return;
  }
  if (value.isMap) checkMap(value, schema, walk, depth);
  if (value.isList) for (const item of value.items()) check(item, schema['items'], walk, depth + 1);
  for (const part of schemasIn(schema, 'allOf')) check(value, part, walk, depth + 1);
  checkChoice(value, [...schemasIn(schema, 'anyOf'), ...schemasIn(schema, 'oneOf')], walk, depth);
}

/** Null takes a default away, and an empty text stands for what the user has to bring. */
function isLeftOut(value: YamlValue): boolean {
  return value.isNull || value.string === '';
}

/** Of alternatives one must fit; which one was meant is not known, so the value is told as a whole. */
function checkChoice(value: YamlValue, choices: readonly JsonRecord[], walk: Walk, depth: number): void {
  if (choices.length === 0) return;
  for (const choice of choices) {
    const inner: Walk = { root: walk.root, found: [], steps: walk.steps };
    check(value, choice, inner, depth + 1);
    walk.steps = inner.steps;
    if (inner.found.length === 0) return;
  }
  walk.found.push({
    ...value.wrongSpan,
    message: t('“{0}” is nothing that the schema of the chart allows.', value.key ?? value.text ?? '…'),
  });
}

function checkMap(map: YamlValue, schema: JsonRecord, walk: Walk, depth: number): void {
  const properties = jsonRecord(schema['properties']);
  const patterns = Object.entries(jsonRecord(schema['patternProperties']));
  const { additionalProperties: others } = schema;
  // What is taken from an anchor is judged where it stands.
  for (const [key, value] of entriesOf(map)) {
    if (depth === 0 && key === 'global') continue;
    const own = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (own !== undefined) check(value, own, walk, depth + 1);
    const fits = patterns.filter(([pattern]) => patternMatcher(pattern, false)?.(key) !== false);
    for (const [, inner] of fits) check(value, inner, walk, depth + 1);
    if (own !== undefined || fits.length > 0) continue;
    if (others === false) walk.found.push({ ...value.headSpan, message: unknownKey(key, Object.keys(properties)) });
    else check(value, others, walk, depth + 1);
  }
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearestName(key, known);
  return near === undefined
    ? t('The schema of the chart knows no value “{0}”.', key)
    : t('The schema of the chart knows no value “{0}”; did you mean “{1}”?', key, near);
}

function wrongType(value: YamlValue, { type }: JsonRecord): string | undefined {
  const types: readonly unknown[] = Array.isArray(type) ? type : type === undefined ? [] : [type];
  if (types.length === 0 || types.some((one) => isOfType(value, one))) return undefined;
  return t(
    '“{0}” is to be {1}, as the schema of the chart says.',
    value.key ?? value.text ?? '…',
    types.map(typeName).join(', '),
  );
}

function isOfType(value: YamlValue, type: unknown): boolean {
  switch (type) {
    case 'object':
      return value.isMap;
    case 'array':
      return value.isList;
    case 'string':
      return value.string !== undefined;
    case 'boolean':
      return value.boolean !== undefined;
    case 'number':
      return value.number !== undefined;
    case 'integer':
      return value.number !== undefined && Number.isInteger(value.number);
    // Null was left out before; what is no type of JSON Schema is not judged.
    default:
      return type !== 'null';
  }
}

function typeName(type: unknown): string {
  switch (type) {
    case 'object':
      return t('map');
    case 'array':
      return t('list');
    case 'string':
      return t('text');
    case 'boolean':
      return t('true or false');
    case 'integer':
      return t('whole number');
    case 'number':
      return t('number');
    default:
      return t('nothing');
  }
}

function wrongScalar(value: YamlValue, schema: JsonRecord): string | undefined {
  if (value.isMap || value.isList) return undefined;
  const read = value.boolean ?? value.number ?? value.text;
  const name = value.key ?? value.text ?? '…';
  const choices = Array.isArray(schema['enum']) ? schema['enum'] : 'const' in schema ? [schema['const']] : undefined;
  if (choices && !choices.some((one) => one === read || typeof one === 'object'))
    return t('“{0}” is one of {1}, as the schema of the chart says.', name, choices.map(String).join(', '));
  return typeof read === 'number' ? wrongNumber(name, read, schema) : wrongText(name, value.string, schema);
}

function wrongNumber(name: string, read: number, schema: JsonRecord): string | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (typeof minimum === 'number' && read < minimum) return t('“{0}” is at least {1}.', name, minimum);
  if (typeof maximum === 'number' && read > maximum) return t('“{0}” is at most {1}.', name, maximum);
  if (typeof exclusiveMinimum === 'number' && read <= exclusiveMinimum)
    return t('“{0}” is more than {1}.', name, exclusiveMinimum);
  return typeof exclusiveMaximum === 'number' && read >= exclusiveMaximum
    ? t('“{0}” is less than {1}.', name, exclusiveMaximum)
    : undefined;
}

function wrongText(
  name: string,
  text: string | undefined,
  { pattern, minLength, maxLength }: JsonRecord,
): string | undefined {
  if (text === undefined) return undefined;
  if (typeof minLength === 'number' && text.length < minLength)
    return minLength === 1
      ? t('“{0}” must not be empty.', name)
      : t('“{0}” has at least {1} characters.', name, minLength);
  if (typeof maxLength === 'number' && text.length > maxLength)
    return t('“{0}” has at most {1} characters.', name, maxLength);
  return typeof pattern === 'string' && patternMatcher(pattern, false)?.(text) === false
    ? t('“{0}” does not fit the pattern {1} of the chart’s schema.', name, pattern)
    : undefined;
}
