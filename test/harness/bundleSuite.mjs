// @ts-check
// Bundles test files that run inside VS Code into one module with a `run` function.
import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '../..');

// CommonJS packages inside an ES module bundle look for these three.
const banner = [
  "import{createRequire as __suiteRequire}from'node:module';",
  "import{fileURLToPath as __suitePath}from'node:url';",
  "import{dirname as __suiteDirname}from'node:path';",
  'const require=__suiteRequire(import.meta.url),__filename=__suitePath(import.meta.url),__dirname=__suiteDirname(__filename);',
].join('');

/**
 * @param {'trusted' | 'restricted'} kind Files named `*.restricted.test.ts` run in a window without trust, all others with it.
 * @returns {Promise<string | undefined>} Path of the module; undefined when there is no such test file.
 */
export async function bundleSuite(kind) {
  const all = globSync('test/vscode/**/*.test.ts', { cwd: root }).sort();
  const files = all.filter((file) => file.endsWith('.restricted.test.ts') === (kind === 'restricted'));
  if (files.length === 0) return undefined;
  const outfile = join(root, 'out/vscode', `${kind}.mjs`);
  // Dynamic imports stay inside the one file, but run only when describe and it exist.
  const loads = files.map((file) => `await import(${JSON.stringify(`./${file.replaceAll('\\', '/')}`)});`);
  const contents = `import { runHostSuite } from './test/harness/hostSuite.mjs';\nexport const run = () => runHostSuite(async () => {\n${loads.join('\n')}\n});\n`;
  await build({
    stdin: { contents, resolveDir: root, sourcefile: `${kind}-suite.mjs` },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    sourcemap: 'inline',
    external: ['vscode', 'mocha', '*.node', 'cpu-features'],
    mainFields: ['module', 'main'],
    banner: { js: banner },
    logLevel: 'warning',
  });
  return outfile;
}
