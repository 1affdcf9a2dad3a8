// @ts-check
// Bundles the test files that run inside VS Code. The cases are one CommonJS file, because every runner can load that: ours, and that of
// @vscode/test-cli. A module beside it exports `run` for `extensionTestsPath`.
import { cpSync, globSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '../..');

/** @typedef {'trusted' | 'restricted'} SuiteKind Files named `*.restricted.test.ts` run in a window without trust, all others with it. */

/**
 * @param {SuiteKind} kind
 * @returns {Promise<string | undefined>} Path of the module with `run`; undefined when there is no such test file.
 */
export async function bundleSuite(kind) {
  const all = globSync('test/vscode/**/*.test.ts', { cwd: root }).sort();
  const files = all.filter((file) => file.endsWith('.restricted.test.ts') === (kind === 'restricted'));
  if (files.length === 0) return undefined;
  const folder = join(root, 'out/vscode');
  const common = {
    bundle: true,
    platform: /** @type {const} */ ('node'),
    target: 'node22',
    logLevel: /** @type {const} */ ('warning'),
  };
  const imports = files.map((file) => `import ${JSON.stringify(`./${file.replaceAll('\\', '/')}`)};`);
  await Promise.all([
    build({
      ...common,
      stdin: { contents: imports.join('\n'), resolveDir: root, sourcefile: `${kind}-cases.mjs` },
      outfile: join(folder, `${kind}.cases.cjs`),
      format: 'cjs',
      sourcemap: 'inline',
      external: ['vscode', 'mocha', '*.node', 'cpu-features'],
      mainFields: ['module', 'main'],
      // CommonJS has no import.meta.
      define: {
        'import.meta.url': '__suiteUrl',
        'import.meta.dirname': '__dirname',
        'import.meta.filename': '__filename',
      },
      banner: { js: "const __suiteUrl = require('node:url').pathToFileURL(__filename).href;" },
    }),
    build({
      ...common,
      stdin: { contents: suiteModule(kind), resolveDir: root, sourcefile: `${kind}-suite.mjs` },
      outfile: join(folder, `${kind}.mjs`),
      format: 'esm',
      external: ['mocha'],
    }),
  ]);
  return join(folder, `${kind}.mjs`);
}

/** @param {SuiteKind} kind */
const suiteModule = (kind) => `
import { createRequire } from 'node:module';
import { runHostSuite } from './test/harness/hostSuite.mjs';
export const run = () => runHostSuite(async () => void createRequire(import.meta.url)('./${kind}.cases.cjs'));
`;

// @vscode/test-cli only runs what lies there: node test/harness/bundleSuite.mjs
if (import.meta.main) {
  for (const kind of /** @type {const} */ (['trusted', 'restricted'])) await bundleSuite(kind);
  // Suites write into their workspace.
  const workspace = join(root, 'out/vscode/sample');
  rmSync(workspace, { recursive: true, force: true });
  cpSync(join(root, 'sample'), workspace, { recursive: true });
}
