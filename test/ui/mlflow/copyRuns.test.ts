import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { skipFor } from '../../harness/testReport.mjs';
import type { Workbench } from '../../harness/workbench.mjs';
import { makeProject, openSession, shots, tellStory, type UiSession } from '../support/uiSession.ts';

const data = process.env['TRAINYARD_TEST_NEPTUNE_DATA'];
const url = process.env['TRAINYARD_TEST_MLFLOW_URL'];

async function ask(path: string, body?: object): Promise<ReadonlyMap<string, unknown>> {
  const sent = body && { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
  const answer = await fetch(`${url}/api/2.0/mlflow/${path}`, sent);
  return new Map(Object.entries(Object(await answer.json())));
}

/** Copies of an earlier try, on a server that is still there. */
async function forgetCopies(): Promise<void> {
  const experiments = await ask('experiments/search', { max_results: 1000 });
  const ids = listOf(experiments.get('experiments')).map((each) => each['experiment_id']);
  const filter = 'tags."trainyard.copiedWhole" = "true"';
  const { runs } = Object.fromEntries(await ask('runs/search', { experiment_ids: ids, filter, max_results: 1000 }));
  for (const { info } of listOf(runs)) await ask('runs/delete', { run_id: Object(info)['run_id'] });
}

const listOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] => (Array.isArray(value) ? value : []);

describe('a run of Neptune goes to MLflow', () => {
  const project = makeProject('leaving', { 'train.py': 'print("trained")\n' });
  let session: UiSession;
  let workbench: Workbench;

  before(async function () {
    if (data === undefined || url === undefined) return skipFor(this, 'there is no server of MLflow');
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
    assert.match(report, /is called model_weights|1 of 1 runs are at/);
    await workbench.screenshot(join(shots, 'copy-runs.png'));
    const copyId = /Copied as run ([0-9a-f]{32})/.exec(report)?.[1] ?? '';
    const files = listOf((await ask(`artifacts/list?run_id=${copyId}`)).get('files'));
    assert.deepEqual(
      files.map(({ path }) => path),
      ['log.txt', 'model'],
    );
  });
});
