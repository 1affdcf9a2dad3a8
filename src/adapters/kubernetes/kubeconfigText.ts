import { dirname, resolve } from 'node:path';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { clusterOf, type EntryReader, userOf } from './kubeconfigEntries.ts';
import type { KubeCluster, KubeUser } from './kubeconfig.ts';
import { asRecord, type JsonRecord } from '../http/json.ts';
import { Breather } from '../process/breather.ts';
import type { YamlEntries } from '../yaml/yamlJob.ts';
import type { YamlRunner } from '../yaml/yamlRunner.ts';

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

/**
 * Reads a kubeconfig. Never fails: what is wrong is told, and the rest is used. Files that it names are not looked at. A thousand clusters
 * are five megabytes and half a second, in which others get their turn.
 */
export async function parseKubeconfig(path: string, text: string, yaml: YamlRunner): Promise<ParsedKubeconfig> {
  const problems: string[] = [];
  const { kind, error, texts, lists } = await yaml.run({ kind: 'entries', text });
  if (kind !== 'object') {
    const words = error?.message ?? (kind === 'empty' ? t('The file is empty') : t('The file is not a kubeconfig'));
    problems.push(placed(path, error?.line ?? 1, words));
    return { path, clusters: new Map(), users: new Map(), contexts: new Map(), problems };
  }
  const current = texts['current-context'];
  const breather = new Breather();
  const file = { path, folder: dirname(resolve(path)), lists, problems, breather };
  return {
    path,
    ...(current === undefined || current === '' ? {} : { currentContext: current }),
    clusters: await entries(file, 'clusters', 'cluster', clusterOf),
    users: await entries(file, 'users', 'user', userOf),
    contexts: await entries(file, 'contexts', 'context', contextEntryOf),
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
  readonly lists: YamlEntries['lists'];
  readonly problems: string[];
  readonly breather: Breather;
}

async function entries<T>(
  { path, folder, lists, problems, breather }: OpenFile,
  list: string,
  key: string,
  read: (name: string, reader: EntryReader) => T,
): Promise<ReadonlyMap<string, Entry<T>>> {
  const found = new Map<string, Entry<T>>();
  for (const { line, json, wrong: unread } of Object.hasOwn(lists, list) ? (lists[list] ?? []) : []) {
    await breather.breathe();
    const told = (words: string): void => void problems.push(placed(path, line, words));
    if (unread !== undefined) told(unread);
    const record = asRecord(json && JSON.parse(json));
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
