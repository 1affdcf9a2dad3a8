// Objects of custom kinds made at random from the schemas of their definitions, and the same with one thing wrong.
import { jsonRecord } from '../../src/language/schema/jsonRecord.ts';

/** A schema of OpenAPI, as a CustomResourceDefinition has it. */
type Schema = Readonly<Record<string, unknown>>;
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
interface JsonMap {
  [key: string]: Json;
}

/** There is no value that one can think of: a pattern that no text of `TEXTS` matches. */
class NoValue extends Error {}

const TEXTS = [
  'main',
  'a-b',
  '1',
  '30',
  '500m',
  '1Gi',
  '10m',
  'nvidia.com/gpu',
  'https://hub.example/a',
  's3://models/a',
  '/data',
  '10.0.0.1',
  'A',
  'kueue.x-k8s.io/multikueue',
  '50%',
  'Main_1',
  '1.5',
  '0 3 * * *',
  'a=b',
  'a.b',
];
const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-05-04T10:00:00Z',
  byte: 'YQ==',
  duration: '5m',
  date: '2026-05-04',
};
/** Fields are left out more often the deeper they are, so that objects stay small. */
const CHANCES = [1, 0.7, 0.35, 0.22, 0.15, 0.12, 0.08, 0.05];
const DEEPEST = 14;

interface Place {
  readonly holder: JsonMap | Json[];
  readonly key: string;
  readonly path: string;
}

const set =
  (value: Json) =>
  ({ holder, key }: Place): void =>
    void Object.assign(holder, { [key]: value });
const valueAt = ({ holder, key }: Place): Json | undefined =>
  Array.isArray(holder) ? holder[Number(key)] : holder[key];

/** What can be made wrong at a place of an object. Some of it is right at some places. */
const DAMAGES: Readonly<Record<string, (place: Place, whole: JsonMap) => void>> = {
  gone: ({ holder, key }) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  },
  unknown: (place, whole) => {
    const value = valueAt(place);
    Object.assign(isMap(value) ? value : (whole['spec'] ?? {}), { zzz: 1 });
  },
  'another text': set('no such word'),
  fraction: (place) => {
    const value = valueAt(place);
    set(typeof value === 'number' ? value + 0.5 : 7)(place);
  },
  negative: set(-1_000_000),
  map: set({ zzz: 'a' }),
  list: set(['zzz']),
  null: set(null),
  empty: set(''),
  twice: (place) => {
    const value = valueAt(place);
    if (Array.isArray(value) && value[0] !== undefined) value.push(structuredClone(value[0]));
    else set(true)(place);
  },
};

export interface RandomObject {
  readonly object: JsonMap & { readonly apiVersion: string; readonly kind: string };
  /** What was made wrong; undefined where nothing was. */
  readonly change?: string | undefined;
}

export class RandomCustomObjects {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  make(apiVersion: string, kind: string, schema: Schema): RandomObject {
    const { spec, ...others } = jsonRecord(schema['properties']);
    const fields: JsonMap = {};
    for (const [name, field] of Object.entries({ ...others, spec })) {
      if (['apiVersion', 'kind', 'metadata', 'status'].includes(name) || field === undefined) continue;
      fields[name] = this.#value(jsonRecord(field), 0);
    }
    return { object: { ...fields, apiVersion, kind, metadata: { name: 'train' } } };
  }

  /** The same with a field too many, one too few, or one of another type or value. */
  damage({ object }: RandomObject): RandomObject {
    const copy = structuredClone(object);
    const places = [...placesIn(copy, '')].filter(({ path }) => !/^(?:apiVersion|kind|metadata)\b/.test(path));
    const place = this.#pick(places);
    if (!place) return { object };
    const name = this.#pick(Object.keys(DAMAGES)) ?? '';
    DAMAGES[name]?.(place, copy);
    return { object: copy, change: `${place.path}: ${name}` };
  }

