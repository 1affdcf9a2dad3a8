// @ts-check
// `npm run package`: out/trainyard.vsix, built from the sources as they are. The same sources give the same bytes.
import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { atExit } from './lib/atExit.mjs';
import { continueOnNode24 } from './lib/node24.mjs';
import { mustRun, runProgram } from './lib/runProgram.mjs';

await continueOnNode24(import.meta.url);
atExit(() => undefined);
const root = resolve(import.meta.dirname, '..');
const target = join(root, 'out/trainyard.vsix');

/** Seconds since 1970 that stand in the package for every file: SOURCE_DATE_EPOCH, the last commit's, or a fixed day outside a repository. */
async function sourceDate() {
  const given = process.env['SOURCE_DATE_EPOCH'];
  if (given) return given;
  const { code, stdout } = await runProgram('git', ['log', '-1', '--format=%ct'], { cwd: root });
  return code === 0 && /^\d+\s*$/.test(stdout) ? stdout.trim() : '1577836800';
}

await mustRun(process.execPath, ['scripts/build.mjs'], { cwd: root });
const { writeSbom } = await import('./sbom.mjs');
const packages = writeSbom(root);
mkdirSync(join(root, 'out'), { recursive: true });
const output = await mustRun(
  process.execPath,
  [
    join(root, 'node_modules/@vscode/vsce/vsce'),
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    target,
  ],
  { cwd: root, env: { SOURCE_DATE_EPOCH: await sourceDate() } },
);
console.log(output.trim());
console.log(`${target}: ${(statSync(target).size / 1e6).toFixed(2)} MB with ${packages.length} packages of others`);
process.exit(0);
