// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { atExit } from '../../scripts/lib/atExit.mjs';
import { NotMeasured } from './notMeasured.mjs';

/** @typedef {import('../../scripts/lib/testEngines.mjs').TestEngine} TestEngine */

/**
 * What every pair may use.
 * @returns {import('./types.ts').BenchContext}
 */
export function benchContext() {
  /** @type {Promise<TestEngine[]> | undefined} */
  let engines;
  const log = (/** @type {string} */ text) => console.log(`  ${text}`);
  return {
    root: resolve(import.meta.dirname, '../..'),
    log,
    scratch: (name) => {
      const folder = mkdtempSync(join(tmpdir(), `trainyard-bench-${name}-`));
      atExit(() => rmSync(folder, { recursive: true, force: true }));
      return folder;
    },
    engine: async (name = 'new') => {
      engines ??= startAll(log);
      const found = await engines;
      const engine = found.find((one) => one.name === name);
      if (!engine) throw new NotMeasured(`there is no ${name} engine: TRAINYARD_TEST_DOCKER_HOST names another one`);
      return engine;
    },
  };
}

/**
 * @param {(text: string) => void} log
 * @returns {Promise<TestEngine[]>}
 */
async function startAll(log) {
  const { engineSets, prepareEngines, startEngines } = await import('../../scripts/lib/testEngines.mjs');
  try {
    await prepareEngines(log);
    return await startEngines(log, engineSets.both);
  } catch (error) {
    throw new NotMeasured(`no engine: ${error instanceof Error ? error.message : String(error)}`);
  }
}
