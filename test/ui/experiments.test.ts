// Experiments that real clients of MLflow have written, found and looked at by mouse.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { visible } from '../harness/screen.mjs';
import { skipFor } from '../harness/testReport.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { openExperiments } from './support/openExperiments.ts';
import { makeProject, openSession, shots, tellStory, type UiSession } from './support/uiSession.ts';

const stores = process.env['TRAINYARD_TEST_MLFLOW_STORES'];

describe('experiments of a project', () => {
  const project = makeProject('tracked', { 'README.md': '# tracked\n' });
  let session: UiSession | undefined;
  let workbench: Workbench;

  before(async function () {
    if (stores === undefined) return skipFor(this, 'TRAINYARD_TEST_MLFLOW_STORES names no stores');
    cpSync(join(stores, 'sqlite', 'mlflow.db'), join(project, 'mlflow.db'));
    session = await openSession(project, {
      browser: { width: 1400, height: 900 },
    });
    ({ workbench } = session);
  });
  after(async () => {
    await session?.close();
  });
  tellStory('experiments', () => workbench);

  it('are found without set-up', async () => {
    const experiments = await openExperiments(workbench);
    await experiments.row('mlflow.db', { description: /MLflow · SQLite file/ });
    await experiments.expand('mlflow.db');
    await experiments.row('vision/digits', { timeoutMs: 30_000 });
    await experiments.row(/^odd\/ünïcode 名前/);
    await experiments.row('Deleted');
  });

  it('show their runs with state, metric and curve, nested ones below their parent', async () => {
    const experiments = workbench.view('Experiments');
    await experiments.expand(/^odd\/ünïcode 名前/);
    await experiments.row('parent ü', { description: /finished/, timeoutMs: 30_000 });
    await experiments.expand('parent ü');
    await experiments.row('child-2', { description: /rmse 0\.3333|finished/ });
    await workbench.screenshot(join(shots, 'experiments-tree.png'));
  });

  it('have artifacts that open in the editor', async () => {
    const experiments = workbench.view('Experiments');
    await experiments.expand('Artifacts');
    await (await experiments.row('t.csv', { timeoutMs: 30_000 })).dblclick();
    await visible(workbench.page.locator('.tab', { hasText: 't.csv' }), 30_000);
    assert.equal(await workbench.editorText(), 'a,b\n1,2\n');
  });

  it('open a run as a page', async () => {
    const experiments = workbench.view('Experiments');
    await (await experiments.row('parent ü')).dblclick();
    await visible(workbench.page.locator('.tab', { hasText: /parent ü .*\.run\.yaml/ }), 30_000);
    assert.match(await workbench.editorText(), /model\/name: resnet/);
    await workbench.screenshot(join(shots, 'experiments-run.png'));
  });

  it('open as a table, and plot the selected runs', async () => {
    const experiments = workbench.view('Experiments');
    await (await experiments.row('vision/digits')).dblclick();
    const page = await workbench.webview(/^Runs: vision\/digits/);
    await visible(page.getByRole('grid'), 30_000);
    await workbench.screenshot(join(shots, 'experiments-table.png'));
    await page.getByRole('button', { name: 'Plots' }).click();
    // The sentence below a plot follows the lines.
    await visible(page.locator('.plot-summary', { hasText: /8 runs/ }).first(), 30_000);
    await workbench.screenshot(join(shots, 'experiments-plots.png'));
  });
});
