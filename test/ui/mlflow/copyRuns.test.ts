import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Workbench } from '../../harness/workbench.mjs';
import { at, type Json, MlflowRest, textAt } from '../../support/mlflowRest.ts';
import { trackerEnv } from '../../support/trackerEnv.ts';
import { makeProject, openSession, shots, tellStory, type UiSession } from '../support/uiSession.ts';

const data = trackerEnv('NEPTUNE_DATA');
const url = trackerEnv('MLFLOW_URL');
const server = new MlflowRest(url);

/** Copies of an earlier try, on a server that is still there. */
async function forgetCopies(): Promise<void> {
  const experiments = await server.post('experiments/search', { max_results: 1000 });
  const ids = listAt(experiments, 'experiments').map((each) => textAt(each, 'experiment_id'));
  const filter = 'tags."trainyard.copiedWhole" = "true"';
  const found = await server.post('runs/search', { experiment_ids: ids, filter, max_results: 1000 });
  for (const run of listAt(found, 'runs')) await server.post('runs/delete', { run_id: textAt(run, 'info', 'run_id') });
}

const listAt = (value: Json, key: string): readonly Json[] => {
  const list = at(value, key);
  return Array.isArray(list) ? list : [];
};

describe('a run of Neptune goes to MLflow', () => {
  const project = makeProject('leaving', { 'train.py': 'print("trained")\n' });
  let session: UiSession;
  let workbench: Workbench;

  before(async () => {
    await forgetCopies();
    cpSync(join(data, 'export/exports'), join(project, 'exports'), { recursive: true });
    const settings = { 'trainyard.experiments.trackers': [url] };
    session = await openSession(project, { browser: { width: 1400, height: 1000 }, settings });
    ({ workbench } = session);
  });
  after(async () => await session?.close());
  tellStory('copy-runs', () => workbench);

  it('after a page has said what is lost', async () => {
    await workbench.openContainer('Trainyard');
    const view = workbench.view('Experiments');
    await view.open();
    await view.expand('leaving/exports');
    await view.expand('team/digits');
    await view.contextMenu('whole', 'Copy to an MLflow server…');
    await workbench.quickInput.pick(/127\.0\.0\.1/, { title: /Copy to which server/ });
    await workbench.answerDialog(/Copy 1 runs/, 'Copy');
    await workbench.tab(/^Copied to/, { timeoutMs: 60_000 });
    const report = await workbench.editorText();
    assert.match(report, /Copied as run [0-9a-f]{32}/);
    assert.match(report, /1 of 1 runs are at/);
    await workbench.screenshot(join(shots, 'copy-runs.png'));
    const copyId = /Copied as run ([0-9a-f]{32})/.exec(report)?.[1] ?? '';
    const files = listAt(await server.get('artifacts/list', { run_id: copyId }), 'files');
    assert.deepEqual(
      files.map((file) => textAt(file, 'path')),
      ['log.txt', 'model'],
    );
  });
});
