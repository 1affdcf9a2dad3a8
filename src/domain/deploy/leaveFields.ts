import { parsedJson } from '../base/parsedJson.ts';
import type { Manifest } from '../cluster/ports.ts';
import { fieldOf, isEqualData, isObject } from './plainData.ts';

/** In the place of what goes away. */
const GONE = Symbol('gone');

/**
 * The manifest without fields, so that an apply leaves them to whoever manages them. Fields are named as the server names them in a conflict:
 * `.spec.template.spec.containers[name="main"].image`. One that the manifest does not have is passed over.
 */
export function leaveFields(manifest: Manifest, fields: readonly string[]): Manifest {
  return fields.reduce<Manifest>((rest, field) => {
    const left = without(rest, field.startsWith('.') || field.startsWith('[') ? field : `.${field}`);
    return isManifest(left) ? left : rest;
  }, manifest);
}

function isManifest(data: unknown): data is Manifest {
  return typeof fieldOf(data, 'kind') === 'string' && typeof fieldOf(data, 'metadata', 'name') === 'string';
}

function without(data: unknown, path: string): unknown {
  if (path === '') return GONE;
  if (path.startsWith('.') && isObject(data)) return withoutKey(data, path.slice(1));
  if (path.startsWith('[') && Array.isArray(data)) return withoutEntry(data, path);
  return data;
}

/** Names may have dots themselves, and the server does not quote them: the longest that is there is meant. */
function withoutKey(data: Readonly<Record<string, unknown>>, path: string): unknown {
  const [key] = Object.keys(data)
    .filter((name) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`))
    .toSorted((a, b) => b.length - a.length);
  if (key === undefined) return data;
  const left = without(data[key], path.slice(key.length));
  // An empty map would be applied as such.
  const isGone = left === GONE || (left !== data[key] && isObject(left) && Object.keys(left).length === 0);
  const others = Object.entries(data).filter(([name]) => name !== key);
  return isGone
    ? Object.fromEntries(others)
    : Object.fromEntries(Object.entries(data).map(([name, value]) => [name, name === key ? left : value]));
}

function withoutEntry(data: readonly unknown[], path: string): unknown {
  const selector = selectorOf(path);
  if (!selector) return data;
  const at = data.findIndex((entry, index) => selector.fits(entry, index));
  if (at < 0) return data;
  const left = without(data[at], path.slice(selector.length));
  return left === GONE ? data.toSpliced(at, 1) : data.with(at, left);
}

interface Selector {
  readonly length: number;
  readonly fits: (entry: unknown, index: number) => boolean;
}

const PAIR = /^([A-Za-z0-9_-]*)=("(?:[^"\\]|\\.)*"|[^,\]]*)/;

/** `[name="main"]`, `[containerPort=80,protocol="TCP"]`, `["value"]` as `[="value"]`, `[3]`. Source: structured-merge-diff, `PathElement`. */
function selectorOf(path: string): Selector | undefined {
  const index = /^\[(\d+)\]/.exec(path);
  if (index) return { length: index[0].length, fits: (_entry, at) => at === Number(index[1]) };
  const pairs: { readonly key: string; readonly value: unknown }[] = [];
  let at = 1;
  for (;;) {
    const pair = PAIR.exec(path.slice(at));
    if (!pair) return undefined;
    const [whole, key = '', text = ''] = pair;
    pairs.push({ key, value: valueOf(text) });
    at += whole.length;
    const next = path[at];
    at += 1;
    if (next === ']') break;
    if (next !== ',') return undefined;
  }
  const fits = (entry: unknown) =>
    pairs.every(({ key, value }) =>
      isEqualData(key === '' ? entry : (fieldOf(entry, key) ?? DEFAULTS.get(key)), value),
    );
  return { length: at, fits };
}

/** Keys of lists that a manifest may leave out. */
const DEFAULTS: ReadonlyMap<string, unknown> = new Map([['protocol', 'TCP']]);

function valueOf(text: string): unknown {
  const value = parsedJson(text);
  // Not as JSON writes it: as it stands.
  return value === undefined ? text : value;
}
