import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { isObject } from '../../domain/deploy/plainData.ts';
import type { Manifest, ManifestText } from '../../domain/cluster/ports.ts';
import { Breather } from '../process/breather.ts';
import { YamlRunner } from './yamlRunner.ts';

/** Reads and prints manifests as Kubernetes reads them. */
export function manifestText(workerFile?: URL): ManifestText {
  const runner = new YamlRunner(workerFile);
  return {
    parse: async (text, path) => {
      const manifests: Manifest[] = [];
      const breather = new Breather();
      for (const { line, json, error } of await runner.run({ kind: 'documents', text })) {
        if (error) return fail(invalid(path, error.line, error.message));
        await breather.breathe();
        const found = manifestsOf(json && JSON.parse(json), path, line);
        if (!found.ok) return found;
        manifests.push(...found.value);
      }
      return ok(manifests);
    },
    data: async (text) => {
      const [first] = await runner.run({ kind: 'documents', text });
      const value: unknown = JSON.parse(first?.json ?? 'null');
      return value ?? undefined;
    },
    print: (...values) => runner.run({ kind: 'print', values }),
    fix: async (text, wanted, fix) => (await runner.run({ kind: 'fix', text, wanted, fix })) ?? undefined,
  };
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
