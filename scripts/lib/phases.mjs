// @ts-check
// Runs phases, says what each did, and sums up.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isEnding, never } from './atExit.mjs';

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {readonly string[]} [notes] Printed in any case, for example why something was skipped.
 * @property {readonly string[]} [unsteady] Tests that passed only when they were run again, with what they had failed of.
 *
 * @typedef {object} Phase
 * @property {string} name
 * @property {(write: (text: string) => void) => Promise<Outcome>} run `write` takes the output, which is shown when the phase fails.
 * @property {boolean} [live] Its output is shown as it comes.
 * @property {boolean} [mayBeEmpty] A phase that runs no test has failed, unless it says so here.
 */

/**
 * @param {readonly (readonly Phase[])[]} lanes Run side by side; the phases of a lane one after the other.
 * @param {RunOptions} options
 * @returns {Promise<Outcome>} The sum.
 */
export async function runLanes(lanes, options) {
  const sums = await Promise.all(lanes.map((lane) => runPhases(lane, options)));
  const { passed, failed, skipped } = addOutcomes(sums);
  return { passed, failed, skipped };
}

/**
 * @typedef {object} RunOptions
 * @property {string} logFolder
 * @property {boolean} verbose
 * @property {(line: string) => void} [print]
 * @property {string[]} [table] Takes the closing line of each phase, in the order in which they end.
 */

/**
 * @param {readonly Phase[]} phases
 * @param {RunOptions} options
 * @returns {Promise<Outcome>} The sum.
 */
export async function runPhases(phases, options) {
  mkdirSync(options.logFolder, { recursive: true });
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const phase of phases) {
    const outcome = await runPhase(phase, options);
    for (const key of /** @type {const} */ (['passed', 'failed', 'skipped'])) sum[key] += outcome[key];
  }
  return sum;
}

/**
 * @param {Phase} phase
 * @param {RunOptions} options
 * @returns {Promise<Outcome>}
 */
async function runPhase(phase, { logFolder, verbose, print = console.log, table }) {
  const started = performance.now();
  print(`> ${phase.name}`);
  let output = '';
  // Written as it comes: whoever waits, or stops the run, can read how far it got.
  const logFile = join(logFolder, `${phase.name.replaceAll(/[^\w.-]+/g, '-')}.log`);
  writeFileSync(logFile, '');
  const outcome = await outcomeOf(phase, (text) => {
    output += text;
    appendFileSync(logFile, text);
    if (verbose || phase.live) process.stdout.write(text);
  });
  if (isEnding()) await never();
  if (outcome.failed > 0 && !verbose && !phase.live && output !== '') print(output.trimEnd());
  for (const note of outcome.notes ?? []) print(`  ${phase.name}: ${note}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const line = `${outcome.failed > 0 ? 'FAILED' : 'ok    '} ${phase.name.padEnd(18)} ${describeCounts(outcome).padEnd(36)} ${seconds.padStart(7)} s`;
  const lines = [line, ...(outcome.unsteady ?? []).map((test) => `       passed only when run again: ${test}`)];
  for (const each of lines) print(each);
  table?.push(...lines);
  return outcome;
}

/**
 * @param {Phase} phase
 * @param {(text: string) => void} write
 * @returns {Promise<Outcome>}
 */
async function outcomeOf(phase, write) {
  try {
    const outcome = await phase.run(write);
    const ran = outcome.passed + outcome.failed + outcome.skipped;
    if (ran > 0 || phase.mayBeEmpty) return outcome;
    return { ...outcome, failed: 1, notes: [...(outcome.notes ?? []), 'no test ran'] };
  } catch (error) {
    write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/**
 * The format other programs read; the last line of `npm test`.
 * @param {Outcome} outcome
 */
export const describeCounts = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;

/**
 * Reads the last such line of an output.
 * @param {string} output
 * @returns {Outcome | undefined}
 */
export function readCounts(output) {
  const found = [...output.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)].at(-1);
  return found && { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3]) };
}

/**
 * @param {readonly Outcome[]} outcomes
 * @returns {Outcome}
 */
export function addOutcomes(outcomes) {
  const sum = {
    passed: 0,
    failed: 0,
    skipped: 0,
    notes: /** @type {string[]} */ ([]),
    unsteady: /** @type {string[]} */ ([]),
  };
  for (const one of outcomes) {
    sum.passed += one.passed;
    sum.failed += one.failed;
    sum.skipped += one.skipped;
    sum.notes.push(...(one.notes ?? []));
    sum.unsteady.push(...(one.unsteady ?? []));
  }
  return sum;
}
