import { dirname, resolve } from 'node:path';
import { type Document, isMap, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { clusterOf, type EntryReader, userOf } from './kubeconfigEntries.ts';
import type { KubeCluster, KubeUser } from './kubeconfig.ts';
import { asRecord, type JsonRecord } from '../http/json.ts';

/** Something with a name in a kubeconfig. */
export interface Entry<T> {
  readonly value: T;
  /** Counts from 1. */
  readonly line: number;
  /** Why it cannot be used, with file and line. */
  readonly problem?: string;
}

export interface ContextEntry {
  readonly cluster: string;
  readonly user: string;
  readonly namespace: string;
}

/** What stands in one file. Of entries with the same name the first counts, and the others are a problem. */
export interface ParsedKubeconfig {
  readonly path: string;
  readonly currentContext?: string;
  readonly clusters: ReadonlyMap<string, Entry<KubeCluster>>;
  readonly users: ReadonlyMap<string, Entry<KubeUser>>;
  readonly contexts: ReadonlyMap<string, Entry<ContextEntry>>;
  readonly problems: readonly string[];
}

/** Reads a kubeconfig. Never fails: what is wrong is told, and the rest is used. Files that it names are not looked at. */
export function parseKubeconfig(path: string, text: string): ParsedKubeconfig {
  const problems: string[] = [];
  const lines = new LineCounter();
  // Unique keys are not checked, because that takes quadratic time in `yaml`.
  const options = { lineCounter: lines, logLevel: 'silent', uniqueKeys: false } as const;
  const document = parseDocument(text.replace(/^\uFEFF/, ''), options);
  const root = document.contents;
  const [error] = document.errors;
  if (error || !isMap(root)) {
    const reason = error?.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '');
    const words = reason ?? (root === null ? t('The file is empty') : t('The file is not a kubeconfig'));
    problems.push(placed(path, error?.linePos?.[0].line ?? 1, words));
    return { path, clusters: new Map(), users: new Map(), contexts: new Map(), problems };
  }
  const current = root.get('current-context');
  const file = { path, folder: dirname(resolve(path)), document, root, lines, problems };
  return {
    path,
    ...(typeof current === 'string' && current !== '' ? { currentContext: current } : {}),
    clusters: entries(file, 'clusters', 'cluster', clusterOf),
    users: entries(file, 'users', 'user', userOf),
    contexts: entries(file, 'contexts', 'context', contextEntryOf),
    problems,
  };
}

const contextEntryOf = (_name: string, reader: EntryReader): ContextEntry => ({
  cluster: reader.text('cluster') ?? '',
  user: reader.text('user') ?? '',
  namespace: reader.text('namespace') || 'default',
});

interface OpenFile {
  readonly path: string;
  readonly folder: string;
  readonly document: Document;
  readonly root: YAMLMap;
  readonly lines: LineCounter;
  readonly problems: string[];
}

function entries<T>(
  { path, folder, document, root, lines, problems }: OpenFile,
  list: string,
  key: string,
  read: (name: string, reader: EntryReader) => T,
): ReadonlyMap<string, Entry<T>> {
  const found = new Map<string, Entry<T>>();
  const items = root.get(list, true);
  for (const item of isSeq(items) ? items.items : []) {
    if (!isMap(item)) continue;
    const line = lines.linePos(item.range?.[0] ?? 0).line;
    const told = (words: string): void => void problems.push(placed(path, line, words));
    const record = asRecord(toPlain(() => item.toJS(document, { maxAliasCount: 100 }), told));
    // Its aliases are wrong, which was told.
    if (record === undefined) continue;
    const name = record.get('name');
    if (typeof name !== 'string' || name === '') {
      told(t('An entry of {0} has no name', list));
    } else if (found.has(name)) {
      told(t('{0} is in {1} twice; the first one counts', plainLine(name), list));
    } else {
      const reader = new Reader(record.get(key), folder);
      const value = read(name, reader);
      const [wrong] = reader.wrong;
      found.set(name, { value, line, ...(wrong === undefined ? {} : { problem: placed(path, line, wrong) }) });
    }
  }
  return found;
}

/** `path:line: words`, as editors make a link of it. */
export function placed(path: string, line: number, words: string): string {
  return `${path}:${line}: ${plainLine(words)}`;
}

/** The parser throws for too many aliases and for aliases of nothing. */
function toPlain(make: () => unknown, onError: (why: string) => void): unknown {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    onError(error.message);
    return undefined;
  }
}

class Reader implements EntryReader {
  readonly raw: object;
  readonly record: JsonRecord | undefined;
  readonly wrong: string[] = [];
  readonly #folder: string;

  constructor(entry: unknown, folder: string) {
    this.record = asRecord(entry);
    this.raw = typeof entry === 'object' && entry !== null ? entry : {};
    this.#folder = folder;
  }

  text(key: string, value: unknown = this.record?.get(key)): string | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value;
    this.wrong.push(t('{0} must be text; put it in quotes', key));
    return undefined;
  }

  flag(key: string): boolean {
    return this.record?.get(key) === true;
  }

  absolute(path: string): string {
    return resolve(this.#folder, path);
  }

  path(key: string, value?: unknown): string | undefined {
    const path = this.text(key, value);
    return path ? this.absolute(path) : undefined;
  }

  pem(key: string, value?: unknown): Buffer | undefined {
    const text = this.text(key, value);
    if (!text) return undefined;
    const bytes = Buffer.from(text, 'base64');
    if (bytes.includes('-----BEGIN ')) return bytes;
    this.wrong.push(t('{0} is not a PEM text in base64', key));
    return undefined;
  }
}
