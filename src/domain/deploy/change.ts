import { fieldOf, isEqualData, isObject, type PlainData, plainObject, sortedData } from './plainData.ts';
import { maskedVersions } from '../cluster/maskedObject.ts';

/** A value that an apply would change, with its place as one reads it: `spec.template.spec.containers[main].image`. */
export interface Change {
  readonly path: string;
  /** Absent: it is not there yet. */
  readonly before?: PlainData;
  /** Absent: it goes away. */
  readonly after?: PlainData;
}

/** Both sides of a comparison, fit to be written as YAML: names in order, without what the server keeps for itself. */
export interface ChangeSides {
  readonly before?: PlainData;
  readonly after: PlainData;
}

/** What the server writes of its own accord and nobody applies. */
const SERVER_FIELDS: readonly (readonly string[])[] = [
  ['status'],
  ['metadata', 'managedFields'],
  ['metadata', 'resourceVersion'],
  ['metadata', 'uid'],
  ['metadata', 'generation'],
  ['metadata', 'creationTimestamp'],
  ['metadata', 'selfLink'],
  ['metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration'],
  ['metadata', 'annotations', 'deployment.kubernetes.io/revision'],
];
/** What tells the entries of a list apart, by the first of these that all have and that differs. Source: `listMapKey` of the API's types. */
const LIST_KEYS = ['name', 'containerPort', 'port', 'mountPath', 'key', 'type', 'ip', 'uid', 'topologyKey'] as const;

/**
 * What differs between the object as it is and as the server says that it would be (the answer of a dry run). Both hold the server's defaults,
 * so these never show up. Without `live` the manifest itself is what is new.
 */
export function changesOf(live: unknown, planned: unknown): readonly Change[] {
  const changes: Change[] = [];
  compare('', { before: withoutServerFields(live), after: withoutServerFields(planned) }, changes);
  return changes;
}

/**
 * Both sides as data for a diff editor. What is equal on both sides and not in the manifest, thus mostly defaults, is left out; without a
 * manifest everything stays.
 */
export function changeSides(live: unknown, planned: unknown, manifest?: unknown): ChangeSides {
  const after = withoutServerFields(planned);
  if (live === undefined) {
    const shown = manifest === undefined ? after : withoutServerFields(manifest);
    return { after: sortedData(shown) };
  }
  const before = withoutServerFields(live);
  if (manifest === undefined) return { before: sortedData(before), after: sortedData(after) };
  return {
    before: sortedData(withoutDefaults(before, after, manifest) ?? {}),
    after: sortedData(withoutDefaults(after, before, manifest) ?? {}),
  };
}

/** Both sides as they may be shown: values of secrets are masked, and `(changed)` stands behind one that differs. */
export function shownSides(live: unknown, planned: unknown, manifest?: unknown): ChangeSides {
  const { before, after } = changeSides(live, planned, manifest);
  const [old, now] = maskedVersions(plainObject(before), plainObject(after));
  const side = (data: unknown) => inReadingOrder(sortedData(data));
  return before === undefined ? { after: side(now) } : { before: side(old), after: side(now) };
}

/** What people look for first, as in manifests that they write. */
const READ_FIRST = ['apiVersion', 'kind', 'metadata', 'name', 'namespace'];

function inReadingOrder(data: PlainData): PlainData {
  if (Array.isArray(data)) return data.map(inReadingOrder);
  if (!isObject(data)) return data;
  const names = Object.keys(data);
  const first = READ_FIRST.filter((name) => names.includes(name));
  const ordered = [...first, ...names.filter((name) => !first.includes(name))];
  return Object.fromEntries(ordered.map((name) => [name, inReadingOrder(sortedData(data[name]))]));
}

/** `path: before -> after`, one a line, for places without a diff editor: a tooltip, a log, a test. */
export function changeText(changes: readonly Change[]): string {
  return changes
    .map(({ path, before, after }) => {
      if (before === undefined) return `+ ${path}: ${shortText(after)}`;
      return after === undefined
        ? `- ${path}: ${shortText(before)}`
        : `~ ${path}: ${shortText(before)} -> ${shortText(after)}`;
    })
    .join('\n');
}

