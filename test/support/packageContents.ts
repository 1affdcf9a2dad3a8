// What a package may hold, and what the bundler put where.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Output {
  readonly bytes: number;
  readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
  readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
}
export type Outputs = ReadonlyMap<string, Output>;

export function readOutputs(root: string): Outputs {
  const metafile: Record<string, { outputs: Record<string, Output> }> = JSON.parse(
    readFileSync(join(root, 'out/metafile.json'), 'utf8'),
  );
  return new Map(Object.values(metafile).flatMap(({ outputs }) => Object.entries(outputs)));
}

/** Bytes of an output and of all that is loaded with it; dynamic imports are not. */
export function bytesAtLoad(outputs: Outputs, path: string, seen: Set<string> = new Set()): number {
  const output = outputs.get(path);
  if (!output || seen.has(path)) return 0;
  seen.add(path);
  const inner = output.imports.filter(({ kind, external }) => kind === 'import-statement' && external !== true);
  return output.bytes + inner.reduce((sum, one) => sum + bytesAtLoad(outputs, one.path, seen), 0);
}

/** Package names in the bundles. */
export function packagesIn(outputs: Outputs): Set<string> {
  const inputs = [...outputs.values()].flatMap((output) => Object.keys(output.inputs));
  return new Set(
    inputs.flatMap((input) => {
      const after = input.split('node_modules/').at(-1);
      if (after === undefined || after === input) return [];
      return after
        .split('/')
        .slice(0, after.startsWith('@') ? 2 : 1)
        .join('/');
    }),
  );
}

/** Names that the packaging tool gives our files, by their path in the checkout. */
const RENAMED = new Map([
  ['README.md', 'readme.md'],
  ['CHANGELOG.md', 'changelog.md'],
  ['LICENSE', 'LICENSE.txt'],
]);
const OWN_FILES = [
  'package.json',
  'package.nls*.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'NOTICE',
  'l10n/bundle.l10n*.json',
  'sample/*',
  'sample/.dockerignore',
];
const OWN_FOLDERS = ['media', 'schemas', 'syntaxes'];
/** The project that the walkthrough opens; what it writes when it runs stays out. */
const SAMPLE = ['sample/*.*', 'sample/Dockerfile', 'sample/.dockerignore'];
const WRITTEN = ['dist/sbom.cdx.json', 'dist/THIRD_PARTY_NOTICES.txt'];

/** Every name that the package must hold, sorted: what the bundler wrote, our own files, and nothing else. */
export function expectedNames(root: string, outputs: Outputs): string[] {
  const patterns = [...OWN_FILES, ...OWN_FOLDERS.map((folder) => `${folder}/**/*.*`), ...SAMPLE];
  const own = globSync(patterns, { cwd: root });
  const all = [...own, ...WRITTEN, ...outputs.keys()].map((path) => path.replaceAll('\\', '/'));
  const inside = all.map((path) => `extension/${RENAMED.get(path) ?? path}`);
  return ['[Content_Types].xml', 'extension.vsixmanifest', ...inside].sort();
}
