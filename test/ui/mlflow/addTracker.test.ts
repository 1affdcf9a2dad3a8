// Trackers that lie outside of the workspace, added by the dialog of real VS Code and taken off the list again.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { visible } from '../../harness/screen.mjs';
import type { Workbench } from '../../harness/workbench.mjs';
import { trackerEnv } from '../../support/trackerEnv.ts';
import { openExperiments } from '../support/openExperiments.ts';
import { makeProject, openSession, shots, tellStory, type UiSession } from '../support/uiSession.ts';

describe('trackers outside of the workspace', () => {
  const project = makeProject('inside', { 'README.md': '# inside\n' });
  const outside = makeProject('outside of it', { 'fold 1.csv': 'epoch,loss\n1,0.5\n2,0.25\n' });
  const folder = join(outside, 'mlruns');
  const empty = join(outside, 'nothing yet');
  let session: UiSession | undefined;
  let workbench: Workbench;

  before(async () => {
    cpSync(join(trackerEnv('MLFLOW_STORES'), 'files', 'mlruns'), folder, { recursive: true });
    mkdirSync(empty, { recursive: true });
    session = await openSession(project, {
      browser: { width: 1400, height: 900 },
      // As one writes it by hand.
      settings: { 'trainyard.experiments.trackers': [`${empty}/`] },
    });
    ({ workbench } = session);
    await openExperiments(workbench);
  });
  after(async () => await session?.close());
  tellStory('add-tracker', () => workbench);

  const view = () => workbench.view('Experiments');
  const labelOf = (path: string) => `${basename(outside)}/${basename(path)}`;
  const add = async (kind: 'Folder…' | 'File…', path: string) => {
    const { quickInput, page } = workbench;
    await view().titleAction('Add tracker…');
    await quickInput.pick(kind, { title: 'Add a tracker' });
    await quickInput.opened({ title: 'Add a tracker' });
    if (kind === 'Folder…') return await quickInput.chooseFolder(path, 'Add');
    await quickInput.type(`${dirname(path)}/`);
    await (await visible(quickInput.rows.filter({ has: page.getByText(basename(path), { exact: true }) }))).click();
    await quickInput.closed();
  };

  it('are added as a folder, with their experiments and runs', async () => {
    await add('Folder…', folder);
    const label = labelOf(folder);
    await view().row(label, { description: /MLflow · folder/ });
    await view().expand(label);
    await view().row('vision/digits', { timeoutMs: 30_000 });
    await workbench.screenshot(join(shots, 'add-folder.png'));
  });

  it('are added as a file', async () => {
    await add('File…', join(outside, 'fold 1.csv'));
    const label = labelOf('fold 1.csv');
    await view().row(label, { description: /metric files/ });
    await workbench.screenshot(join(shots, 'add-file.png'));
  });

  it('say what is not there, of a folder that has no runs yet', async () => {
    const label = labelOf(empty);
    await view().expand(label);
    await view().row('No experiments yet', { timeoutMs: 30_000 });
    await workbench.screenshot(join(shots, 'add-empty.png'));
    await view().collapse(label);
  });

  it('are taken off the list, and stay where they are', async () => {
    for (const path of [folder, join(outside, 'fold 1.csv'), empty]) {
      await view().contextMenu(labelOf(path), 'Take tracker off the list');
      await view().gone(labelOf(path));
      assert.ok(existsSync(path));
    }
  });
});
