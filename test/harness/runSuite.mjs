// @ts-check
// Runs a test module in the real extension host of the VS Code server.
//   node test/harness/runSuite.mjs source|vsix [FILE.vsix] [--restricted] [--report FILE.json]
// Environment: GREP chooses tests, LOGS=1 prints the host's logs on failure, VERBOSE=1 prints everything, SHOT=FILE.png takes a screenshot at the end.
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { format, parseArgs } from 'node:util';
import { atExit, endNow } from '../../scripts/lib/atExit.mjs';
import { openBrowser } from './browser.mjs';
import { bundleSuite } from './bundleSuite.mjs';
import { scratchFolder } from './runState.mjs';
import { startServer } from './server.mjs';
import { emptyReport, writeReport } from './testReport.mjs';

/** What a suite run ends with: 0 and 1 are the suite's own verdict. */
export const suiteCode = /** @type {const} */ ({
  passed: 0,
  failed: 1,
  harness: 70,
  pageCrash: 71,
  timeout: 72,
  hostCrash: 73,
});

/** @type {ReadonlyMap<number, string>} */
const causes = new Map([
  [suiteCode.pageCrash, 'the page crashed'],
  [suiteCode.timeout, 'the suite did not end in time'],
  [suiteCode.hostCrash, 'the extension host ended before the suite'],
]);

/**
 * @typedef {object} SuiteOptions
 * @property {string} suite The test module.
 * @property {string} workspace Folder that is opened.
 * @property {string} [extension] Folder of the extension, run from source.
 * @property {string} [vsix] Or its package, installed.
 * @property {boolean} [restricted] Without workspace trust.
 * @property {Record<string, unknown>} [settings]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [timeoutMs]
 * @property {string} [shot] File of a screenshot at the end; a failed run always leaves one beside the suite.
 * @property {(line: string) => void} [print]
 */

/** Chatter of the workbench that comes through the same channel as the suite's lines. */
const noise = [
  /^(Resolv|Creating a socket|Creation of workbench|Updating additional|Ignoring fetching|DialogService|\[(reconnection|Service Worker|AgentHost|AccountPolicy))/,
  /spdlog|native-watchdog|\/static\/out\/vs\//,
];

/**
 * @param {SuiteOptions} options
 * @returns {Promise<{code: number, report: import('./testReport.mjs').TestReport}>}
 */
export async function runSuite(options) {
  const { print = console.log, restricted = false } = options;
  const verbose = process.env['VERBOSE'] === '1';
  const reportFile = join(scratchFolder('report'), 'report.json');
  /** @type {(code: number) => void} */
  let finish = () => undefined;
  /** @type {Promise<number>} */
  const ended = new Promise((resolveCode) => {
    finish = resolveCode;
  });
  const server = await startServer({
    smoke: true,
    restricted,
    settings: options.settings ?? {},
    vsix: options.vsix === undefined ? [] : [options.vsix],
    env: { TRAINYARD_REPORT: reportFile, ...options.env },
    log: (text) => {
      if (verbose) print(text.trimEnd());
      // Nobody else would say it: the page waits for a host that is gone.
      const crash = /Extension Host Process exited with code: ([1-9]\d*|null), signal: (\w+)/.exec(text);
      if (crash) setTimeout(() => finish(suiteCode.hostCrash), 5000).unref();
    },
  });
  const browser = await openBrowser();
  const timer = setTimeout(() => finish(suiteCode.timeout), options.timeoutMs ?? 600_000);
  try {
    await listen(browser.page, { print, verbose, finish });
    await browser.page.goto(
      server.address(options.workspace, [
        ['extensionDevelopmentPath', server.remoteUri(options.extension ?? hostExtension())],
        ['extensionTestsPath', server.remoteUri(options.suite)],
        ['skipWelcome', 'true'],
      ]),
    );
    const said = await ended;
    // The workbench says 0 as well when the host is gone; only the host writes a report.
    const code = said === suiteCode.passed && !existsSync(reportFile) ? suiteCode.hostCrash : said;
    const shot = options.shot ?? (code === 0 ? undefined : options.suite.replace(/\.mjs$/, '.png'));
    if (shot !== undefined && code !== suiteCode.pageCrash) {
      mkdirSync(dirname(shot), { recursive: true });
      await browser.page.screenshot({ path: shot });
      print(`screenshot: ${shot}`);
    }
    return { code, report: readReport(reportFile, code) };
  } finally {
    clearTimeout(timer);
    await browser.close();
    await server.stop();
  }
}

/**
 * The workbench calls these through `window`, so they must exist before the page loads.
 * @param {import('playwright-core').Page} page
 * @param {{print: (line: string) => void, verbose: boolean, finish: (code: number) => void}} options
 */
async function listen(page, { print, verbose, finish }) {
  await page.exposeFunction('codeAutomationLog', (/** @type {string} */ _type, /** @type {unknown[]} */ args) => {
    const line = format(...args);
    if (verbose || !noise.some((pattern) => pattern.test(line))) print(line);
  });
  await page.exposeFunction(
    'codeAutomationExit',
    (/** @type {number} */ code, /** @type {{relativePath: string, contents: string}[]} */ logs) => {
      if (code !== 0 && process.env['LOGS'] === '1')
        for (const log of logs) print(`--- ${log.relativePath}\n${log.contents}`);
      finish(code);
    },
  );
  page.on('pageerror', (error) => verbose && print(`page: ${error.message}`));
  page.on('crash', () => finish(suiteCode.pageCrash));
}

/**
 * The host runs tests only beside an extension under development. An empty one serves while the real one is installed from its package.
 * @returns {string}
 */
function hostExtension() {
  const folder = scratchFolder('host-extension');
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'suite-host', publisher: 'trainyard', version: '0.0.1', engines: { vscode: '*' } }),
  );
  return folder;
}

