import { type Document, LineCounter, parseAllDocuments, stringify } from 'yaml';
import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { isObject } from '../../domain/deploy/plainData.ts';
import type { Manifest, ManifestText } from '../../domain/cluster/ports.ts';
import { fixManifest } from './fixManifest.ts';

/** A bomb of aliases is refused by the `yaml` package beyond this number. */
const MOST_ALIASES = 100;

/** Reads and prints manifests. Uses the core schema of YAML 1.1 as Kubernetes does, where `yes` and `on` are booleans. */
export const manifestText: ManifestText = {
  parse: (text, path) => {
    const lines = new LineCounter();
    const documents = parseAllDocuments(text, { version: '1.1', merge: true, lineCounter: lines, uniqueKeys: true });
    const manifests: Manifest[] = [];
    if (!Array.isArray(documents)) return ok([]);
    for (const document of documents) {
      const line = lines.linePos(document.range[0]).line;
      const [error] = document.errors;
      if (error) {
        const at = lines.linePos(error.pos[0]);
        return fail(invalid(path, at.line, error.message.split('\n')[0] ?? error.message));
      }
      if (document.contents === null) continue;
      const at = lineOfContents(document.contents.range?.[0], lines, line);
      const value = valueOf(document);
      if (!value.ok) return fail(invalid(path, at, value.failure.message));
      if (value.value === null) continue;
      const found = manifestsOf(value.value, path, at);
      if (!found.ok) return found;
      manifests.push(...found.value);
    }
    return ok(manifests);
  },
  print: (value) => stringify(value, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false }),
  fix: fixManifest,
};

function valueOf(document: Document): Result<unknown> {
  try {
    return ok(document.toJS({ maxAliasCount: MOST_ALIASES }));
  } catch (error) {
    // How the package says that aliases would grow without end, or name nothing.
    if (error instanceof ReferenceError) return fail({ code: 'invalid', message: error.message });
    throw error;
  }
}

function lineOfContents(offset: number | undefined, lines: LineCounter, fallback: number): number {
  return offset === undefined ? fallback : lines.linePos(offset).line;
}

function manifestsOf(value: unknown, path: string, line: number): Result<readonly Manifest[]> {
  if (isList(value)) {
    const all = value.items.map((item) => manifestsOf(item, path, line));
    const failed = all.find((each) => !each.ok);
    return failed && !failed.ok ? failed : ok(all.flatMap((each) => (each.ok ? each.value : [])));
  }
  if (isManifest(value)) return ok([value]);
  return fail(invalid(path, line, t('A manifest needs apiVersion, kind and metadata.name.')));
}

function isList(value: unknown): value is { readonly items: readonly unknown[] } {
  return isObject(value) && value['kind'] === 'List' && Array.isArray(value['items']);
}

function isManifest(value: unknown): value is Manifest {
  if (!isObject(value)) return false;
  const { apiVersion, kind, metadata } = value;
  return (
    typeof apiVersion === 'string' &&
    typeof kind === 'string' &&
    isObject(metadata) &&
    typeof metadata['name'] === 'string'
  );
}

function invalid(path: string, line: number, why: string): Failure {
  const name = path.split(/[/\\]/).at(-1) ?? path;
  return { code: 'invalid', message: `${name}:${line}: ${why}`, location: { path, line, column: 1 } };
}
