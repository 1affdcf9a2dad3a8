import { COMPOSE_SHAPES } from './composeShapes.ts';

/** What a value of a Compose file may be. */
export interface ComposeShape {
  /** Letters of `COMPOSE_SHAPES`; empty when no scalar is allowed. */
  readonly scalars: string;
  /** The words that a text may be; empty for any. */
  readonly words: readonly string[];
  readonly items: ComposeShape | undefined;
  /** Of a map with any keys. */
  readonly values: ComposeShape | undefined;
  /** The name in `COMPOSE_SHAPES` of a map with known fields. */
  readonly fields: string | undefined;
}

const known = new Map<string, ComposeShape>();

/** Jobs, and hooks that are containers of their own, have the fields of a service and these. Those of services alone are not told from them. */
const LIKE_SERVICES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Job: { 'triggers!': '@Triggers' },
  PreStart: { per_replica: 'bt' },
};

function fieldsOf(name: string): Readonly<Record<string, string>> {
  const own = Object.hasOwn(LIKE_SERVICES, name) ? LIKE_SERVICES[name] : undefined;
  return own ? { ...COMPOSE_SHAPES['Service'], ...own } : (COMPOSE_SHAPES[name] ?? {});
}

/** The shape that a notation stands for. */
export function composeShape(notation: string): ComposeShape {
  let shape = known.get(notation);
  if (!shape) {
    shape = readShape(notation);
    known.set(notation, shape);
  }
  return shape;
}

/** A field of a map, or undefined when there is none of that name. */
export function composeField(fields: string, key: string): ComposeShape | undefined {
  const shapes = fieldsOf(fields);
  const notation = Object.hasOwn(shapes, key)
    ? shapes[key]
    : Object.hasOwn(shapes, `${key}!`)
      ? shapes[`${key}!`]
      : undefined;
  return notation === undefined ? undefined : composeShape(notation);
}

/** Fields that a map must have. */
export function requiredFields(fields: string): readonly string[] {
  return Object.keys(fieldsOf(fields)).flatMap((key) => (key.endsWith('!') ? key.slice(0, -1) : []));
}

/** Names of all fields. */
export function fieldNames(fields: string): readonly string[] {
  return Object.keys(fieldsOf(fields)).map((key) => key.replace(/!$/, ''));
}

function readShape(notation: string): ComposeShape {
  const shape: { -readonly [Key in keyof ComposeShape]: ComposeShape[Key] } = {
    scalars: '',
    words: [],
    items: undefined,
    values: undefined,
    fields: undefined,
  };
  for (let at = 0; at < notation.length; at++) {
    const character = notation.charAt(at);
    if (character === ' ') continue;
    const end = character === '[' || character === '{' ? closing(notation, at) : endOfWord(notation, at);
    const inner = notation.slice(at + 1, end);
    if (character === '[') shape.items = composeShape(inner);
    else if (character === '{') shape.values = composeShape(inner);
    else if (character === '@') shape.fields = inner;
    else if (character === '=') {
      shape.words = inner.split(',');
      shape.scalars += 't';
    } else shape.scalars += notation.slice(at, end);
    at = end;
  }
  return shape;
}

function endOfWord(notation: string, from: number): number {
  const end = notation.indexOf(' ', from);
  return end < 0 ? notation.length : end;
}

function closing(notation: string, from: number): number {
  let depth = 0;
  for (let at = from; at < notation.length; at++) {
    if ('[{'.includes(notation.charAt(at))) depth++;
    else if (']}'.includes(notation.charAt(at)) && --depth === 0) return at;
  }
  return notation.length;
}
