// @ts-check
// Stores of MLflow and data of Neptune with runs in them, written by their own clients, each made once per machine and content of what makes it.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cacheRoot } from '../paths.mjs';
import { runCommand } from '../runCommand.mjs';
import { madeInPlace } from './madeInPlace.mjs';
import { lockFile, pythonEnvironment } from './pythonEnvironment.mjs';
import { mlflowEnvironment, startMlflow } from './startMlflow.mjs';

/** @typedef {{log?: (line: string) => void}} Telling */

const seeds = join(import.meta.dirname, 'seeds');
const sample = resolve(import.meta.dirname, '../../../sample');

/**
 * Nobody may write to them; copy what a test changes. The places of artifacts in them are paths of this folder.
 * @param {Telling} [telling]
 * @returns {Promise<string>} A folder with `sqlite/mlflow.db` and `files/mlruns`, and beside each the ids of what is in it, `seed.json`.
 */
export async function smallStores({ log = () => undefined } = {}) {
  const folder = cacheOf('mlflow-stores', 'mlflow3', ['smallStore.py']);
  const python = await pythonEnvironment('mlflow3', { log });
  const fill = async () => {
    await seed(python, join(folder, 'sqlite'), 'sqlite:///mlflow.db');
    await seed(python, join(folder, 'files'), './mlruns');
  };
  await madeInPlace(folder, fill, { what: 'small stores of MLflow', log });
  return folder;
}

/**
 * The same runs as a server keeps them.
 * @param {'mlflow3' | 'mlflow2'} environment
 * @param {Telling} [telling]
 * @returns {Promise<string>} A folder for the option `data` of {@link startMlflow}: `mlflow.db`, `artifacts`, `seed.json`.
 */
export async function serverData(environment, { log = () => undefined } = {}) {
  const folder = cacheOf('mlflow-server', environment, ['smallStore.py']);
  const fill = async () => {
    const server = await startMlflow({ environment, name: 'made', stateDir: folder, log });
    try {
      await seed(server.python, server.folder, server.url);
    } finally {
      await server.stop();
    }
  };
  await madeInPlace(folder, fill, { what: `what the server ${environment} keeps`, log });
  return join(folder, 'mlflow-made');
}

/**
 * @param {string} python
 * @param {string} folder Gets `seed.json`, and is where relative places lie.
 * @param {string} uri
 */
async function seed(python, folder, uri) {
  mkdirSync(folder, { recursive: true });
  const env = { ...mlflowEnvironment(), MLFLOW_TRACKING_URI: uri };
  const output = await runCommand(python, [join(seeds, 'smallStore.py'), sample], { cwd: folder, env });
  writeFileSync(join(folder, 'seed.json'), output.trimEnd().split('\n').at(-1) ?? '');
}

/**
 * Stores of many runs, for benches. Nobody may write to them.
 * @param {Telling} [telling]
 * @returns {Promise<string>} A folder with `sqlite/mlflow.db` (5,000 runs of 50 metrics), `long/mlflow.db` (a metric of 1,000,000 points) and
 *   `files/mlruns` (1,000 runs of 50 metrics).
 */
export async function largeStores({ log = () => undefined } = {}) {
  const folder = cacheOf('mlflow-large', 'mlflow3', ['largeStore.py']);
  const python = await pythonEnvironment('mlflow3', { log });
  const fill = async () => {
    await runCommand(python, [join(seeds, 'largeStore.py')], { cwd: folder, env: mlflowEnvironment() });
  };
  await madeInPlace(folder, fill, { what: 'large stores of MLflow', log });
  return folder;
}

/**
 * What the clients of Neptune keep on disk, written by them. Nobody may write to it.
 * @param {Telling} [telling]
 * @returns {Promise<string>} A folder with `client/.neptune` (1.x), `scale/.neptune` and `export/exports` (Parquet as of neptune-exporter).
 */
export async function neptuneData({ log = () => undefined } = {}) {
  const folder = cacheOf('neptune-data', 'scale-dagshub', ['neptuneRuns.py', 'scaleRuns.py', 'exportedRuns.py']);
  const fill = async () => {
    for (const { name, environment, script } of neptuneClients) {
      const cwd = join(folder, name);
      mkdirSync(cwd);
      await runCommand(await pythonEnvironment(environment, { log }), [join(seeds, script)], { cwd });
    }
  };
  await madeInPlace(folder, fill, { what: 'offline runs of Neptune', log });
  return folder;
}

/**
 * Event files of TensorBoard, written and read by its own package and tensorboardX, and files of metrics of other libraries. Nobody may write to them.
 * @param {Telling} [telling]
 * @returns {Promise<string>} A folder with `runs` and, beside it, what TensorBoard reads there, `read.json`; the same with `metrics` and `metrics.json`.
 */
export async function tensorboardData({ log = () => undefined } = {}) {
  const scripts = ['tensorboardRuns.py', 'metricFiles.py'];
  const folder = cacheOf('tensorboard-data', 'tensorboard', scripts);
  const fill = async () => {
    const python = await pythonEnvironment('tensorboard', { log });
    for (const script of scripts) await runCommand(python, [join(seeds, script)], { cwd: folder });
  };
  await madeInPlace(folder, fill, { what: 'event files of TensorBoard', log });
  return folder;
}

/** @type {readonly {name: string, environment: 'neptune' | 'scale-dagshub', script: string}[]} */
const neptuneClients = [
  { name: 'client', environment: 'neptune', script: 'neptuneRuns.py' },
  { name: 'scale', environment: 'scale-dagshub', script: 'scaleRuns.py' },
  { name: 'export', environment: 'scale-dagshub', script: 'exportedRuns.py' },
];

/**
 * @param {string} name
 * @param {import('./pythonEnvironment.mjs').EnvironmentName} environment
 * @param {readonly string[]} scripts
 */
function cacheOf(name, environment, scripts) {
  const hash = createHash('sha256');
  for (const file of [lockFile(environment), ...scripts.map((script) => join(seeds, script)), join(sample, 'train.py')])
    hash.update(readFileSync(file));
  return join(cacheRoot(), `${name}-${environment}-${hash.digest('hex').slice(0, 12)}`);
}
