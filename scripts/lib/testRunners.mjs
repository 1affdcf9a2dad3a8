// @ts-check
// The two kinds of test runs: test files on Node, and the suite inside VS Code.
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { atExit } from './atExit.mjs';
import { node24 } from './node24.mjs';
import { runProgram } from './runProgram.mjs';
import { afterSecondTry, filesToRepeat, passedLater } from './secondTry.mjs';

/** @typedef {import('./phases.mjs').Outcome} Outcome */
/** @typedef {import('../../test/harness/testReport.mjs').TestReport} TestReport */

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
 * Runs test files on Node 24, straight from TypeScript. Under CI those of a few failed tests are run a second time.
 * @param {MochaOptions} options
 * @param {(text: string) => void} write
 * @returns {Promise<Outcome>}
 */
export async function runNodeTests(options, write) {
  const { root, files, except = [] } = options;
  const found = [...new Set(files.flatMap((pattern) => globSync(pattern, { cwd: root })))]
    .filter((file) => !except.includes(file))
    .sort();
  if (found.length === 0) return { passed: 0, failed: 0, skipped: 0, notes: [`no file matches ${files.join(' ')}`] };
  const { code, report } = await runMocha(found, options, write);
  if (!report)
    return { passed: 0, failed: 1, skipped: 0, notes: [`the test run ended with ${code} before its report`] };
  const repeated = process.env['CI'] === 'true' ? filesToRepeat(report) : [];
  if (repeated.length === 0) return outcomeOf(report, code);
  write(`once more: ${repeated.map((file) => relative(root, file)).join(', ')}\n`);
  const second = await runMocha(repeated, { ...options, name: `${options.name}-again` }, write);
  const merged = afterSecondTry(report, second.report, repeated);
  return { ...outcomeOf(merged.report, second.code), unsteady: merged.unsteady };
}

/**
 * @param {readonly string[]} files
 * @param {MochaOptions} options
 * @param {(text: string) => void} write
 * @returns {Promise<{code: number, report: TestReport | undefined}>}
 */
async function runMocha(files, { root, name, testTimeoutMs, timeoutMs = 1_200_000, grep, env }, write) {
  const report = reportPlace(root, name);
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
      ...files,
    ],
    { cwd: root, env: { FORCE_COLOR: '0', TMPDIR: temporary, ...env }, timeoutMs, onOutput: write },
  );
  forget();
  remove();
  return { code, report: readReport(report) };
}

/** Where more tests of the suite fail, something is broken. */
const mostFailures = 3;

/**
 * @typedef {object} HostOptions
 * @property {string} root The checkout.
 * @property {string} name Of the report, unique within a run.
 * @property {readonly string[]} args
 * @property {number} [timeoutMs] For the whole run.
 * @property {string | undefined} grep
 * @property {NodeJS.ProcessEnv} [env]
 */

/**
 * Runs the suite inside VS Code; under CI a second time when a few of its tests failed.
 * @param {HostOptions} options
 * @param {(text: string) => void} write
 * @returns {Promise<Outcome>}
 */
export async function runHostTests(options, write) {
  const { code, report } = await runHostSuite(options, write);
  if (!report) return { passed: 0, failed: 1, skipped: 0, notes: [`the suite ended with ${code} before its report`] };
  const isRepeated = process.env['CI'] === 'true' && report.failed > 0 && report.failed <= mostFailures;
  if (!isRepeated) return outcomeOf(report, code);
  write('once more\n');
  const second = await runHostSuite({ ...options, name: `${options.name}-again` }, write);
  if (!second.report) return outcomeOf(report, code);
  return { ...outcomeOf(second.report, second.code), unsteady: passedLater(report.failures, second.report.failures) };
}

/**
 * @param {HostOptions} options
 * @param {(text: string) => void} write
 * @returns {Promise<{code: number, report: TestReport | undefined}>}
 */
async function runHostSuite({ root, name, args, timeoutMs = 900_000, grep, env }, write) {
  const report = reportPlace(root, name);
  const { code } = await runProgram(await node24(), ['test/harness/runSuite.mjs', ...args, '--report', report], {
    cwd: root,
    env: { LOGS: '1', GREP: grep, ...env },
    timeoutMs,
    onOutput: write,
  });
  return { code, report: readReport(report) };
}

/**
 * @param {string} root
 * @param {string} name
 * @returns {string} File of a report that is not there yet.
 */
function reportPlace(root, name) {
  const report = join(root, 'out/test', `${name}.json`);
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  return report;
}

/**
 * @param {string} file
 * @returns {TestReport | undefined}
 */
const readReport = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);

/**
 * @param {TestReport} report
 * @param {number} code Exit code of the runner.
 * @returns {Outcome}
 */
function outcomeOf({ passed, failed, skipped, failures, skips }, code) {
  const notes = [
    ...skips.map(({ title, reason }) => `skipped: ${title}: ${reason}`),
    ...failures.map(({ title }) => `failed: ${title}`),
  ];
  return { passed, failed: failed === 0 && code !== 0 && passed + skipped > 0 ? 1 : failed, skipped, notes };
}
