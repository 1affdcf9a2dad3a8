import { BOOLEAN, INTEGER, NUMBER, STRING } from '../yaml/plainScalar.ts';
import { isJsonRecord, type JsonRecord } from './jsonRecord.ts';
import { needlessFields } from './needlessFields.ts';
import { objectMetaSchema } from './objectMetaSchema.ts';
import { LIST_TYPE, MAP_TYPE, type PackKind, type PackNode, type PackRule, type SchemaPack } from './schemaPack.ts';

/** A schema as it comes: of a CRD, of a cluster's OpenAPI or of Kubernetes' swagger. Everything in it is looked at before it is used. */
export type JsonSchema = JsonRecord;

/** What a kind's schema is from. */
export interface KindFacts {
  /** Kubernetes' own types: what the schema does not name is nothing to prune, and `metadata` is described in it. */
  readonly isBuiltIn?: boolean;
  /** The CRD calls this version deprecated. */
  readonly isDeprecated?: boolean;
  /** Minor versions of Kubernetes that serve it; 0 is no bound. */
  readonly since?: number;
  readonly until?: number;
}

type Draft = { -readonly [Key in keyof PackNode]: PackNode[Key] };

/** How a subtree is read: `values` restrict what another schema describes, so they close nothing. */
type Mode = 'built-in' | 'crd' | 'values';

const TYPES: Readonly<Record<string, number>> = {
  object: MAP_TYPE,
  array: LIST_TYPE,
  string: STRING,
  integer: INTEGER,
  number: INTEGER | NUMBER,
  boolean: BOOLEAN,
};
/** How controller-gen writes a resource.Quantity. */
const QUANTITY = '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|';
/** Levels of one schema; a bound for files made to hurt. The deepest CRDs have 40. */
const MOST_LEVELS = 200;

/** Makes a pack of schemas: equal subtrees become one node, so the PodSpec that a hundred kinds copy is stored once. */
export class SchemaInterner {
  readonly #nodes: PackNode[] = [];
  readonly #ids = new Map<string, number>();
  readonly #kinds = new Map<string, PackKind>();
  readonly #rules: PackRule[] = [];
  readonly #ruleIds = new Map<string, number>();
  readonly #definitions: Readonly<Record<string, JsonSchema>>;
  readonly #describe: (node: number, property: string, text: string) => void;
  /** Nodes of definitions; undefined while one is being read. */
  readonly #named = new Map<string, number | undefined>();
  #depth = 0;

  /**
   * @param options.definitions What `$ref` points to, by the last part of the reference.
   * @param options.describe Is told what is said of each property, under the node that it ends up in.
   */
  constructor(
    options: {
      readonly definitions?: Readonly<Record<string, JsonSchema>>;
      readonly describe?: (node: number, property: string, text: string) => void;
    } = {},
  ) {
    this.#definitions = options.definitions ?? {};
    this.#describe = options.describe ?? (() => undefined);
  }

