// @ts-check
// Under CI the files of a few failed tests are run once more. What passes then is told as such, with what it had failed of: a whole run on a
// busy machine should not be lost to one test, and the test should not be forgotten either.

/** @typedef {import('./phases.mjs').Outcome} Outcome */
/** @typedef {import('../../test/harness/testReport.mjs').TestReport} TestReport */

/** Where more files fail, something is broken; to try again would hide it or double the time. */
const mostFiles = 3;

/**
 * @param {TestReport} report Of the first try.
 * @returns {readonly string[]} Paths of test files; empty when there is nothing to try again.
 */
export function filesToRepeat({ failures }) {
  const files = new Set(failures.map(({ file }) => file ?? ''));
  return files.size > mostFiles ? [] : [...files].filter((file) => file !== '');
}

/**
 * @param {TestReport} first
 * @param {TestReport | undefined} second Of the files that were run again; undefined when that run ended before its report.
 * @param {readonly string[]} files Those files.
 * @returns {{report: TestReport, unsteady: readonly string[]}} What counts, and the tests that passed only the second time with their first
 *   failure.
 */
export function afterSecondTry(first, second, files) {
  if (second === undefined) return { report: first, unsteady: [] };
  const isOther = (/** @type {{file?: string | undefined}} */ { file }) => file === undefined || !files.includes(file);
  /** @type {TestReport} */
  const report = {
    passed: first.passed + second.passed,
    failed: first.failed + second.failed,
    skipped: first.skipped + second.skipped,
    failures: [...first.failures.filter(isOther), ...second.failures],
    skips: [...first.skips.filter(isOther), ...second.skips],
    files: { ...first.files, ...second.files },
  };
  for (const key of /** @type {const} */ (['passed', 'failed', 'skipped']))
    for (const file of files) report[key] -= first.files[file]?.[key] ?? 0;
  const repeated = first.failures.filter((failure) => !isOther(failure));
  return { report, unsteady: passedLater(repeated, second.failures) };
}

/**
 * @param {readonly {title: string, text: string}[]} first
 * @param {readonly {title: string}[]} second
 * @returns {readonly string[]} The tests that failed only the first time, each with what it had failed of.
 */
export function passedLater(first, second) {
  const stillFail = new Set(second.map(({ title }) => title));
  return first
    .filter(({ title }) => !stillFail.has(title))
    .map(({ title, text }) => `${title}: ${text.split('\n', 1)[0]}`);
}
