#!/usr/bin/env node
// @ts-check
// `trainyard lint` of this checkout, for hooks and pipelines that fetch the repository: what is not built yet is built first.
import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const program = join(root, 'dist/cli.js');

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} folder
 */
function mustRun(command, args, folder) {
  // Its output would stand among the findings.
  const { status, error } = spawnSync(command, args, { cwd: folder, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  console.error(`trainyard: ${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}.`);
  process.exit(2);
}

if (!existsSync(program)) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  if (!existsSync(join(root, 'node_modules/esbuild')))
    mustRun(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], root);
  mustRun(process.execPath, ['scripts/build.mjs', '--only', 'cli'], root);
}
const { status, signal } = spawnSync(process.execPath, [program, 'lint', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(signal === null ? (status ?? 2) : 2);