  add(apiVersion: string, kind: string, schema: JsonSchema, facts: KindFacts = {}): void {
    const { isBuiltIn = false, isDeprecated = false, since = 0, until = 0 } = facts;
    const node = isBuiltIn ? this.#intern(schema, 'built-in') : this.#intern(withObjectMeta(schema), 'crd');
    this.#kinds.set(`${apiVersion} ${kind}`, {
      n: node,
      ...(since > 0 && { s: since }),
      ...(until > 0 && { u: until }),
      ...(isBuiltIn && { b: 1 }),
      ...(isDeprecated && { d: 1 }),
    });
  }

  pack(): SchemaPack {
    return { format: 1, nodes: this.#nodes, kinds: Object.fromEntries(this.#kinds), cel: this.#rules };
  }

  #intern(given: JsonSchema, mode: Mode): number {
    const schema = given['x-kubernetes-embedded-resource'] === true ? asObject(given) : given;
    if (typeof schema['$ref'] === 'string') return this.#reference(schema['$ref'].split('/').pop() ?? '', mode);
    const single = onlyPart(schema);
    if (single) return this.#intern(single, mode);
    if (this.#depth > MOST_LEVELS) return this.#unique({});
    this.#depth++;
    const node: Draft = {};
    readTypes(node, schema);
    readLimits(node, schema);
    this.#readStructure(node, schema, mode);
    this.#readJunctors(node, schema);
    this.#readRules(node, schema);
    this.#depth--;
    const id = this.#unique(node);
    for (const [name, property] of Object.entries(recordOf(schema['properties']) ?? {})) {
      const text = recordOf(property)?.['description'];
      if (typeof text === 'string' && text !== '') this.#describe(id, name, text);
    }
    return id;
  }

  #unique(node: Draft): number {
    const key = JSON.stringify(node);
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#nodes.push(node) - 1;
      this.#ids.set(key, id);
    }
    return id;
  }

  #reference(name: string, mode: Mode): number {
    const special = specialType(name);
    if (special) return this.#unique(special);
    const known = this.#named.get(name);
    if (known !== undefined) return known;
    // Refers to itself (JSONSchemaProps does): open from here on.
    if (this.#named.has(name)) return this.#unique({});
    this.#named.set(name, undefined);
    const id = this.#intern(withoutNeedless(name, this.#definitions[name] ?? {}), mode);
    this.#named.set(name, id);
    return id;
  }

  #readStructure(node: Draft, schema: JsonSchema, mode: Mode): void {
    const items = recordOf(schema['items']);
    if (items) node.i = this.#intern(items, mode);
    const properties = recordOf(schema['properties']);
    if (properties) this.#readProperties(node, properties, mode);
    const extra = recordOf(schema['additionalProperties']);
    if (extra) node.x = this.#intern(extra, mode);
    const required = requiredOf(schema, mode);
    if (required.length > 0) node.r = required;
    const given = mode === 'crd' ? givenOf(properties ?? {}) : [];
    if (given.length > 0) node.g = given;
    const isMap = schema['type'] === 'object' || properties !== undefined;
    if (isMap && !extra && isOpen(schema, mode)) node.o = 1;
    const versions = versionsOf(schema);
    if (versions) node.s = versions;
  }

  #readProperties(node: Draft, properties: JsonSchema, mode: Mode): void {
    const ids = new Map<string, number>();
    for (const name of Object.keys(properties).toSorted())
      ids.set(name, this.#intern(recordOf(properties[name]) ?? {}, mode));
    node.p = Object.fromEntries(ids);
  }

  #readJunctors(node: Draft, schema: JsonSchema): void {
    if (node.q !== undefined) return;
    for (const [name, key] of [
      ['anyOf', 'any'],
      ['oneOf', 'one'],
      ['allOf', 'all'],
    ] as const) {
      const parts = schema[name];
      if (!Array.isArray(parts)) continue;
      const ids = parts.map((part: unknown) => this.#intern(recordOf(part) ?? {}, 'values'));
      // A branch that restricts nothing restricts nothing.
      if (name === 'anyOf' && ids.some((id) => Object.keys(this.#nodes[id] ?? {}).length === 0)) continue;
      node[key] = ids;
    }
    const not = recordOf(schema['not']);
    if (not) node.not = this.#intern(not, 'values');
  }

  #readRules(node: Draft, schema: JsonSchema): void {
    const rules = schema['x-kubernetes-validations'];
    if (!Array.isArray(rules)) return;
    const ids = rules.flatMap((entry: unknown) => this.#ruleId(recordOf(entry) ?? {}));
    if (ids.length > 0) node.v = ids;
  }

  #ruleId({ rule, message, messageExpression }: JsonSchema): readonly number[] {
    if (typeof rule !== 'string') return [];
    const entry: PackRule = {
      rule: rule.trim(),
      ...(typeof message === 'string' && { message: message.trim() }),
      ...(typeof messageExpression === 'string' && { messageExpression: messageExpression.trim() }),
    };
    const key = JSON.stringify(entry);
    let id = this.#ruleIds.get(key);
    if (id === undefined) {
      id = this.#rules.push(entry) - 1;
      this.#ruleIds.set(key, id);
    }
    return [id];
  }
}

function recordOf(value: unknown): JsonRecord | undefined {
  return isJsonRecord(value) ? value : undefined;
}

/** `allOf` with one reference is how OpenAPI v3 puts a default beside a reference. */
function onlyPart(schema: JsonSchema): JsonSchema | undefined {
  const parts = schema['allOf'];
  if (!Array.isArray(parts) || parts.length !== 1) return undefined;
  const part = recordOf(parts[0]);
  return part && typeof part['$ref'] === 'string' ? part : undefined;
}

/** Types that the published schema says too little of. */
function specialType(name: string): Draft | undefined {
  if (name.endsWith('api.resource.Quantity')) return { t: STRING | INTEGER | NUMBER, q: 'quantity' };
  if (name.endsWith('util.intstr.IntOrString')) return { t: STRING | INTEGER, q: 'int-or-string' };
  if (name.endsWith('runtime.RawExtension')) return { t: MAP_TYPE, o: 1 };
  return undefined;
}

/** Whether keys that are not named stay. */
function isOpen(schema: JsonSchema, mode: Mode): boolean {
  if (schema['x-kubernetes-preserve-unknown-fields'] === true || schema['additionalProperties'] === true) return true;
  return mode === 'values' || (mode === 'built-in' && schema['properties'] === undefined);
}

/** What `npm run schemas` notes of properties that are not in every version of Kubernetes. */
function versionsOf(schema: JsonSchema): Readonly<Record<string, readonly [number, number]>> | undefined {
  const noted = recordOf(schema['x-versions']);
  if (!noted) return undefined;
  const entries = Object.entries(noted).flatMap(([name, bounds]) => {
    const list: readonly unknown[] = Array.isArray(bounds) ? bounds : [];
    const [since, until] = list;
    return typeof since === 'number' && typeof until === 'number' ? [[name, [since, until] as const] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** An embedded object must say what it is; its `metadata` is checked as that of an object. */
function asObject(schema: JsonSchema): JsonSchema {
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  return { ...withObjectMeta(schema), required: [...required, 'apiVersion', 'kind'] };
}

function withObjectMeta(schema: JsonSchema): JsonSchema {
  const properties = recordOf(schema['properties']);
  return {
    ...schema,
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      ...properties,
      metadata: objectMetaSchema,
    },
  };
}

function readTypes(node: Draft, schema: JsonSchema): void {
  const { type, pattern, format } = schema;
  const hasBoth = schema['x-kubernetes-int-or-string'] === true || format === 'int-or-string';
  if (hasBoth) {
    node.t = STRING | INTEGER;
    node.q = typeof pattern === 'string' && pattern.startsWith(QUANTITY) ? 'quantity' : 'int-or-string';
  } else {
    const bits = [type]
      .flat()
      .reduce<number>((sum, name) => sum | (typeof name === 'string' ? (TYPES[name] ?? 0) : 0), 0);
    if (bits !== 0) node.t = bits;
    if (typeof format === 'string' && FORMATS.has(format)) node.f = format;
  }
  const choices = schema['enum'];
  if (Array.isArray(choices)) node.e = choices.filter(isChoice);
  if (typeof pattern === 'string' && node.q !== 'quantity') node.m = pattern;
}

/** Formats that the API server checks and we do; others say nothing. */
const FORMATS = new Set(['int32', 'int64', 'date-time', 'date', 'byte', 'ipv4', 'ipv6', 'cidr', 'uuid', 'duration']);

function isChoice(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function readLimits(node: Draft, schema: JsonSchema): void {
  const least = numberOf(schema['minimum']);
  const most = numberOf(schema['maximum']);
  if (least !== undefined || most !== undefined) {
    const bounds = [least ?? null, most ?? null] as const;
    const excluded = [schema['exclusiveMinimum'] === true, schema['exclusiveMaximum'] === true] as const;
    node.n = excluded.includes(true) ? [...bounds, ...excluded] : bounds;
  }
  for (const [from, to] of LENGTHS) {
    const shortest = numberOf(schema[from]);
    const longest = numberOf(schema[to]);
    if (shortest !== undefined || longest !== undefined) node.l = [shortest ?? 0, longest ?? null];
  }
  const listType = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'];
  if (listType === 'map' && Array.isArray(keys)) node.k = keys.filter((key) => typeof key === 'string');
  if (listType === 'set') node.k = [];
}

const LENGTHS = [
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
] as const;

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function withoutNeedless(name: string, schema: JsonSchema): JsonSchema {
  const { required } = schema;
  if (!Array.isArray(required)) return schema;
  return { ...schema, required: required.filter((property) => !needlessFields.has(`${name}.${property}`)) };
}

function givenOf(properties: JsonSchema): readonly string[] {
  return Object.keys(properties)
    .filter((name) => recordOf(properties[name])?.['default'] !== undefined)
    .toSorted();
}

/** What must be written: a required property with a default is filled in by the API server. */
function requiredOf(schema: JsonSchema, mode: Mode): readonly string[] {
  const { required } = schema;
  if (!Array.isArray(required)) return [];
  const properties = recordOf(schema['properties']) ?? {};
  return required
    .filter((name) => typeof name === 'string')
    .filter((name) => !isFilledIn(recordOf(properties[name])?.['default'], mode))
    .toSorted();
}

/** Kubernetes' own OpenAPI names Go's empty value of every field as its default; nobody fills that in. */
function isFilledIn(value: unknown, mode: Mode): boolean {
  if (mode !== 'built-in') return value !== undefined;
  const isEmptyMap = recordOf(value) !== undefined && Object.keys(recordOf(value) ?? {}).length === 0;
  return value !== undefined && value !== '' && value !== 0 && value !== false && !isEmptyMap;
}
