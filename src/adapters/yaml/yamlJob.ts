import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  parseDocument,
  stringify,
  type Tags,
  visit,
  type YAMLMap,
} from 'yaml';
import type { ManifestEdit, WantedManifest } from '../../domain/cluster/ports.ts';
import type { ManifestFix } from '../../domain/scheduling/diagnosis.ts';
import { fixManifest } from './fixManifest.ts';

/** Something to do with YAML that takes long for large texts. Question and answer are data, so that a thread can do it. */
export type YamlJob =
  | { readonly kind: 'documents'; readonly text: string }
  | { readonly kind: 'entries'; readonly text: string }
  | { readonly kind: 'print'; readonly values: readonly unknown[] }
  | { readonly kind: 'fix'; readonly text: string; readonly wanted: WantedManifest; readonly fix: ManifestFix };

/** What is wrong, in the words of the `yaml` package, which are English. */
interface YamlError {
  readonly message: string;
  /** Counts from 1. */
  readonly line: number;
}

export interface YamlDocument {
  /** Of its first content. */
  readonly line: number;
  /** Its content. */
  readonly json?: string;
  readonly error?: YamlError;
}

/** An entry of a list in a file. `wrong`: its aliases name nothing, or would grow without end. */
export interface YamlEntry {
  readonly line: number;
  readonly json?: string;
  readonly wrong?: string;
}

/** A file that is an object, and the lists in it entry by entry, so that one bad entry spoils no other. */
export interface YamlEntries {
  readonly kind: 'object' | 'empty' | 'other';
  readonly error?: YamlError;
  /** Top-level fields that are text. */
  readonly texts: Readonly<Record<string, string>>;
  /** Top-level fields that are lists. */
  readonly lists: Readonly<Record<string, readonly YamlEntry[]>>;
}

export interface YamlAnswers {
  readonly documents: readonly YamlDocument[];
  readonly entries: YamlEntries;
  readonly print: string;
  readonly fix: readonly ManifestEdit[] | null;
}

/** A bomb of aliases is refused by the `yaml` package beyond this number. */
const MOST_ALIASES = 100;
/** As Kubernetes has it: YAML 1.1, where `yes` and `on` are booleans, but dates stay text. Source: sigs.k8s.io/yaml, go-yaml v2. */
const OF_KUBERNETES = {
  version: '1.1',
  merge: true,
  customTags: (tags: Tags): Tags => tags.filter((tag) => !isTimestamp(tag)),
  // Unique keys are checked below, because that takes quadratic time in `yaml`.
  uniqueKeys: false,
  logLevel: 'silent',
} as const;

/** What is in the texts is given as JSON: strings go from thread to thread at once, and each is read when it is its turn. */
export function runYamlJob(job: YamlJob): YamlAnswers[YamlJob['kind']] {
  switch (job.kind) {
    case 'documents':
      return documentsOf(job.text);
    case 'entries':
      return entriesOf(job.text);
    case 'print':
      return job.values.map(printed).join('---\n');
    case 'fix':
    default:
      return fixManifest(job.text, job.wanted, job.fix) ?? null;
  }
}

function isTimestamp(tag: Tags[number]): boolean {
  const name = typeof tag === 'string' ? tag : tag.tag;
  return name.endsWith('timestamp');
}

const printed = (value: unknown) => stringify(value, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });

export function documentsOf(text: string): readonly YamlDocument[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { ...OF_KUBERNETES, lineCounter: lines });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document): readonly YamlDocument[] => {
    const line = lineAt(document.contents?.range?.[0] ?? document.range[0]);
    const [error] = document.errors;
    if (error) return [{ line, error: { message: firstLine(error.message), line: lineAt(error.pos[0]) } }];
    if (document.contents === null) return [];
    const twice = keyTwice(document);
    if (twice) return [{ line, error: { message: 'Map keys must be unique', line: lineAt(twice) } }];
    const read = plain(() => document.toJS({ maxAliasCount: MOST_ALIASES }));
    if (read.wrong !== undefined) return [{ line, error: { message: read.wrong, line } }];
    return read.json === 'null' ? [] : [{ line, ...read }];
  });
}

/** Where a key stands that its map has already. `<<` may stand in it more than once. */
function keyTwice(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Map: (_key, map) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key) || key.source === '<<') continue;
        if (seen.has(key.value)) {
          found = key.range?.[0];
          return visit.BREAK;
        }
        seen.add(key.value);
      }
      return undefined;
    },
  });
  return found;
}

function entriesOf(text: string): YamlEntries {
  const lines = new LineCounter();
  const document = parseDocument(text.replace(/^\uFEFF/, ''), {
    lineCounter: lines,
    logLevel: 'silent',
    uniqueKeys: false,
  });
  const root = document.contents;
  const [error] = document.errors;
  if (error) {
    const message = firstLine(error.message);
    return { kind: 'other', error: { message, line: error.linePos?.[0].line ?? 1 }, texts: {}, lists: {} };
  }
  if (!isMap(root)) return { kind: root === null ? 'empty' : 'other', texts: {}, lists: {} };
  const fields = topFields(root);
  return {
    kind: 'object',
    texts: Object.fromEntries(fields.flatMap(([name, node]) => textOf(name, node))),
    lists: Object.fromEntries(
      fields.flatMap(([name, node]) => {
        if (!isSeq(node)) return [];
        const entries = node.items.filter(isMap).map((item): YamlEntry => {
          const line = lines.linePos(item.range?.[0] ?? 0).line;
          return { line, ...plain(() => item.toJS(document, { maxAliasCount: MOST_ALIASES }) as unknown) };
        });
        return [[name, entries] as const];
      }),
    ),
  };
}

/** Of a name that stands there twice the first one. */
function topFields(root: YAMLMap): readonly (readonly [string, unknown])[] {
  const fields = new Map<string, unknown>();
  for (const { key, value } of root.items)
    if (isScalar(key) && typeof key.value === 'string' && !fields.has(key.value)) fields.set(key.value, value);
  return [...fields];
}

function textOf(name: string, node: unknown): readonly (readonly [string, string])[] {
  return isScalar(node) && typeof node.value === 'string' ? [[name, node.value]] : [];
}

/** The parser throws for too many aliases and for aliases of nothing. */
function plain(make: () => unknown): { readonly json: string; readonly wrong?: never } | { readonly wrong: string } {
  try {
    return { json: JSON.stringify(make()) };
  } catch (error) {
    if (error instanceof ReferenceError) return { wrong: error.message };
    throw error;
  }
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '');
}
