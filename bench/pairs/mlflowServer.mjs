// @ts-check
// P11: 5,000 runs of 50 metrics from a real MLflow server, from nothing to all of them, against curl fetching the same pages.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from '../../scripts/lib/runProgram.mjs';
import { openServer } from '../../src/adapters/mlflow/openServer.ts';
import { startMlflow } from '../../test/testbed/python/startMlflow.mjs';
import { largeStores } from '../../test/testbed/python/trackerStores.mjs';
import { longestBlock } from '../lib/longestBlock.mjs';

const runs = 5000;
/** As Trainyard asks for them. */
const pageSizes = { first: 100, next: 500 };
const { signal } = new AbortController();

/** @type {{url: string, experimentIds: readonly string[], curl: readonly string[], stop: () => Promise<void>} | undefined} */
let server;

export const pairs = [
  {
    id: 'mlflow-server',
    group: 'experiments',
    title: '5,000 runs x 50 metrics from a real MLflow server | curl of the same pages',
    unit: 'ms',
    setup,
    teardown: async () => {
      await server?.stop();
      server = undefined;
    },
    ours: readRuns,
    theirs: async () => {
      const begun = performance.now();
      await mustRun('curl', running().curl);
      return performance.now() - begun;
    },
  },
];

function running() {
  if (!server) throw new Error('there is no server before setup');
  return server;
}

/** @param {import('../lib/types.ts').BenchContext} context */
async function setup(context) {
  const { log } = context;
  const stateDir = context.scratch('mlflow');
  const data = join(await largeStores({ log }), 'sqlite');
  const { url, stop } = await startMlflow({ name: 'large', stateDir, data, log });
  server = { url, experimentIds: [], curl: [], stop: async () => await stop({ wipe: true }) };
  const tracker = await opened(url);
  const experiments = await tracker.experiments(signal);
  tracker.dispose();
  if (!experiments.ok) throw new Error(experiments.failure.message);
  const experimentIds = experiments.value.map(({ id }) => id);
  server = { ...server, experimentIds, curl: await curlOf(url, experimentIds, stateDir) };
}

/**
 * One curl for all pages, on one connection, as a browser would; the tokens are those that the server gave before.
 * @param {string} url
 * @param {readonly string[]} experimentIds
 * @param {string} folder
 */
async function curlOf(url, experimentIds, folder) {
  /** @type {string[]} */
  const args = [];
  let token = '';
  for (let page = 0; page === 0 || token !== ''; page++) {
    const body = JSON.stringify({
      experiment_ids: experimentIds,
      run_view_type: 'ACTIVE_ONLY',
      max_results: page === 0 ? pageSizes.first : pageSizes.next,
      order_by: ['attributes.start_time DESC'],
      ...(token === '' ? {} : { page_token: token }),
    });
    const file = join(folder, `page-${page}.json`);
    writeFileSync(file, body);
    const call = ['-sSf', '-o', '/dev/null', '-H', 'Content-Type: application/json', '--data-binary', `@${file}`];
    args.push(...(page === 0 ? [] : ['--next']), ...call, `${url}/api/2.0/mlflow/runs/search`);
    const answer = await fetch(`${url}/api/2.0/mlflow/runs/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const told = /** @type {{next_page_token?: string}} */ (await answer.json());
    token = told.next_page_token ?? '';
  }
  return args;
}

/** @param {string} url */
async function opened(url) {
  const ref = /** @type {const} */ ({
    id: url,
    kind: 'mlflow',
    label: url,
    place: { form: 'server', url },
    foundBy: 'user',
  });
  const secrets = { get: async () => undefined, set: async () => undefined, delete: async () => undefined };
  const answer = await openServer(ref, { environment: () => ({}), home: '/nonexistent', secrets }, signal);
  if (!answer.ok) throw new Error(answer.failure.message);
  return answer.value;
}

/** Opening and its questions included. */
async function readRuns() {
  const { url, experimentIds } = running();
  let firstRowsMs = 0;
  const { value, longestBlockMs } = await longestBlock(async () => {
    const begun = performance.now();
    const tracker = await opened(url);
    let count = 0;
    for await (const page of tracker.runs({ experimentIds, lifecycle: 'active', limit: 100_000 }, signal)) {
      if (!page.ok) throw new Error(page.failure.message);
      firstRowsMs ||= performance.now() - begun;
      count += page.value.runs.length;
    }
    tracker.dispose();
    if (count < runs) throw new Error(`${count} of ${runs} runs`);
    return performance.now() - begun;
  });
  return { value, also: { firstRowsMs, longestBlockMs } };
}