function shortText(data: PlainData | undefined): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return text !== undefined && text.length > 200 ? `${text.slice(0, 199)}…` : (text ?? '');
}

function compare(
  path: string,
  { before, after }: { readonly before: unknown; readonly after: unknown },
  changes: Change[],
): void {
  if (isEqualData(before, after)) return;
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    for (const name of Array.from(names).toSorted()) {
      compare(joined(path, name), { before: fieldOf(before, name), after: fieldOf(after, name) }, changes);
    }
    return;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const key = listKey(before, after);
    if (key !== undefined) {
      compareEntries(path, { before, after, key }, changes);
      return;
    }
  }
  changes.push({
    path,
    ...(before === undefined ? {} : { before: sortedData(before) }),
    ...(after === undefined ? {} : { after: sortedData(after) }),
  });
}

function compareEntries(
  path: string,
  {
    before,
    after,
    key,
  }: { readonly before: readonly unknown[]; readonly after: readonly unknown[]; readonly key: string },
  changes: Change[],
): void {
  const old = byKey(before, key);
  const now = byKey(after, key);
  const names = Array.from(new Set([...old.keys(), ...now.keys()]));
  const start = changes.length;
  for (const name of names) {
    compare(`${path}[${name}]`, { before: old.get(name), after: now.get(name) }, changes);
  }
  // The same entries in another order: for init containers that is a change.
  if (changes.length === start) changes.push({ path, before: sortedData(before), after: sortedData(after) });
}

/** Undefined when the entries are no objects, or nothing tells them apart. */
function listKey(before: readonly unknown[], after: readonly unknown[]): string | undefined {
  return LIST_KEYS.find((key) =>
    [before, after].every((list) => {
      const values = list.map((entry) => fieldOf(entry, key));
      const isNamed = values.every((value) => typeof value === 'string' || typeof value === 'number');
      return isNamed && new Set(values).size === values.length;
    }),
  );
}

function byKey(list: readonly unknown[], key: string): ReadonlyMap<string, unknown> {
  return new Map(list.map((entry) => [String(fieldOf(entry, key)), entry]));
}

/** Names with dots and slashes stand in brackets: `metadata.labels[app.kubernetes.io/name]`. */
function joined(path: string, name: string): string {
  if (!/^[A-Za-z0-9_-]+$/.test(name)) return `${path}[${name}]`;
  return path === '' ? name : `${path}.${name}`;
}

/** What is left of an object without what the server keeps for itself, as its status. */
export function withoutServerFields(object: unknown): unknown {
  return SERVER_FIELDS.reduce((rest, path) => without(rest, path), object);
}

function without(data: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined || !isObject(data) || !Object.hasOwn(data, name)) return data;
  const others = Object.entries(data).filter(([key]) => key !== name);
  if (rest.length === 0) return Object.fromEntries(others);
  const inner = without(data[name], rest);
  const isEmptied = isObject(inner) && Object.keys(inner).length === 0;
  return isEmptied ? Object.fromEntries(others) : { ...data, [name]: inner };
}

/** `data` without what `other` has too and the manifest does not name. */
function withoutDefaults(data: unknown, other: unknown, manifest: unknown): unknown {
  if (isEqualData(data, other) && manifest === undefined) return undefined;
  if (isObject(data)) {
    const kept = Object.keys(data).flatMap((name) => {
      const value = withoutDefaults(fieldOf(data, name), fieldOf(other, name), fieldOf(manifest, name));
      return value === undefined ? [] : [[name, value] as const];
    });
    return Object.fromEntries(kept);
  }
  if (!Array.isArray(data)) return data;
  const others: readonly unknown[] = Array.isArray(other) ? other : [];
  const named: readonly unknown[] = Array.isArray(manifest) ? manifest : [];
  const key = listKey(data, [...others]);
  if (key === undefined || listKey(named, []) === undefined) return data;
  const otherEntries = byKey(others, key);
  const namedEntries = byKey(named, key);
  return data.map((entry) => {
    const name = String(fieldOf(entry, key));
    // An entry that the manifest does not have keeps what tells it apart.
    return withoutDefaults(entry, otherEntries.get(name), namedEntries.get(name) ?? Object.fromEntries([[key, name]]));
  });
}
