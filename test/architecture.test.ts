// The layers of the product, held to docs/architecture.md. A failure names the file and the import: move the code to where it may be
// imported from, or turn the need into an interface of the domain. Do not widen a rule to make a change fit.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { architectureRules } from './support/architectureRules.ts';
import { parseSources, readSources, type SourceTexts } from './support/sourceTree.ts';

const sources = readSources(join(import.meta.dirname, '../src'));

describe('architecture', () => {
  const files = parseSources(sources);
  for (const { name, violations } of architectureRules) {
    it(name, () => assert.deepEqual(violations(files), []));
  }
});

/** A clean tree of three files that the violations are planted beside. */
const clean = new Map([
  ['domain/base/grain.ts', 'export const grain = 1;\n'],
  ['views/shared/row.ts', "import { grain } from '../../domain/base/grain.ts';\nexport const row = () => grain;\n"],
  [
    'adapters/process/start.ts',
    "import { spawn } from 'node:child_process';\nexport const start = () => spawn('true');\n",
  ],
]);

/** Each makes exactly one rule fail, in the real tree too. */
const planted: readonly { readonly breaks: string; readonly what: string; readonly files: Record<string, string> }[] = [
  {
    breaks: 'every file can be read',
    what: 'a slip of the pen',
    files: { 'domain/grow.ts': 'export const grow = (;' },
  },
  {
    breaks: 'every file lives in a layer',
    what: 'a new folder',
    files: { 'services/grow.ts': 'export const grow = 1;' },
  },
  {
    breaks: 'every file lives in a layer',
    what: 'a file beside extension.ts',
    files: { 'grow.ts': 'export const grow = 1;' },
  },
  {
    breaks: 'layers import only what they may',
    what: 'domain -> views as a type',
    files: { 'domain/grow.ts': "import type { row } from '../views/shared/row.ts';\nexport type Grow = typeof row;" },
  },
  {
    breaks: 'layers import only what they may',
    what: 'domain -> adapters inside a type expression',
    files: { 'domain/grow.ts': "export type Grow = import('../adapters/process/start.ts').start;" },
  },
  {
    breaks: 'layers import only what they may',
    what: 'view -> service adapter by dynamic import',
    files: { 'views/grow/grow.ts': "export const grow = () => import('../../adapters/process/start.ts');" },
  },
  {
    breaks: 'layers import only what they may',
    what: 'service adapter -> contributes',
    files: {
      'contributes/crops.ts': 'export const crops = 1;',
      'adapters/grow/grow.ts': "import { crops } from '../../contributes/crops.ts';\nexport const grow = crops;",
    },
  },
  {
    breaks: 'layers import only what they may',
    what: 'adapters/vscode -> service adapter',
    files: { 'adapters/vscode/grow.ts': "import { start } from '../process/start.ts';\nexport const grow = start;" },
  },
  {
    breaks: 'layers import only what they may',
    what: 'page -> view',
    files: { 'webview/grow/grow.ts': "import { row } from '../../views/shared/row.ts';\nexport const grow = row;" },
  },
  {
    breaks: 'feature folders and adapters are islands',
    what: 'view -> view',
    files: {
      'views/crops/crops.ts': 'export const crops = 1;',
      'views/grow/grow.ts': "import { crops } from '../crops/crops.ts';\nexport const grow = crops;",
    },
  },
  {
    breaks: 'feature folders and adapters are islands',
    what: 'adapter -> adapter as a type',
    files: {
      'adapters/crops/crops.ts': 'export const crops = 1;',
      'adapters/grow/grow.ts': "import type { crops } from '../crops/crops.ts';\nexport type Grow = typeof crops;",
    },
  },
  {
    breaks: 'contributes and protocol see the domain as types alone',
    what: 'a value of the domain in protocol',
    files: { 'protocol/grow.ts': "import { grain } from '../domain/base/grain.ts';\nexport const grow = grain;" },
  },
  {
    breaks: 'packages stay in their layers',
    what: 'a package in the domain',
    files: { 'domain/grow.ts': "import { parse } from 'yaml';\nexport const grow = parse;" },
  },
  {
    breaks: 'packages stay in their layers',
    what: 'a package in a page',
    files: { 'webview/grow/grow.ts': "import { parse } from 'yaml';\nexport const grow = parse;" },
  },
  {
    breaks: 'packages stay in their layers',
    what: 'a connection package in language',
    files: {
      'language/grow.ts':
        "import { createConnection } from 'vscode-languageserver/node';\nexport const grow = createConnection;",
    },
  },
  {
    breaks: 'only processes with Node use Node',
    what: 'node in the domain',
    files: { 'domain/grow.ts': "import { join } from 'node:path';\nexport const grow = join;" },
  },
  {
    breaks: 'only processes with Node use Node',
    what: 'node in language, as a type',
    files: { 'language/grow.ts': "import type { Stats } from 'node:fs';\nexport type Grow = Stats;" },
  },
  {
    breaks: 'only processes with Node use Node',
    what: 'node in the part of the server that runs in browsers',
    files: { 'server/grow.ts': "import { join } from 'node:path';\nexport const grow = join;" },
  },
  {
    breaks: 'only processes with Node use Node',
    what: 'a view that reads files',
    files: { 'views/grow/grow.ts': "import { readFile } from 'node:fs/promises';\nexport const grow = readFile;" },
  },
  {
    breaks: 'vscode is used where VS Code is',
    what: 'vscode as a type in the domain',
    files: { 'domain/grow.ts': "import type { Uri } from 'vscode';\nexport type Grow = Uri;" },
  },
  {
    breaks: 'vscode is used where VS Code is',
    what: 'vscode in a service adapter',
    files: { 'adapters/grow/grow.ts': "import { Uri } from 'vscode';\nexport const grow = Uri;" },
  },
  {
    breaks: 'relative imports name an existing file with its ending',
    what: 'an import without .ts',
    files: { 'domain/base/grow.ts': "import { grain } from './grain';\nexport const grow = grain;" },
  },
  {
    breaks: 'relative imports name an existing file with its ending',
    what: 'a computed import',
    files: { 'adapters/grow/grow.ts': 'export const grow = (name: string) => import(name);' },
  },
  {
    breaks: 'there is no import cycle',
    what: 'two files',
    files: {
      'domain/crops.ts': "import { grow } from './grow.ts';\nexport const crops = () => grow;",
      'domain/grow.ts': "import { crops } from './crops.ts';\nexport const grow = () => crops;",
    },
  },
  {
    breaks: 'files have at most 400 lines',
    what: '401 lines',
    files: { 'domain/grow.ts': `export const grow = 1;\n${'//\n'.repeat(400)}` },
  },
  {
    breaks: 'there is no barrel',
    what: 'export from',
    files: { 'domain/base/grow.ts': "export { grain as grow } from './grain.ts';\nexport const grows = 1;" },
  },
  {
    breaks: 'there is no default export',
    what: 'a default export',
    files: { 'domain/grow.ts': 'export const grow = 1;\nexport default grow;' },
  },
  {
    breaks: 'there is no junk drawer',
    what: 'a utils folder',
    files: { 'domain/utils/grow.ts': 'export const grow = 1;' },
  },
  {
    breaks: 'a file is named for what it exports',
    what: 'another name',
    files: { 'domain/grow.ts': 'export const shrink = 1;' },
  },
  {
    breaks: 'a file is named for what it exports',
    what: 'kebab case',
    files: { 'domain/grow-up.ts': 'export const growUp = 1;' },
  },
];

describe('architecture rules', () => {
  const violationsOf = (texts: SourceTexts) => {
    const files = parseSources(texts);
    return new Map(architectureRules.map(({ name, violations }) => [name, violations(files).length]));
  };

  it('find nothing in a clean tree', () => {
    assert.deepEqual(
      [...violationsOf(clean).values()].filter((count) => count > 0),
      [],
    );
  });

  it('each have a planted violation', () => {
    const tested = new Set(planted.map(({ breaks }) => breaks));
    assert.deepEqual(
      architectureRules.map(({ name }) => name).filter((name) => !tested.has(name)),
      [],
    );
  });

  const real = new Map([...clean, ...sources]);
  const before = violationsOf(real);
  for (const { breaks, what, files } of planted) {
    it(`${breaks}: sees ${what}, and no other rule does`, () => {
      const after = violationsOf(new Map([...real, ...Object.entries(files)]));
      const failing = [...after].filter(([name, count]) => count > (before.get(name) ?? 0)).map(([name]) => name);
      assert.deepEqual(failing, [breaks]);
    });
  }
});
