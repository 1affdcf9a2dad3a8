// MLflow's own pages, served by the real program for stores of this machine.
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startUi } from '../../../src/adapters/mlflow/startUi.ts';
import { uiPage, type UiStore } from '../../../src/domain/experiments/mlflowUi.ts';
import { skipFor } from '../../harness/testReport.mjs';
import { valueOf } from '../../support/realDocker.ts';

const { TRAINYARD_TEST_MLFLOW_STORES: stores, TRAINYARD_TEST_MLFLOW_PYTHON: python } = process.env;
const { signal } = new AbortController();
/** Of Debian, which has no MLflow. */
const BARE = '/usr/bin/python3';

describe('MLflow’s own pages', function () {
  this.timeout(180_000);
  let folder = '';
  const lines: string[] = [];
  const start = startUi({
    folders: () => [folder],
    environment: () => ({ ...process.env, PATH: join(folder, 'path') }),
  });
  const startOn = async (store: UiStore) => await start(store, { onLine: (line) => lines.push(line) }, signal);

  before(async function () {
    if (stores === undefined || python === undefined)
      return skipFor(this, 'TRAINYARD_TEST_MLFLOW_STORES or TRAINYARD_TEST_MLFLOW_PYTHON is not set');
    folder = await realpath(await mkdtemp(join(tmpdir(), 'trainyard ui-')));
    await mkdir(join(folder, 'path'));
    await symlink(BARE, join(folder, 'path', 'python3'));
    await cp(join(stores, 'sqlite', 'mlflow.db'), join(folder, 'mlflow.db'));
    await cp(join(stores, 'files', 'mlruns'), join(folder, 'mlruns'), { recursive: true });
  });
  after(async () => {
    if (folder !== '') await rm(folder, { recursive: true, force: true });
  });

  it('say what is missing, and how to get it', async () => {
    const started = await startOn({ form: 'sqlite', path: join(folder, 'mlflow.db') });
    assert.deepEqual(
      started.ok ? undefined : [started.failure.code, started.failure.message, started.failure.nextStep],
      ['tool-missing', 'MLflow is not installed in python3.', 'Install it: python3 -m pip install mlflow'],
    );
  });

  for (const [form, name] of [
    ['sqlite', 'mlflow.db'],
    ['fileStore', 'mlruns'],
  ] as const) {
    it(`show a ${form} by the Python of the workspace, and end when they are told to`, async () => {
      await symlink(resolve(python ?? '', '../..'), join(folder, '.venv')).catch((error: NodeJS.ErrnoException) =>
        assert.equal(error.code, 'EEXIST'),
      );
      const ui = valueOf(await startOn({ form, path: join(folder, name) }));
      try {
        const body = JSON.stringify({ max_results: 50 });
        const headers = { 'content-type': 'application/json' };
        const answer = await fetch(`${ui.url}/api/2.0/mlflow/experiments/search`, { method: 'POST', headers, body });
        assert.match(await answer.text(), /vision\/digits/);
        assert.equal((await fetch(uiPage(ui.url, { experimentId: '1', runId: 'a' }))).status, 200);
        assert.ok(lines.some((line) => line.includes('--backend-store-uri')));
      } finally {
        ui.dispose();
        await ui.ended;
      }
      await assert.rejects(fetch(ui.url));
    });
  }

  it('end with the words of MLflow when it cannot read the store', async () => {
    await writeFile(join(folder, 'broken.db'), 'this is no database');
    const started = await startOn({ form: 'sqlite', path: join(folder, 'broken.db') });
    assert.equal(started.ok ? 'ok' : started.failure.code, 'rejected');
    assert.match(started.ok ? '' : `${started.failure.message} ${started.failure.detail}`, /database/);
  });
});

describe('an address of MLflow’s pages', () => {
  it('leads to an experiment or a run', () => {
    assert.equal(uiPage('http://h:1/ml', {}), 'http://h:1/ml/');
    assert.equal(uiPage('http://h:1', { experimentId: '1' }), 'http://h:1/#/experiments/1');
    assert.equal(uiPage('http://h:1', { experimentId: '1', runId: 'a/b' }), 'http://h:1/#/experiments/1/runs/a%2Fb');
  });
});
