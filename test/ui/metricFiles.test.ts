// Event files of TensorBoard, and tables of metrics, among a user's code: found, opened, plotted, and followed while they grow.
import assert from 'node:assert/strict';
import { appendFileSync, cpSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { visible } from '../harness/screen.mjs';
import { skipFor } from '../harness/testReport.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { scalarRecord } from '../support/eventFile.ts';
import { openExperiments } from './support/openExperiments.ts';
import { makeProject, openSession, shots, tellStory, type UiSession } from './support/uiSession.ts';

/** What the real package has written; a copy, because the story writes to it. */
const data = process.env['TRAINYARD_TEST_TENSORBOARD_DATA'];

describe('event files and tables of metrics', () => {
  const project = makeProject('curves', {
    'train.py': 'print("trained")\n',
    'data/people.csv': 'name,age\na,1\n',
    'vision/lightning_logs/version_0/metrics.csv':
      'epoch,step,train_loss,val_acc\n0,9,0.9,\n0,9,,0.25\n1,19,0.5,\n1,19,,0.75\n',
    'vision/lightning_logs/version_0/hparams.yaml': 'lr: 0.001\n',
  });
  /** What the user has added with "Add tracker…". */
  const outside = makeProject('elsewhere', { 'fold1.csv': 'epoch,loss\n1,0.5\n2,0.25\n', 'notes.txt': 'nothing\n' });
  let session: UiSession | undefined;
  let workbench: Workbench;

  before(async function () {
    if (data === undefined) return skipFor(this, 'TRAINYARD_TEST_TENSORBOARD_DATA names no data');
    cpSync(join(data, 'runs'), join(project, 'vision/runs'), { recursive: true });
    session = await openSession(project, {
      browser: { width: 1400, height: 1000 },
      settings: { 'trainyard.experiments.trackers': [outside], 'workbench.colorTheme': 'Default Dark Modern' },
    });
    ({ workbench } = session);
  });
  after(async () => await session?.close());
  tellStory('metric-files', () => workbench);

  it('stand in the Experiments view without any set-up, and data sets do not', async () => {
    const view = await openExperiments(workbench);
    await view.row('vision/runs', { description: /TensorBoard/ });
    await view.row('vision/lightning_logs', { description: /metric files/ });
    assert.deepEqual(
      (await view.rows()).filter(({ label }) => label.includes('data')),
      [],
    );
  });

  it('have runs by the names of their folders, with params and the last values', async () => {
    const view = workbench.view('Experiments');
    await view.expand('vision/lightning_logs');
    await view.expand('lightning_logs');
    await view.row('version_0', { description: /0\.75|0\.5/, timeoutMs: 30_000 });
    await view.collapse('vision/lightning_logs');
    await view.expand('vision/runs');
    await view.expand('runs');
    await view.row('sweep/lr=0.1', { timeoutMs: 30_000 });
    await view.row('group', { description: /failed/ });
    await workbench.screenshot(join(shots, 'metric-files-tree.png'));
  });

  it('of any name are there when the user has added their folder', async () => {
    const view = workbench.view('Experiments');
    await view.collapse('vision/runs');
    await view.expand(/elsewhere$/);
    await view.expand('elsewhere');
    await view.row('fold1.csv', { description: /loss 0\.25/, timeoutMs: 30_000 });
    await view.collapse(/elsewhere$/);
    await view.expand('vision/runs');
  });

  it('are followed while they are written', async () => {
    const view = workbench.view('Experiments');
    const [file = ''] = globSync(join(project, 'vision/runs/restarted/*.1'));
    appendFileSync(file, scalarRecord('loss', 31, 0.125, 1_767_225_700));
    await view.row('restarted', { description: /loss 0\.125/, timeoutMs: 60_000 });
  });

  it('open as a table, and plot the selected runs', async () => {
    const view = workbench.view('Experiments');
    await (await view.row('runs')).dblclick();
    const page = await workbench.webview(/^Runs: runs/);
    await visible(page.getByRole('grid'), 30_000);
    await workbench.screenshot(join(shots, 'metric-files-table.png'));
    await page.getByRole('button', { name: 'Plots' }).click();
    const plot = page.locator('figure', { has: page.getByRole('heading', { name: 'loss', exact: true }) });
    await plot.scrollIntoViewIfNeeded();
    // The sentence below a plot follows the lines.
    await visible(plot.locator('.plot-summary', { hasText: /runs/ }), 30_000);
    await workbench.screenshot(join(shots, 'metric-files-plots.png'));
  });
});
