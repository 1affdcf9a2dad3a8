// Experiments that real clients of MLflow have written, found and looked at by mouse.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { skipFor } from '../harness/testReport.mjs';
import type { Workbench } from '../harness/workbench.mjs';
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
    await workbench.openContainer('Trainyard');
    const experiments = workbench.view('Experiments');
    await experiments.open();
    await experiments.expand(/mlflow\.db/);
    await workbench.screenshot(join(shots, 'experiments-tree.png'));
    const rows = await experiments.rows();
    assert.ok(rows.length > 1, JSON.stringify(rows));
  });
});
