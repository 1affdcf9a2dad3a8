// What a user downloads: exactly the allowed files, small, without anything that phones home, the same bytes from the same sources.
// `npm run package` must have run. A budget that is exceeded is raised only with a reason in the commit.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { manifestText } from '../src/adapters/yaml/manifestText.ts';
import { mustRun } from '../scripts/lib/runProgram.mjs';
import { outdatedFiles, ruleFiles } from '../scripts/ruleFiles.mjs';
import { bytesAtLoad, expectedNames, packagesIn, readOutputs } from './support/packageContents.ts';
import { LanguageServer } from './support/languageServer.ts';
import { readManifest } from './support/manifest.ts';
import { readZip } from './support/readZip.ts';

const root = join(import.meta.dirname, '..');
const file = join(root, 'out/trainyard.vsix');
const KIB = 1024;

/** What is loaded together, in KiB: measured, and a tenth more. */
const BUDGETS: readonly (readonly [what: string, holds: string, kib: number])[] = [
  ['the chunk with dockerode and our adapter of it', 'node_modules/dockerode/', 300],
  ['the chunk with the language client', 'node_modules/vscode-languageclient/', 480],
];
const SERVER_KIB = 700;
const EXTENSION_KIB = 80;
const PAGE_KIB = 120;

const LICENSES = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Unlicense',
]);
const TELEMETRY =
  /telemetry|applicationinsights|analytics|sentry|segment|amplitude|mixpanel|posthog|datadog|newrelic|bugsnag|opentelemetry/i;

describe('package', () => {
  const contents = readZip(file);
  const outputs = readOutputs(root);
  const names = [...contents.keys()].sort();
  const textOf = (name: string) => contents.get(name)?.toString('utf8') ?? '';

  it('holds exactly the allowed files', () => assert.deepEqual(names, expectedNames(root, outputs)));

  it('an extra file is seen', () => {
    assert.notDeepEqual([...names, 'extension/dist/extra.js'].sort(), expectedNames(root, outputs));
  });

  it('holds no source, test, map or installed package', () => {
    assert.deepEqual(
      names.filter((name) => /\.(ts|map|mts|cts)$|\/(src|test|bench|node_modules)\//.test(name)),
      [],
    );
    const withMaps = names.filter((name) => name.endsWith('.js') && textOf(name).includes('//# sourceMappingURL='));
    assert.deepEqual(withMaps, []);
  });

  it('names no folder of the machine that built it', () => {
    const folders = [root, homedir(), process.execPath];
    const naming = names.filter((name) => folders.some((folder) => folder.length > 5 && textOf(name).includes(folder)));
    assert.deepEqual(naming, []);
  });

  it('comes with the pages of all rules as they are', async () => {
    const { files, problems } = await ruleFiles();
    assert.deepEqual(outdatedFiles(files), [], 'run: node scripts/ruleFiles.mjs');
    assert.deepEqual(problems, []);
  });

  it('brings the thread along that reads large texts of YAML', async () => {
    const worker = new URL('../dist/yamlWorker.js', import.meta.url);
    const values = Array.from({ length: 5000 }, (_, at) => ({ at, text: `some text of ${at}` }));
    assert.match(await manifestText(worker).print(values), /at: 4999\n/);
  });

  it('is at most as large as the goal of the benches says', () => {
    const { goals }: { goals: { id: string; max?: number }[] } = JSON.parse(
      readFileSync(join(root, 'bench/goals.json'), 'utf8'),
    );
    const limit = goals.find(({ id }) => id === 'vsix-size')?.max;
    assert.ok(limit !== undefined && statSync(file).size / 1e6 <= limit, `${statSync(file).size} bytes`);
  });

  it(`loads at most ${EXTENSION_KIB} KiB when it starts`, () => {
    const bytes = bytesAtLoad(outputs, 'dist/extension.js');
    assert.ok(bytes > 0 && bytes <= EXTENSION_KIB * KIB, `${(bytes / KIB).toFixed(1)} KiB`);
  });

  it(`has a language server of at most ${SERVER_KIB} KiB`, () => {
    const bytes = bytesAtLoad(outputs, 'dist/server.js');
    assert.ok(bytes > 0 && bytes <= SERVER_KIB * KIB, `${(bytes / KIB).toFixed(1)} KiB`);
  });

  it('has a language server that answers', async () => {
    const server = await LanguageServer.start('file:///w/pod.yaml', { program: join(root, 'dist/server.js') });
    await server.open('yaml', 'apiVersion: v1\nkind: Pod\nmetadata:\n  nam: a\n');
    const { diagnostics } = await server.diagnosticsOf(1);
    assert.ok(diagnostics.some(({ code }) => code === 'k8s-unknown-field'));
    await server.stop();
  });

  for (const [what, holds, kib] of BUDGETS) {
    it(`keeps ${what} under ${kib} KiB, apart from what is loaded at the start`, () => {
      const found = [...outputs].filter(([, { inputs }]) => Object.keys(inputs).some((input) => input.includes(holds)));
      assert.ok(found.length > 0, `no output holds ${holds}`);
      const atStart = new Set<string>();
      bytesAtLoad(outputs, 'dist/extension.js', atStart);
      for (const [path, { bytes }] of found) {
        assert.ok(!atStart.has(path), `${path} is loaded at the start`);
        assert.ok(bytes <= kib * KIB, `${path}: ${(bytes / KIB).toFixed(1)} KiB`);
      }
    });
  }

  it(`has pages of at most ${PAGE_KIB} KiB each`, () => {
    const large = [...outputs].filter(
      ([path, { bytes }]) => path.startsWith('dist/webview/') && bytes > PAGE_KIB * KIB,
    );
    assert.deepEqual(
      large.map(([path]) => path),
      [],
    );
  });

  it('holds no program that sends telemetry', () => {
    assert.deepEqual(
      [...packagesIn(outputs)].filter((name) => TELEMETRY.test(name)),
      [],
    );
    const { dependencies } = readManifest(root);
    assert.deepEqual(
      Object.keys(dependencies).filter((name) => TELEMETRY.test(name)),
      [],
    );
  });

  it('names every bundled package, its licence and its bytes', () => {
    const sbom: { components: { name: string; licenses: { expression: string }[]; hashes: { content: string }[] }[] } =
      JSON.parse(textOf('extension/dist/sbom.cdx.json'));
    const listed = new Set(sbom.components.map(({ name }) => name));
    assert.deepEqual(
      [...packagesIn(outputs)].filter((name) => !listed.has(name)),
      [],
    );
    assert.deepEqual(
      [...listed].filter((name) => !packagesIn(outputs).has(name)),
      [],
    );
    const notices = textOf('extension/dist/THIRD_PARTY_NOTICES.txt');
    for (const { name, licenses, hashes } of sbom.components) {
      assert.ok(notices.includes(`\n${name} `), `${name} is missing in the notices`);
      assert.ok(
        licenses.every(({ expression }) => LICENSES.has(expression)),
        `${name}: ${JSON.stringify(licenses)}`,
      );
      assert.match(hashes[0]?.content ?? '', /^[0-9a-f]{128}$/, name);
    }
  });

  it('has the same bytes when it is made again', async function () {
    this.timeout(120_000);
    const original = readFileSync(file);
    const make = async () => {
      await mustRun(process.execPath, ['scripts/package.mjs'], { cwd: root, env: { SOURCE_DATE_EPOCH: '1700000000' } });
      return sha256(file);
    };
    try {
      assert.equal(await make(), await make());
    } finally {
      writeFileSync(file, original);
    }
  });
});

const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
