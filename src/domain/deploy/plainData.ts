/** JSON as it was parsed. Names in it are those of the API and of users, so it is read with the functions here and never by plain access. */
export type PlainData = null | boolean | number | string | readonly PlainData[] | PlainObject;
export interface PlainObject {
  readonly [name: string]: PlainData;
}

/** An object of the API as the server has it. Anything that is no JSON object reads as an empty one. */
export function plainObject(value: unknown): PlainObject {
  return isPlainObject(value) ? value : {};
}

function isPlainObject(value: unknown): value is PlainObject {
  return isObject(value);
}

export function objectAt(object: PlainObject, name: string): PlainObject {
  return plainObject(object[name]);
}

/** The objects of a list. */
export function listAt(object: PlainObject, name: string): readonly PlainObject[] {
  return listOf(object[name]).filter(isPlainObject);
}

/** Numbers and booleans as text. */
export function textAt(object: PlainObject, name: string): string | undefined {
  const value = object[name];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/** Own values only: a field may be called `constructor`. */
export function fieldOf(data: unknown, ...path: readonly string[]): unknown {
  let value = data;
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

export function isObject(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

/** The entries of a list; none for anything else. */
export function listOf(data: unknown): readonly unknown[] {
  return Array.isArray(data) ? data : [];
}

export function textOf(data: unknown): string | undefined {
  return typeof data === 'string' ? data : undefined;
}

/** A copy with the names of all objects in order, so that two of the same content have the same text. Undefined is left out. */
export function sortedData(data: unknown): PlainData {
  if (Array.isArray(data)) return data.map(sortedData);
  if (isObject(data)) {
    const names = Object.keys(data).filter((name) => data[name] !== undefined);
    return Object.fromEntries(names.toSorted().map((name) => [name, sortedData(data[name])]));
  }
  if (data === null || typeof data === 'boolean' || typeof data === 'number' || typeof data === 'string') return data;
  throw new Error(`not JSON: ${typeof data}`);
}

/** Equal as JSON, whatever the order of names. */
export function isEqualData(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((value, index) => isEqualData(value, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isEqualData(a[name], b[name]))
  );
}

/**
 * The JSON merge patch (RFC 7386) that makes `to` of `from`; undefined when they are equal. Lists are replaced as a whole. A `null` in `to`
 * cannot be told from an absent field, which is how the Kubernetes API reads it too.
 */
export function mergePatch(from: unknown, to: unknown): PlainData | undefined {
  if (isEqualData(from, to)) return undefined;
  if (!isObject(from) || !isObject(to)) return sortedData(to);
  const patch = new Map<string, PlainData>();
  for (const name of Object.keys(from)) if (!Object.hasOwn(to, name)) patch.set(name, null);
  for (const name of Object.keys(to)) {
    const part = mergePatch(Object.hasOwn(from, name) ? from[name] : undefined, to[name]);
    if (part !== undefined) patch.set(name, part);
  }
  return Object.fromEntries(patch);
}
