import { parse as parseToml, TomlError } from 'smol-toml';
import { parseDocument } from 'yaml';
import { openBrackets } from '../../domain/base/openBrackets.ts';
import { t } from '../../domain/base/text.ts';
import type { DataValue } from '../../domain/containerize/dataValue.ts';
import { jsonErrorOffset } from './jsonPlace.ts';

/** Where a file is broken; lines and columns count from 1. */
export interface Broken {
  readonly reason: string;
  readonly line?: number;
  readonly column?: number;
}

export type Parsed = { readonly ok: true; readonly value: DataValue } | { readonly ok: false; readonly broken: Broken };

/** Deeper values are dropped: no file of a project needs them, and a recursive reader must not run out of stack. */
const MAX_DEPTH = 64;
/** More brackets that are open at once are not parsed at all. */
const MAX_OPEN = 1000;

export function parseTomlText(text: string): Parsed {
  try {
    return { ok: true, value: dataOf(parseToml(text), 0) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n')[0] ?? error.message;
    return { ok: false, broken: { reason, line: error.line, column: error.column } };
  }
}

/** The first document of a YAML file. Aliases are bounded by the parser. */
export function parseYamlText(text: string): Parsed {
  if (openBrackets(text) > MAX_OPEN) return { ok: false, broken: { reason: t('The values are nested too deeply.') } };
  const document = parseDocument(text, { logLevel: 'silent', uniqueKeys: false });
  const [error] = document.errors;
  // A file of several documents is not wrong; only the first is looked at.
  if (error && error.code !== 'MULTIPLE_DOCS') {
    const [start] = error.linePos ?? [];
    const reason = error.message.split('\n')[0] ?? error.message;
    return { ok: false, broken: { reason, ...(start ? { line: start.line, column: start.col } : {}) } };
  }
  try {
    return { ok: true, value: dataOf(document.toJS({ mapAsMap: true, maxAliasCount: 100 }), 0) };
  } catch (cause) {
    // The parser throws ReferenceError for too many aliases and for aliases of nothing.
    if (!(cause instanceof ReferenceError)) throw cause;
    return { ok: false, broken: { reason: cause.message } };
  }
}

/** A notebook without its outputs, which can be a thousand times its code. */
export function parseNotebookText(text: string): Parsed {
  try {
    return { ok: true, value: dataOf(JSON.parse(text), 0, OUTPUTS) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const before = text.slice(0, jsonErrorOffset(text)).split('\n');
    // V8 quotes a part of the text; the place says more.
    const reason = error.message.replace(/, (?:\.\.\.)?".*$/s, '').replace(/ in JSON at position.*$/, '');
    return { ok: false, broken: { reason, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 } };
  }
}

const OUTPUTS = new Set(['outputs']);
const NOTHING: ReadonlySet<string> = new Set();

function dataOf(value: unknown, depth: number, dropped = NOTHING): DataValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === null || value === undefined || depth > MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => dataOf(item, depth + 1, dropped));
  if (value instanceof Map) {
    const entries = Array.from(value, ([key, item]: [unknown, unknown]) => [String(key), item] as const);
    return new Map(entries.map(([key, item]) => [key, dataOf(item, depth + 1, dropped)] as const));
  }
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object') return typeof value === 'bigint' ? Number(value) : null;
  const kept = Object.entries(value).filter(([key]) => !dropped.has(key));
  return new Map(kept.map(([key, item]) => [key, dataOf(item, depth + 1, dropped)] as const));
}
