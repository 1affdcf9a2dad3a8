// @ts-check
// up, down and status of the servers of MLflow, for people.
import { join } from 'node:path';
import { runningRecord, stopDaemon } from '../daemon.mjs';
import { startTrackers, trackerServers } from './startTrackers.mjs';
import { largeStores } from './trackerStores.mjs';

/**
 * @typedef {object} TrackerSettings
 * @property {string} stateDir
 * @property {boolean} wipe
 * @property {boolean} large Stores for benches too.
 * @property {(line: string) => void} log
 */

/** @param {TrackerSettings} settings */
export async function mlflowUp({ stateDir, large, log }) {
  const { env } = await startTrackers({ stateDir, outlive: true, log });
  if (large) env['TRAINYARD_TEST_MLFLOW_LARGE'] = await largeStores({ log });
  for (const [name, value] of Object.entries(env)) process.stdout.write(`export ${name}='${value}'\n`);
}

/** @param {TrackerSettings} settings */
export async function mlflowDown({ stateDir, wipe }) {
  await Promise.all(trackerServers.map((name) => stopDaemon(join(stateDir, `mlflow-${name}`), { wipe })));
  mlflowStatus({ stateDir });
}

/** @param {{stateDir: string}} settings */
export function mlflowStatus({ stateDir }) {
  for (const name of trackerServers) {
    const record = runningRecord(join(stateDir, `mlflow-${name}`));
    process.stdout.write(
      `${name.padEnd(9)}${record ? `up, pid ${record.process.pid}, ${String(record.facts['url'])}` : 'down'}\n`,
    );
  }
}
