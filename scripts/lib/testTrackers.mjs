// @ts-check
// What tests of experiment trackers need in one `npm test`: servers of MLflow, fronts, stores, interpreters.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareTrackers, startTrackers } from '../../test/testbed/python/startTrackers.mjs';
import { atExit } from './atExit.mjs';

/** @returns {readonly string[]} Groups of packages that must be there before {@link prepareTestTrackers}. */
export const trackerPackages = () => (process.platform === 'linux' ? ['python'] : []);

/**
 * Makes environments and stores; nothing is started.
 * @param {(line: string) => void} log
 * @returns {Promise<Record<string, string>>} What tests get that need no server.
 */
export async function prepareTestTrackers(log) {
  if (process.platform !== 'linux') throw new Error('servers of MLflow are started on Linux alone');
  return (await prepareTrackers({ log })).env;
}

/**
 * @param {(line: string) => void} log
 * @returns {Promise<{env: Record<string, string>, stop: () => Promise<void>}>}
 */
export async function startTestTrackers(log) {
  const stateDir = mkdtempSync(join(tmpdir(), 'trainyard-trackers-'));
  const remove = () => rmSync(stateDir, { recursive: true, force: true, maxRetries: 5 });
  const forgetFolder = atExit(remove);
  const { env, stop } = await startTrackers({ stateDir, log });
  const forget = atExit(stop);
  return {
    env,
    stop: async () => {
      await stop();
      forget();
      remove();
      forgetFolder();
    },
  };
}
