// @ts-check
// What a mocha run says and counts, the same in Node, in the extension host and in desktop VS Code.
import { writeFileSync } from 'node:fs';
import { inspect } from 'node:util';

/**
 * @typedef {object} TestReport
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {{title: string, text: string, file?: string | undefined}[]} failures
 * @property {{title: string, reason: string, file?: string | undefined}[]} skips
 * @property {Record<string, {passed: number, failed: number, skipped: number}>} files How many of each test file.
 */

/** @returns {TestReport} */
export const emptyReport = () => ({ passed: 0, failed: 0, skipped: 0, failures: [], skips: [], files: {} });

/**
 * Prints one line a test, and each failure with its cause when it happens: a run that is killed later has still said it.
 * @param {import('mocha').Runner} runner
 * @param {(line: string) => void} print
 * @returns {TestReport} Complete when the runner has ended.
 */
export function reportTests(runner, print) {
  const report = emptyReport();
  const count = (/** @type {'passed' | 'failed' | 'skipped'} */ key, /** @type {string | undefined} */ file) => {
    report[key] += 1;
    if (file === undefined) return;
    report.files[file] ??= { passed: 0, failed: 0, skipped: 0 };
    report.files[file][key] += 1;
  };
  runner.on('pass', (test) => {
    count('passed', test.file);
    print(`  ok    ${test.fullTitle()} (${test.duration ?? 0} ms)`);
  });
  runner.on('fail', (test, error) => {
    count('failed', test.file);
    const text = describeError(error);
    report.failures.push({ title: test.fullTitle(), text, file: test.file });
    print(`  FAIL  ${test.fullTitle()}\n${indent(text)}`);
  });
  runner.on('pending', (test) => {
    count('skipped', test.file);
    const reason = skipReason(test) ?? 'no reason given';
    report.skips.push({ title: test.fullTitle(), reason, file: test.file });
    print(`  skip  ${test.fullTitle()}: ${reason}`);
  });
  return report;
}

/**
 * @param {TestReport} report
 * @param {string | undefined} file
 */
export function writeReport(report, file) {
  if (file !== undefined && file !== '') writeFileSync(file, JSON.stringify(report));
}

/** @param {unknown} error */
function describeError(error) {
  if (!(error instanceof Error)) return inspect(error);
  const stack = error.stack ?? error.message;
  // An assertion's values are worth more than the frames of the test runner.
  const frames = stack.split('\n').filter((line) => !/node_modules\/mocha|node:internal/.test(line));
  const values =
    'expected' in error && 'actual' in error
      ? [`expected: ${inspect(error.expected, { depth: 5 })}`, `actual:   ${inspect(error.actual, { depth: 5 })}`]
      : [];
  const cause = error.cause === undefined ? [] : [`cause: ${inspect(error.cause)}`];
  return [...frames, ...values, ...cause].join('\n');
}

/** @param {string} text */
const indent = (text) => text.replace(/^/gm, '        ');

/** @type {WeakMap<object, string>} */
const reasons = new WeakMap();

/**
 * Ends a test, or in a `before` hook its whole suite, because a component it needs is not here. Under CI that is a failure.
 * @param {import('mocha').Context} context `this` of the test or hook.
 * @param {string} reason What is missing and how to get it.
 * @returns {never}
 */
export function skipFor(context, reason) {
  if (process.env['CI'] === 'true') throw new Error(`${reason} (under CI nothing may be missing)`);
  const runnable = context.test;
  if (runnable)
    reasons.set('type' in runnable && runnable.type === 'hook' && runnable.parent ? runnable.parent : runnable, reason);
  return context.skip();
}

/**
 * @param {import('mocha').Test} test
 * @returns {string | undefined}
 */
function skipReason(test) {
  const own = reasons.get(test);
  if (own !== undefined) return own;
  for (let suite = test.parent; suite; suite = suite.parent) {
    const reason = reasons.get(suite);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
