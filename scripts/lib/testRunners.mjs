// @ts-check
// The two kinds of test runs: test files on Node, and the suite inside VS Code.
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from './atExit.mjs';
import { node24 } from './node24.mjs';
import { readCounts } from './phases.mjs';
import { runProgram } from './runProgram.mjs';

/** @typedef {import('./phases.mjs').Outcome} Outcome */

/**
 * @typedef {object} MochaOptions
 * @property {string} root The checkout.
 * @property {string} name Of the report, unique within a run.
 * @property {readonly string[]} files Patterns below the checkout.
 * @property {readonly string[]} [except] Files that another phase runs.
 * @property {number} testTimeoutMs
 * @property {number} [timeoutMs] For the whole run.
 * @property {string | undefined} grep
 * @property {NodeJS.ProcessEnv} [env]
 */

/**
 * Runs test files on Node 24, straight from TypeScript.
 * @param {MochaOptions} options
 * @param {(text: string) => void} write
 * @returns {Promise<Outcome>}
 */
export async function runNodeTests(
  { root, name, files, except = [], testTimeoutMs, timeoutMs = 1_200_000, grep, env },
  write,
) {
  const found = [...new Set(files.flatMap((pattern) => globSync(pattern, { cwd: root })))]
    .filter((file) => !except.includes(file))
    .sort();
  if (found.length === 0) return { passed: 0, failed: 0, skipped: 0, notes: [`no file matches ${files.join(' ')}`] };
  const report = join(root, 'out/test', `${name}.json`);
  mkdirSync(join(root, 'out/test'), { recursive: true });
  rmSync(report, { force: true });
  const chosen = grep === undefined ? [] : ['--grep', grep];
  // Temporary folders of the tests go with them, also when a test failed or the run was stopped. The name is short, because sockets and
  // Podman's folders lie deep below and have a longest path.
  const temporary = mkdtempSync(join(tmpdir(), 't'));
  const remove = () => rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  const forget = atExit(remove);
  const { code } = await runProgram(
    await node24(),
    [
      '--disable-warning=ExperimentalWarning',
      'test/harness/runMocha.mjs',
      '--report',
      report,
      '--timeout',
      String(testTimeoutMs),
      ...chosen,
      ...found,
    ],
    { cwd: root, env: { FORCE_COLOR: '0', TMPDIR: temporary, ...env }, timeoutMs, onOutput: write },
  );
  forget();
  remove();
  return outcomeOf(report, code);
}

/**
 * Runs the suite inside VS Code.
 * @param {{root: string, args: readonly string[], timeoutMs?: number, grep: string | undefined, env?: NodeJS.ProcessEnv}} options
 * @param {(text: string) => void} write
 * @returns {Promise<Outcome>}
 */
export async function runHostTests({ root, args, timeoutMs = 900_000, grep, env }, write) {
  const { code, output } = await runProgram(await node24(), ['test/harness/runSuite.mjs', ...args], {
    cwd: root,
    env: { LOGS: '1', GREP: grep, ...env },
    timeoutMs,
    onOutput: write,
  });
  const counts = readCounts(output) ?? { passed: 0, failed: 1, skipped: 0 };
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/**
 * @param {string} report
 * @param {number} code Exit code of the runner.
 * @returns {Outcome}
 */
function outcomeOf(report, code) {
  if (!existsSync(report))
    return { passed: 0, failed: 1, skipped: 0, notes: [`the test run ended with ${code} before its report`] };
  /** @type {import('../../test/harness/testReport.mjs').TestReport} */
  const { passed, failed, skipped, failures, skips } = JSON.parse(readFileSync(report, 'utf8'));
  const notes = [
    ...skips.map(({ title, reason }) => `skipped: ${title}: ${reason}`),
    ...failures.map(({ title }) => `failed: ${title}`),
  ];
  return { passed, failed: failed === 0 && code !== 0 && passed + skipped > 0 ? 1 : failed, skipped, notes };
}