/**
 * @param {string} file
 * @param {number} code
 * @returns {import('./testReport.mjs').TestReport}
 */
function readReport(file, code) {
  const report = existsSync(file) ? { ...emptyReport(), ...JSON.parse(readFileSync(file, 'utf8')) } : emptyReport();
  const cause = causes.get(code);
  if (cause !== undefined || (code !== 0 && report.failed === 0)) {
    report.failed += 1;
    report.failures.push({
      title: 'the suite runs to its end',
      text: cause ?? `the suite ended with ${code} before it counted a failure`,
    });
  }
  return report;
}

/** @returns {string} A copy of the sample project: suites write into their workspace. */
export function sampleWorkspace() {
  const folder = join(scratchFolder('workspace'), 'sample');
  const sample = resolve(import.meta.dirname, '../../sample');
  if (existsSync(sample)) cpSync(sample, folder, { recursive: true, filter: (path) => !path.includes('__pycache__') });
  else mkdirSync(folder);
  return folder;
}

async function main() {
  const { values, positionals } = parseArgs({
    options: { restricted: { type: 'boolean', default: false }, report: { type: 'string' } },
    allowPositionals: true,
  });
  const root = resolve(import.meta.dirname, '../..');
  const suite = await bundleSuite(values.restricted ? 'restricted' : 'trusted');
  if (suite === undefined) throw new Error('there is no test file for this suite');
  const [mode = 'source', file] = positionals;
  const vsix =
    file ??
    globSync('*.vsix', { cwd: join(root, 'out') })
      .map((name) => join(root, 'out', name))
      .at(-1);
  if (mode === 'vsix' && vsix === undefined) throw new Error('no package: run "npm run package" first');
  const shot = process.env['SHOT'];
  const { code, report } = await runSuite({
    suite,
    workspace: sampleWorkspace(),
    restricted: values.restricted,
    env: process.env['GREP'] === undefined ? {} : { GREP: process.env['GREP'] },
    ...(mode === 'vsix' && vsix !== undefined ? { vsix: resolve(vsix) } : { extension: root }),
    ...(shot === undefined ? {} : { shot: resolve(shot) }),
  });
  writeReport(report, values.report);
  console.log(`${report.passed} passed, ${report.failed} failed, ${report.skipped} skipped`);
  // A choice of tests may well leave one of several suites empty.
  const isEmpty = report.passed + report.failed + report.skipped === 0;
  return isEmpty && !process.env['GREP'] ? suiteCode.failed : code;
}

if (import.meta.main) {
  atExit(() => undefined);
  await endNow(
    await main().catch((error) => {
      console.error(error instanceof Error ? error.message : error);
      return suiteCode.harness;
    }),
  );
}
