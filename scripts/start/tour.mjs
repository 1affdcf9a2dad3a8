// @ts-check
// The main job, done through the extension's own views and commands in real VS Code.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { atWorkbench, eventually } from '../../test/harness/screen.mjs';
import { listRuns } from './engine.mjs';
import { askEngine } from './engineAddress.mjs';
import { TourError } from './steps.mjs';

/** @typedef {import('../../test/harness/workbench.mjs').Workbench} Workbench */

/**
 * @typedef {object} TourContext
 * @property {Workbench} workbench
 * @property {import('./steps.mjs').Steps} steps
 * @property {string} workspace
 * @property {import('./engine.mjs').TourEngine} engine
 *
 * @typedef {{title: string, containerId?: string}} TourRun title: of the log panel and the row in the tree.
 */

/** Small enough to be over soon, long enough to be watched. */
const epochs = '8';
const cpus = '1';
const memory = '768Mi';
const memoryBytes = 768 * 2 ** 20;
const imageTag = 'digits:latest';
const buildTimeoutMs = 240_000;
const runTimeoutMs = 120_000;

/**
 * @param {TourContext} context
 * @returns {Promise<TourRun>}
 */
export async function takeTour(context) {
  const { steps } = context;
  await steps.run('engine seen in the tree', () => seeEngine(context));
  await steps.run('image built', () => buildImage(context));
  const run = await steps.run('run started with its limits', () => startRun(context));
  await steps.run('log streamed', () => seeLog(context, run));
  await steps.run('metrics seen', () => seeMetrics(context, run));
  await steps.run('run finished', () => seeEnd(context, run));
  await steps.run('outputs there', () => seeOutputs(context));
  return run;
}

/** @param {TourContext} context */
async function seeEngine({ workbench, engine }) {
  await workbench.openContainer('Trainyard');
  try {
    await workbench.view('Clusters').row(/./, { description: /(Docker|Podman) \d/, timeoutMs: 60_000 });
  } catch (error) {
    throw new TourError(
      error instanceof Error ? error.message : String(error),
      `check that the engine (${engine.described}) answers: docker version`,
    );
  }
}

/** @param {TourContext} context */
async function buildImage({ workbench }) {
  await workbench.openFile('trainyard.yaml');
  await workbench.runCommand('Trainyard: Build image…', { timeoutMs: 60_000 });
  await workbench.quickInput.pick('train', { title: 'Build the image of which workload?' });
  const outcome = await workbench.notification(/is built|fail|error|could not/i, { timeoutMs: buildTimeoutMs });
  if (!outcome.includes('is built')) throw new TourError(outcome, 'see the build panel in the screenshot');
  await workbench.webview(`Build: ${imageTag}`);
  await workbench.view('Images').row(imageTag);
}

/**
 * @param {TourContext} context
 * @returns {Promise<TourRun>}
 */
async function startRun({ workbench, engine }) {
  const { quickInput } = workbench;
  const before = new Set((await listRuns(engine))?.map(({ Id }) => Id));
  await workbench.runCommand('Trainyard: Run…', { timeoutMs: 60_000 });
  await quickInput.pick('train', { title: 'Run which workload?' });
  const form = /^Run train on /;
  for (const [row, value] of /** @type {const} */ ([
    ['CPU', cpus],
    ['Memory', memory],
    ['epochs', epochs],
  ])) {
    await quickInput.pick(row, { title: form });
    await quickInput.accept({ title: row, text: value });
  }
  await quickInput.pick('Start', { title: form });
  const { label } = await workbench.view('Runs').rowState(/^train/, { timeoutMs: 60_000 });
  const container = (await listRuns(engine))?.find(({ Id }) => !before.has(Id));
  if (!container) return { title: label };
  const { HostConfig } = await askEngine(engine, `/containers/${container.Id}/json`);
  if (HostConfig.NanoCpus !== Number(cpus) * 1e9 || HostConfig.Memory !== memoryBytes) {
    throw new TourError(
      `the container has other limits: ${HostConfig.NanoCpus / 1e9} CPU, ${HostConfig.Memory} bytes`,
      'report this: the run form and the container differ',
    );
  }
  return { title: container.Labels['trainyard.run-name'] ?? label, containerId: container.Id };
}

/**
 * @param {TourContext} context
 * @param {TourRun} run
 */
async function seeLog({ workbench }, run) {
  const panel = await workbench.webview(`Log: ${run.title}`, { timeoutMs: 60_000 });
  const line = panel.getByText(new RegExp(`epoch=2/${epochs} loss=`)).filter({ visible: true });
  await unlessFailed(workbench, run, {
    until: 'the log shows the second epoch',
    ask: async () => (await line.count()) > 0,
  });
}

/**
 * @param {TourContext} context
 * @param {TourRun} run
 */
async function seeMetrics({ workbench }, run) {
  const shown = new RegExp(`\\d+/${epochs}.*loss`, 'i');
  await unlessFailed(workbench, run, {
    until: 'the tree shows epoch and loss',
    ask: async ({ description }) => shown.test(description),
  });
}

/**
 * @param {TourContext} context
 * @param {TourRun} run
 */
async function seeEnd({ workbench }, run) {
  await unlessFailed(workbench, run, {
    until: 'the run has ended well',
    ask: async ({ description }) => /^(ok|exited 0)\b/.test(description),
  });
}

/**
 * Waits for something of the run, and no longer when the run has failed.
 * @param {Workbench} workbench
 * @param {TourRun} run
 * @param {{until: string, ask: (row: import('../../test/harness/treeView.mjs').Row) => Promise<boolean>}} what
 */
async function unlessFailed(workbench, { title }, { until, ask }) {
  const runs = workbench.view('Runs');
  await runs.row(title);
  await atWorkbench(workbench.page, `wait until ${until}`, () =>
    eventually(
      workbench.page,
      async () => {
        const row = (await runs.rows()).find(({ label }) => label === title);
        if (row && (await ask(row))) return true;
        if (row && /^(failed|exited [1-9]|out of memory|could not start)/i.test(row.description)) {
          throw new TourError(`the run has failed: ${row.description}`, 'read its log in the screenshot');
        }
        return undefined;
      },
      { timeoutMs: runTimeoutMs, until },
    ),
  );
}

/** @param {TourContext} context */
async function seeOutputs({ workbench, workspace, steps }) {
  await workbench.openContainer('Explorer');
  const files = workbench.view('digits');
  await files.expand('outputs');
  await files.row('model.joblib');
  const found = readdirSync(join(workspace, 'outputs')).map(
    (name) => `${name} (${statSync(join(workspace, 'outputs', name)).size} bytes)`,
  );
  steps.log(`outputs: ${found.join(', ')}`);
}
