// A user writes manifests: what is wrong, why, the fix, completion, and a name that is changed in two files.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, visible } from '../harness/screen.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { makeProject, openSession, shots, tellStory, type UiSession } from './support/uiSession.ts';

const JOB = `apiVersion: batch/v1
kind: Job
metadata:
  name: train
  namespace: team-a
spec:
  backoffLimit: 2
  template:
    spec:
      restartPolicy: Always
      containers:
        - name: train
          image: registry.example.com/team/train:1.4.0
          comand: [torchrun, --nproc-per-node=4, train.py]
          envFrom:
            - configMapRef:
                name: train-setings
          resources:
            requests:
              cpu: "8"
              memory: 64Gi
              nvidia.com/gpu: 4
            limits:
              memory: 64GB
`;
const SETTINGS = `apiVersion: v1
kind: ConfigMap
metadata:
  name: train-settings
  namespace: team-a
data:
  EPOCHS: "30"
`;

describe('manifests in the editor', () => {
  const project = makeProject('cluster', { 'job.yaml': JOB, 'settings.yaml': SETTINGS });
  const textOf = (name: string) => readFileSync(join(project, name), 'utf8');
  let session: UiSession;
  let workbench: Workbench;

  const problems = () => workbench.page.locator('.markers-panel .monaco-list-row');
  const problem = (text: RegExp) => problems().filter({ hasText: text });
  const press = async (keys: string) => await workbench.page.keyboard.press(keys);
  const saved = async (name: string, isIt: (text: string) => boolean, until: string) => {
    await workbench.runCommand('File: Save All Files');
    await eventually(workbench.page, async () => isIt(textOf(name)), { until });
  };

  before(async () => {
    session = await openSession(project, { browser: { width: 1500, height: 950 } });
    ({ workbench } = session);
    await workbench.openFile('job.yaml');
  });
  after(async () => await session?.close());
  tellStory('manifests', () => workbench);

  it('says what the cluster would refuse and what is not there, before anything is applied', async () => {
    await workbench.runCommand('Problems: Focus on Problems View');
    await visible(problem(/gpu-request-without-limit/), 60_000);
    for (const rule of [/k8s-unknown-field/, /job-restart-policy/, /k8s-quantity-syntax/, /ref-configmap-secret/]) {
      await visible(problem(rule));
    }
    await workbench.screenshot(join(shots, 'manifests.png'));
  });

  it('mends by the keyboard: the problem, its fix, Enter', async () => {
    await problem(/k8s-unknown-field/).click();
    await press('Enter');
    await press('Control+.');
    await visible(workbench.page.locator('.action-widget').getByText('command').first());
    await press('Enter');
    await saved('job.yaml', (text) => text.includes('          command: [torchrun'), 'the key is mended');
    await eventually(workbench.page, async () => (await problem(/k8s-unknown-field/).count()) === 0, {
      until: 'the problem is gone',
    });
  });

  it('explains a field, and completes values', async () => {
    await workbench.openFile('job.yaml');
    const field = workbench.page.locator('.view-line').getByText('restartPolicy', { exact: false }).first();
    await field.hover();
    await visible(workbench.page.locator('.monaco-hover').getByText('OnFailure').first());
    await workbench.screenshot(join(shots, 'manifests-hover.png'));
  });

  it('changes a name in every file that uses it', async () => {
    await workbench.openFile('job.yaml');
    await workbench.runCommand('Problems: Focus on Problems View');
    await problem(/ref-configmap-secret/).click();
    await press('Enter');
    await eventually(workbench.page, async () => (await workbench.page.locator('.monaco-editor.focused').count()) > 0, {
      until: 'the editor has the keyboard',
    });
    await press('Control+.');
    await visible(workbench.page.locator('.action-widget').getByText('train-settings').first());
    await press('Enter');
    await saved('job.yaml', (text) => text.includes('name: train-settings'), 'the reference is mended');
    await press('F2');
    const box = workbench.page.locator('.rename-box input');
    await visible(box);
    await box.fill('train-config');
    await press('Enter');
    await saved('settings.yaml', (text) => text.includes('name: train-config'), 'the definition has the new name');
    assert.match(textOf('job.yaml'), /configMapRef:\n\s+name: train-config\n/);
  });
});
