import { parse } from 'yaml';
import type { JsonSchema } from '../../../../src/domain/deploy/specSchema.ts';

/** The plain value of a file, as tools that read the schema see it. */
export function jsonOf(text: string): unknown {
  return parse(text, { merge: true, uniqueKeys: false });
}

/** Problems by the keywords that our schema uses; a small validator of our own, so that the schema is held to the reader without a package. */
export function schemaProblems(value: unknown, root: JsonSchema): string[] {
  const definitions = Object(root['$defs']);
  const validate = (one: unknown, schema: unknown, path: string): string[] => {
    if (typeof schema === 'boolean') return schema ? [] : [`${path}: not allowed`];
    return Object.entries(Object(schema)).flatMap(([keyword, rule]) => {
      const check = KEYWORDS.get(keyword);
      if (!check) throw new Error(`unknown keyword ${keyword}`);
      return check(rule, { value: one, schema: Object(schema), path, validate, definitions });
    });
  };
  return validate(value, root, '');
}

interface Place {
  readonly value: unknown;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly validate: (value: unknown, schema: unknown, path: string) => string[];
  readonly definitions: Readonly<Record<string, unknown>>;
}
type Keyword = (rule: unknown, place: Place) => string[];

const arrayOf = (rule: unknown): unknown[] => (Array.isArray(rule) ? rule : [rule]);
const entriesOf = (value: unknown): [string, unknown][] =>
  isType(value, 'object') ? Object.entries(Object(value)) : [];
const isTrue =
  (name: string, test: (rule: unknown, place: Place) => boolean): Keyword =>
  (rule, place) =>
    test(rule, place) ? [] : [`${place.path}: ${name}`];
const matches = ({ value, path, validate }: Place, schema: unknown) => validate(value, schema, path).length === 0;
const ignored: Keyword = () => [];

const KEYWORDS: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ...['$schema', '$defs', 'title', 'description', 'markdownDescription', 'markdownEnumDescriptions', 'then'].map(
    (name) => [name, ignored] as const,
  ),
  [
    '$ref',
    (rule, { value, path, validate, definitions }) =>
      validate(value, definitions[textOf(rule).replace('#/$defs/', '')], path),
  ],
  ['type', isTrue('type', (rule, { value }) => arrayOf(rule).some((type) => isType(value, textOf(type))))],
  ['enum', isTrue('enum', (rule, { value }) => arrayOf(rule).includes(value))],
  ['const', isTrue('const', (rule, { value }) => value === undefined || rule === value)],
  ['anyOf', isTrue('anyOf', (rule, place) => arrayOf(rule).some((one) => matches(place, one)))],
  ['oneOf', isTrue('oneOf', (rule, place) => arrayOf(rule).filter((one) => matches(place, one)).length === 1)],
  ['allOf', (rule, { value, path, validate }) => arrayOf(rule).flatMap((one) => validate(value, one, path))],
  ['if', (rule, place) => (matches(place, rule) ? place.validate(place.value, place.schema['then'], place.path) : [])],
  [
    'pattern',
    isTrue(
      'pattern',
      (rule, { value }) =>
        !['string', 'number'].includes(typeof value) || new RegExp(textOf(rule), 'u').test(textOf(value)),
    ),
  ],
  ['minimum', isTrue('minimum', (rule, { value }) => typeof value !== 'number' || value >= Number(rule))],
  ['maximum', isTrue('maximum', (rule, { value }) => typeof value !== 'number' || value <= Number(rule))],
  [
    'exclusiveMinimum',
    isTrue('exclusiveMinimum', (rule, { value }) => typeof value !== 'number' || value > Number(rule)),
  ],
  ['minItems', isTrue('minItems', (rule, { value }) => !Array.isArray(value) || value.length >= Number(rule))],
  [
    'items',
    (rule, { value, path, validate }) =>
      Array.isArray(value) ? value.flatMap((item, index) => validate(item, rule, `${path}/${index}`)) : [],
  ],
  [
    'required',
    isTrue(
      'required',
      (rule, { value }) =>
        !isType(value, 'object') || arrayOf(rule).every((name) => Object.hasOwn(Object(value), textOf(name))),
    ),
  ],
  [
    'minProperties',
    isTrue('minProperties', (rule, { value }) => !isType(value, 'object') || entriesOf(value).length >= Number(rule)),
  ],
  [
    'propertyNames',
    (rule, { value, path, validate }) => entriesOf(value).flatMap(([name]) => validate(name, rule, `${path}/${name}`)),
  ],
  [
    'properties',
    (rule, { value, path, validate }) =>
      entriesOf(value).flatMap(([name, one]) =>
        Object.hasOwn(Object(rule), name) ? validate(one, Reflect.get(Object(rule), name), `${path}/${name}`) : [],
      ),
  ],
  ['patternProperties', ignored],
  [
    'additionalProperties',
    (rule, { value, schema, path, validate }) => {
      const patterns = entriesOf(schema['patternProperties']).map(([pattern]) => new RegExp(pattern, 'u'));
      const others = entriesOf(value).filter(
        ([name]) =>
          !Object.hasOwn(Object(schema['properties']), name) && !patterns.some((pattern) => pattern.test(name)),
      );
      return others.flatMap(([name, one]) => validate(one, rule, `${path}/${name}`));
    },
  ],
]);

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function isType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}
