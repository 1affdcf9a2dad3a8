// A run in a container that records with the real client into a store of the project, seen in the Runs view and in Experiments.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { skipFor } from '../harness/testReport.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { PYTHON } from '../support/testImages.ts';
import {
  dockerHost,
  makeProject,
  openSession,
  removeProject,
  shots,
  tellStory,
  type UiSession,
} from './support/uiSession.ts';

const python = process.env['TRAINYARD_TEST_MLFLOW_PYTHON'];
const FORM = /^Run train on /;
const TRAIN = `import time, mlflow
with mlflow.start_run():
    for step in range(400):
        mlflow.log_metrics({"loss": 1 / (step + 3), "auc": 0.625}, step=step)
        print(f"epoch={step}/400 loss=0.3", flush=True)
        time.sleep(0.5)
`;
const spec = (packages: string) => `version: 1
workloads:
  train:
    image: ${PYTHON}
    command: [python, /project/train.py]
    workingDir: /tmp
    env: { PYTHONPATH: /packages, GIT_PYTHON_REFRESH: quiet }
    mounts:
      - { folder: ., path: /project, readOnly: true }
      - { folder: ${JSON.stringify(packages)}, path: /packages, readOnly: true }
    tracking: { tracker: mlflow, uri: "sqlite:///mlflow.db", experiment: digits }
`;

describe('a run that records into a store of its project', () => {
  const project = makeProject('recording', {
    'train.py': TRAIN,
    'trainyard.yaml': spec(resolve(python ?? '/usr/bin/python', '../../lib/python3.11/site-packages')),
  });
  let session: UiSession | undefined;
  let workbench: Workbench;

  before(async function () {
    if (dockerHost === undefined) return skipFor(this, 'TRAINYARD_TEST_DOCKER_HOST names no engine');
    if (python === undefined) return skipFor(this, 'TRAINYARD_TEST_MLFLOW_PYTHON names no interpreter');
    session = await openSession(project, { browser: { width: 1400, height: 900 } });
    ({ workbench } = session);
    await workbench.openContainer('Trainyard');
  });
  after(async () => {
    await session?.close();
    if (dockerHost !== undefined) await removeProject(dockerHost, project);
  });
  tellStory('tracked-run', () => workbench);

  it('shows what only the tracker has, with all digits, while the log goes on', async () => {
    const runs = workbench.view('Runs');
    await runs.titleAction('Run…');
    await workbench.quickInput.pick('Start', { title: FORM });
    const { label } = await runs.rowState(/^train-/, { timeoutMs: 60_000 });
    await runs.row(label, { description: /epoch \d+\/400/, timeoutMs: 60_000 });
    await runs.expand(label);
    await runs.row('auc', { description: /0\.625/, timeoutMs: 60_000 });
    await workbench.screenshot(join(shots, 'tracked-run.png'));
    assert.ok(existsSync(join(project, 'mlflow.db')));
  });

  it('shows the same in the head of its log and in the status bar, and says where it is from', async () => {
    const log = await workbench.webview(/^Log: train-/);
    const head = log.getByRole('region', { name: 'Progress. Metrics from mlflow.db' });
    await head.waitFor({ timeout: 60_000 });
    assert.match((await head.textContent()) ?? '', /loss.*auc\s*0\.625/);
    const item = await workbench.statusItem(/train-.*: epoch \d+\/400 · loss [\d.]+ · auc 0\.625/);
    assert.match((await item.locator('a').getAttribute('aria-label')) ?? '', /Metrics from mlflow\.db/);
    await workbench.screenshot(join(shots, 'tracked-run-log.png'));
  });

  it('lets go of the tracker when nobody looks, and shows its values again when somebody does', async () => {
    // The log is behind another tab, the Runs view behind the explorer: the item alone goes on.
    await workbench.openFile('train.py');
    await workbench.openContainer('Explorer');
    await workbench.statusItem(/train-.* · auc 0\.625/);
    await (await workbench.tab(/^Log: train-/)).click();
    const log = await workbench.webview(/^Log: train-/);
    await log.getByRole('region', { name: 'Progress. Metrics from mlflow.db' }).waitFor({ timeout: 60_000 });
  });
});
