// @ts-check
// Runs mocha inside the extension host. The bundle's `run` is what `extensionTestsPath` asks for.
import { takeCoverage } from 'node:v8';
import Mocha from 'mocha';
import { reportTests, writeReport } from './testReport.mjs';

const timeoutMs = 60_000;

/**
 * @param {() => Promise<void>} load Loads the test files, once describe and it are there.
 * @returns {Promise<void>} Rejects when a test failed.
 */
export async function runHostSuite(load) {
  const { GREP, TRAINYARD_REPORT, NODE_V8_COVERAGE, CI } = process.env;
  const mocha = new Mocha({
    reporter: Mocha.reporters.Base,
    timeout: timeoutMs,
    forbidOnly: CI === 'true',
    ...(GREP ? { grep: GREP } : {}),
  });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await load();
  const report = await new Promise((/** @type {(report: import('./testReport.mjs').TestReport) => void} */ resolve) => {
    const runner = mocha.run(() => resolve(found));
    const found = reportTests(runner, (line) => console.log(line));
  });
  writeReport(report, TRAINYARD_REPORT);
  // The host is ended without a chance to write its coverage.
  if (NODE_V8_COVERAGE) takeCoverage();
  if (report.failed > 0) throw new Error(`${report.failed} tests failed`);
}
