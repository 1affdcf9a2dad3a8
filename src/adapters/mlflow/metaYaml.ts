import { statSync } from 'node:fs';
import { documentsOf } from '../yaml/yamlJob.ts';
import { readText } from './storeFiles.ts';
import type { StoreProblem } from './storeProblem.ts';

/** Top-level fields of a small YAML file. Lists are not kept: nothing that is shown is one. */
export interface Meta {
  readonly fields: ReadonlyMap<string, MetaValue>;
  /** It could not be read whole; what could be read is in `fields`. */
  readonly problem?: StoreProblem;
}

export type MetaValue = string | number | ReadonlyMap<string, string>;

/** Bytes; MLflow's own are below 1 KB, but a schema of a data set stands in one too. */
const MOST_BYTES = 1024 * 1024;

const FRESH_MS = 1_000;
/** The thread of a store has nothing else to do meanwhile. */
const PAUSES_MS = [2, 10, 40];

/** A line as MLflow writes most of them: a name and a scalar that needs no more than a look. */
const SIMPLE_LINE =
  /^([A-Za-z_]\w*): (?:(null|\{\}|\[\])|(-?\d{1,15})|'([^'\n]*)'|([A-Za-z/][^\s'"#:,[\]{}]*(?::[^\s'"#:,[\]{}]+)*))$/;
/** Words that are no texts in YAML 1.1. */
const SPECIAL_WORD = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** Reads `meta.yaml` and its like. The parser for all of YAML takes half a millisecond for a file, and a store has thousands. */
export function readMeta(path: string): Meta {
  const text = settledText(path);
  if (text.endsWith('\n')) return parseMeta(text, path);
  // PyYAML ends every file with a new line: the program was killed, or is still writing.
  const lines = text.split('\n');
  const { fields } = parseMeta(`${lines.slice(0, -1).join('\n')}\n`, path);
  return { fields, problem: { reason: 'half-written', path, line: lines.length } };
}

/** A program that writes the file now empties it first and is done a moment later; one that was killed has left it long ago. */
function settledText(path: string): string {
  let text = readText(path, MOST_BYTES);
  for (const pause of PAUSES_MS) {
    if (text.endsWith('\n') || Date.now() - statSync(path).mtimeMs > FRESH_MS) break;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    text = readText(path, MOST_BYTES);
  }
  return text;
}

export function textField({ fields }: Meta, name: string): string | undefined {
  const value = fields.get(name);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberField({ fields }: Meta, name: string): number | undefined {
  const value = fields.get(name);
  return typeof value === 'number' ? value : undefined;
}

export function mapField({ fields }: Meta, name: string): ReadonlyMap<string, string> {
  const value = fields.get(name);
  return value instanceof Map ? value : new Map<string, string>();
}

function parseMeta(text: string, path: string): Meta {
  const simple = simpleFields(text);
  if (simple) return { fields: simple };
  const [document] = documentsOf(text);
  if (!document) return { fields: new Map() };
  if (document.error) {
    const { message, line } = document.error;
    // What stands in the lines before it, as far as they are simple.
    const before = text.split('\n').slice(0, line - 1);
    const fields = new Map(before.flatMap((each) => [...(simpleFields(each) ?? [])]));
    return { fields, problem: { reason: 'bad-yaml', path, line, detail: message } };
  }
  const value: unknown = JSON.parse(document.json ?? 'null');
  return { fields: new Map(entriesOf(value).flatMap(([name, field]) => kept(name, field))) };
}

/** Undefined when a line is anything else. */
function simpleFields(text: string): ReadonlyMap<string, MetaValue> | undefined {
  const fields = new Map<string, MetaValue>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, name, nothing, number, quoted, plain] = SIMPLE_LINE.exec(line) ?? [];
    if (name === undefined || fields.has(name) || (plain !== undefined && SPECIAL_WORD.test(plain))) return undefined;
    if (nothing !== undefined) continue;
    fields.set(name, number === undefined ? (quoted ?? plain ?? '') : Number(number));
  }
  return fields;
}

function kept(name: string, value: unknown): readonly (readonly [string, MetaValue])[] {
  if (typeof value === 'string' || typeof value === 'number') return [[name, value]];
  if (typeof value === 'boolean') return [[name, String(value)]];
  const inner = entriesOf(value).filter(([, each]) => typeof each !== 'object');
  return inner.length > 0 ? [[name, new Map(inner.map(([key, each]) => [key, String(each)]))]] : [];
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}
