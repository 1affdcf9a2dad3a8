// @ts-check
// `npm run check`: everything that can be found without running the product, side by side, each with its time.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { atExit } from './lib/atExit.mjs';
import { continueOnNode24 } from './lib/node24.mjs';
import { describeCounts } from './lib/phases.mjs';
import { runProgram } from './lib/runProgram.mjs';

await continueOnNode24(import.meta.url);
atExit(() => undefined);
const root = resolve(import.meta.dirname, '..');
const timeoutMs = 300_000;

/** Name, and the program of node_modules with its arguments. @type {readonly (readonly [string, string, ...string[]])[]} */
const checks = [
  ['types', 'typescript/bin/tsc', '--noEmit', '-p', '.'],
  // The domain may know no process, the pages no Node: each is compiled once with only what it has.
  ['types of the domain', 'typescript/bin/tsc', '--noEmit', '-p', 'src/domain'],
  ['types of the pages', 'typescript/bin/tsc', '--noEmit', '-p', 'src/webview'],
  ['lint', 'oxlint/bin/oxlint', '--type-aware', '--deny-warnings', '--report-unused-disable-directives'],
  ['format', '@biomejs/biome/bin/biome', 'format', '.'],
  ['unused code', 'knip/bin/knip.js', '--no-progress'],
];

/**
 * @param {string} name
 * @param {readonly string[]} args
 * @returns {Promise<boolean>}
 */
async function runCheck(name, args) {
  const { code, output, seconds } = await runProgram(process.execPath, args, { cwd: root, timeoutMs });
  const isGood = code === 0;
  console.log(`${isGood ? 'ok    ' : 'FAILED'} ${name.padEnd(20)} ${seconds.toFixed(1).padStart(6)} s`);
  if (!isGood) console.log(output.trimEnd());
  return isGood;
}

if (!existsSync(join(root, 'node_modules'))) {
  const { installDependencies } = await import('./lib/npm.mjs');
  await installDependencies(root);
}
const results = await Promise.all([
  ...checks.map(([name, program, ...args]) => runCheck(name, [join(root, 'node_modules', program), ...args])),
  runCheck('texts collected', ['scripts/l10n.mjs', '--check']),
]);
const passed = results.filter(Boolean).length;
const failed = results.length - passed;
console.log(describeCounts({ passed, failed, skipped: 0 }));
process.exit(failed > 0 ? 1 : 0);
