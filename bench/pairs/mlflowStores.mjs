// @ts-check
// Stores of MLflow on disk, read whole from nothing, against its Python client asking the same store for all runs.
import { join } from 'node:path';
import { mustRun } from '../../scripts/lib/runProgram.mjs';
import { openLocalStore } from '../../src/adapters/mlflow/localStore.ts';
import { pythonEnvironment } from '../../test/testbed/python/pythonEnvironment.mjs';
import { mlflowEnvironment } from '../../test/testbed/python/startMlflow.mjs';
import { largeStores } from '../../test/testbed/python/trackerStores.mjs';
import { longestBlock } from '../lib/longestBlock.mjs';

const group = 'experiments';
const { signal } = new AbortController();
/** The time of the calls alone: starting Python and importing MLflow takes seconds more. */
const program = `
import time
from mlflow import MlflowClient
client = MlflowClient()
begun = time.perf_counter()
ids = [each.experiment_id for each in client.search_experiments()]
runs = client.search_runs(ids, max_results=50000)
took = (time.perf_counter() - begun) * 1000
print(len(runs), took)
`;

let stores = '';
let python = '';

/** @param {import('../lib/types.ts').BenchContext} context */
async function setup({ log }) {
  stores = await largeStores({ log });
  python = await pythonEnvironment('mlflow3', { log });
}

export const pairs = [
  pairOf({ id: 'mlflow-sqlite', form: 'sqlite', place: 'sqlite/mlflow.db', scheme: 'sqlite:///', runs: 5000 }),
  pairOf({ id: 'mlflow-files', form: 'fileStore', place: 'files/mlruns', scheme: '', runs: 1000 }),
];

/** @param {{id: string, form: 'sqlite' | 'fileStore', place: string, scheme: string, runs: number}} pair */
function pairOf({ id, form, place, scheme, runs }) {
  return {
    id,
    group,
    title: `${place} of ${runs} runs x 50 metrics, all of them | search_runs of the Python client`,
    unit: 'ms',
    setup,
    ours: async () => await readAll(form, join(stores, place), runs),
    theirs: async () => {
      const env = { ...mlflowEnvironment(), MLFLOW_TRACKING_URI: `${scheme}${join(stores, place)}` };
      const stdout = await mustRun(python, ['-c', program], { env });
      const [count, took] = (stdout.trimEnd().split('\n').at(-1) ?? '').split(' ').map(Number);
      if (count !== runs || took === undefined) throw new Error(`${count} runs instead of ${runs}`);
      return took;
    },
  };
}

/**
 * From the start of the thread to the last run.
 * @param {'sqlite' | 'fileStore'} form
 * @param {string} path
 * @param {number} runs
 */
async function readAll(form, path, runs) {
  let firstRowsMs = 0;
  const { value, longestBlockMs } = await longestBlock(async () => {
    const begun = performance.now();
    /** @type {import('../../src/domain/experiments/tracker.ts').TrackerRef} */
    const ref = { id: path, kind: 'mlflow', label: path, place: { form, path }, foundBy: 'user' };
    const opened = await openLocalStore(ref, { watchFiles: () => ({ dispose: () => undefined }) }, signal);
    if (!opened.ok) throw new Error(opened.failure.message);
    try {
      const experiments = await opened.value.experiments(signal);
      if (!experiments.ok) throw new Error(experiments.failure.message);
      const experimentIds = experiments.value.map(({ id }) => id);
      let count = 0;
      for await (const page of opened.value.runs({ experimentIds, lifecycle: 'active', limit: 50_000 }, signal)) {
        if (!page.ok) throw new Error(page.failure.message);
        if (count === 0) firstRowsMs = performance.now() - begun;
        count += page.value.runs.length;
      }
      if (count !== runs) throw new Error(`${count} runs instead of ${runs}`);
      return performance.now() - begun;
    } finally {
      opened.value.dispose();
    }
  });
  return { value, also: { longestBlockMs, firstRowsMs } };
}