  #pick<T>(choices: readonly T[]): T | undefined {
    return choices[Math.floor(this.#random() * choices.length)];
  }

  #value(schema: Schema, depth: number): Json {
    const { enum: allowed, type } = schema;
    if (Array.isArray(allowed)) return this.#pick(allowed) ?? null;
    if (schema['x-kubernetes-int-or-string'] === true)
      return this.#pick([1, 2, '1', '4Gi'].filter((value) => fits(String(value), schema))) ?? 1;
    if (type === 'object' || schema['properties']) return this.#map(schema, depth);
    if (type === 'array') return this.#list(schema, depth);
    if (type === 'boolean') return this.#random() < 0.5;
    if (type === 'integer' || type === 'number') return this.#number(schema);
    if (type === 'string') return this.#text(schema);
    return 'anything';
  }

  #map(schema: Schema, depth: number): Json {
    if (schema['x-kubernetes-embedded-resource'] === true)
      return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'embedded' } };
    const properties = jsonRecord(schema['properties']);
    const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
    const made: JsonMap = {};
    for (const [name, field] of Object.entries(properties)) {
      const isNeeded = required.includes(name);
      if (!isNeeded && (depth > DEEPEST || this.#random() > (CHANCES[depth] ?? 0.03))) continue;
      const value = this.#optional(jsonRecord(field), depth + 1, isNeeded);
      if (value !== undefined) made[name] = value;
    }
    const extra = schema['additionalProperties'];
    if (typeof extra === 'object' && extra !== null && this.#random() < 0.5) {
      const value = this.#optional(jsonRecord(extra), depth + 1, false);
      if (value !== undefined) made['memory'] = value;
    }
    return made;
  }

  #optional(schema: Schema, depth: number, isNeeded: boolean): Json | undefined {
    try {
      return this.#value(schema, depth);
    } catch (error) {
      if (isNeeded || !(error instanceof NoValue)) throw error;
      return undefined;
    }
  }

  #list(schema: Schema, depth: number): Json {
    const least = Number(schema['minItems'] ?? 0);
    const count = Math.max(least, Math.min(Number(schema['maxItems'] ?? 2), this.#random() < 0.7 ? 1 : 2));
    const keys: readonly unknown[] = Array.isArray(schema['x-kubernetes-list-map-keys'])
      ? schema['x-kubernetes-list-map-keys']
      : [];
    const items: Json[] = [];
    const seen = new Set<string>();
    for (let index = 0; index < count; index++) {
      const item = this.#value(jsonRecord(schema['items']), depth + 1);
      const identity = JSON.stringify(isMap(item) && keys.length > 0 ? keys.map((key) => item[String(key)]) : item);
      if (!seen.has(identity) || items.length < least) items.push(item);
      seen.add(identity);
    }
    return items;
  }

  #number(schema: Schema): number {
    const least = Number(schema['minimum'] ?? 0);
    const most = Math.min(Number(schema['maximum'] ?? least + 5), least + 5);
    return least + Math.floor(this.#random() * (most - least + 1));
  }

  #text(schema: Schema): string {
    const made = FORMATS[String(schema['format'])];
    if (made !== undefined) return made;
    const fitting = TEXTS.filter((text) => fits(text, schema));
    const picked = this.#pick(
      schema['pattern'] === undefined && fitting.includes('main') ? ['main', 'a-b', '1'] : fitting,
    );
    if (picked === undefined) throw new NoValue(String(schema['pattern']));
    return picked;
  }
}

function fits(text: string, { pattern, minLength, maxLength }: Schema): boolean {
  if (text.length < Number(minLength ?? 0) || text.length > Number(maxLength ?? 1000)) return false;
  if (typeof pattern !== 'string') return true;
  // Go's way to say it.
  const isCaseless = pattern.includes('(?i)');
  return new RegExp(pattern.replace('(?i)', ''), isCaseless ? 'ui' : 'u').test(text);
}

const isMap = (value: Json | undefined): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function* placesIn(value: JsonMap | Json[], prefix: string): Generator<Place> {
  for (const [key, child] of Object.entries(value)) {
    const path = `${prefix}${key}`;
    yield { holder: value, key, path };
    if (typeof child === 'object' && child !== null) yield* placesIn(child, `${path}.`);
  }
}
