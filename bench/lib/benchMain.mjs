// @ts-check
// The command line of the benches.
import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { atExit, cleanUpNow, endNow } from '../../scripts/lib/atExit.mjs';
import { benchContext } from './benchContext.mjs';
import { findPairs } from './findPairs.mjs';
import { measurePair } from './measurePair.mjs';
import { printTable } from './printTable.mjs';

/** @typedef {import('./types.ts').Goal} Goal */
/** @typedef {import('./types.ts').Row} Row */

const benchFolder = resolve(import.meta.dirname, '..');
/** Fewer runs than this give no median worth judging. */
const fewestRuns = 5;
const usage = `npm run bench [-- options]
  --only a,b     these groups or pairs alone
  --json FILE    also writes the rows as JSON
  --runs N       measurements of each side (default ${fewestRuns}); with fewer than ${fewestRuns} no goal is judged`;

/**
 * @param {readonly string[]} args
 * @returns {Promise<never>} Ends with 0 when no goal is missed, 1 when one is or a pair broke, 64 for a wrong call.
 */
export async function benchMain(args) {
  const options = readOptions(args);
  if (typeof options === 'string') {
    console.error(options);
    process.exit(options === usage ? 0 : 64);
  }
  atExit(() => undefined);
  /** @type {{goals: Goal[]}} */
  const { goals } = JSON.parse(readFileSync(join(benchFolder, 'goals.json'), 'utf8'));
  const { pairs, names } = await findPairs(join(benchFolder, 'pairs'), options.only);
  const unknown = options.only.find((name) => !names.includes(name));
  if (unknown !== undefined || pairs.length === 0) {
    console.error(`no pair or group is named ${unknown}: there are ${names.join(', ')}`);
    process.exit(64);
  }
  const context = benchContext();
  /** @type {Row[]} */
  const rows = [];
  for (const pair of pairs) {
    console.log(`> ${pair.id}: ${pair.title} (load ${loadavg()[0]?.toFixed(2)})`);
    rows.push(...(await measurePair(pair, { goals, context, runs: options.runs, judge: options.runs >= fewestRuns })));
  }
  printTable(rows);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
  await cleanUpNow();
  const missed = rows.filter((row) => row.ok === false).length;
  const met = rows.filter((row) => row.ok === true).length;
  const unmeasured = rows.filter((row) => row.ok === null && row.reason !== undefined).length;
  console.log(`${met} met, ${missed} missed, ${unmeasured} not measured`);
  return await endNow(missed > 0 ? 1 : 0);
}

/**
 * @param {readonly string[]} args
 * @returns {{only: string[], json: string | undefined, runs: number} | string} A text says what is wrong.
 */
function readOptions(args) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        json: { type: 'string' },
        runs: { type: 'string', default: String(fewestRuns) },
        help: { type: 'boolean' },
      },
    });
    if (values.help) return usage;
    const runs = Number(values.runs);
    if (!Number.isInteger(runs) || runs < 1) return `--runs takes a whole number from 1\n${usage}`;
    const only = (values.only ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    return { only, json: values.json, runs };
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n${usage}`;
  }
}
