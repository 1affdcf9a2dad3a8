import { parse as parseToml, TomlError } from 'smol-toml';
import { parseDocument } from 'yaml';
import { openBrackets } from '../../domain/base/openBrackets.ts';
import { t } from '../../domain/base/text.ts';
import type { DataValue } from '../../domain/containerize/dataValue.ts';

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
    return {
      ok: true,
      value: dataOf(
        JSON.parse(text, (key, value: unknown) => (key === 'outputs' ? null : value)),
        0,
      ),
    };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, broken: { reason: error.message, ...placeOf(error.message, text) } };
  }
}

/** V8 names the position, and the line only for longer texts. */
function placeOf(message: string, text: string): Pick<Broken, 'line' | 'column'> {
  const position = /at position (\d+)/.exec(message)?.[1];
  const end = /end of JSON input/.test(message) ? text.length : undefined;
  const at = position === undefined ? end : Number(position);
  if (at === undefined) return {};
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function dataOf(value: unknown, depth: number): DataValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === null || value === undefined || depth > MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => dataOf(item, depth + 1));
  if (value instanceof Map) {
    return new Map(
      Array.from(value, ([key, item]: [unknown, unknown]) => [String(key), dataOf(item, depth + 1)] as const),
    );
  }
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object') return typeof value === 'bigint' ? Number(value) : null;
  return new Map(Object.entries(value).map(([key, item]) => [key, dataOf(item, depth + 1)] as const));
}
