import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { skipFor } from '../harness/testReport.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { claimOnDisk } from '../support/kubeClaims.ts';
import { kubeconfig, kubectl, kubectlCreate } from '../support/kubectl.ts';
import { makeProject, openSession, shots, tellStory, type UiSession, until } from './support/uiSession.ts';
import { BUSYBOX } from '../support/testImages.ts';

const NAMESPACE = `uifiles-${randomBytes(3).toString('hex')}`;
const SCRIPT =
  'mkdir -p /out/checkpoints; printf "lr: 0.1\\n" > /out/config.yaml; head -c 300000 /dev/zero > /out/checkpoints/epoch-1.pt; exec sleep 3600';

describe('the files of a pod, from the side bar', () => {
  const project = makeProject('browsing', { 'README.md': '', 'dragged.txt': 'from the explorer\n' });
  let session: UiSession;
  let workbench: Workbench;
  let context: string;
  const inside = (...command: readonly string[]) => kubectl('-n', NAMESPACE, 'exec', 'worker', '--', ...command);

  const helpers = () => kubectl('-n', NAMESPACE, 'get', 'pods', '-l', 'trainyard.dev/helper=claim-files', '-o', 'name');

  before(async function () {
    if (kubeconfig === undefined) return skipFor(this, 'TRAINYARD_TEST_KUBECONFIG names no cluster');
    kubectl('create', 'namespace', NAMESPACE);
    const overrides = JSON.stringify({ spec: { terminationGracePeriodSeconds: 0 } });
    const run = [
      'run',
      'worker',
      `--image=${BUSYBOX}`,
      '--restart=Never',
      `--overrides=${overrides}`,
      '--command',
      '--',
    ];
    kubectl('-n', NAMESPACE, ...run, 'sh', '-c', SCRIPT);
    kubectlCreate(NAMESPACE, claimOnDisk(NAMESPACE, 'data', 'ReadWriteOnce'));
    kubectl('-n', NAMESPACE, 'wait', '--for=condition=Ready', 'pod/worker', '--timeout=60s');
    context = kubectl('config', 'current-context').trim();
    session = await openSession(project, {
      browser: { width: 1400, height: 1000 },
      env: { KUBECONFIG: kubeconfig },
      settings: { 'trainyard.clusters.helperImage': BUSYBOX, 'workbench.colorTheme': 'Default Dark Modern' },
    });
    ({ workbench } = session);
  });
  after(async () => {
    await session?.close();
    if (kubeconfig === undefined) return;
    kubectl('delete', 'namespace', NAMESPACE, '--wait=false');
    kubectl('delete', 'pv', `${NAMESPACE}-data`, '--wait=false');
  });
  tellStory('cluster-files', () => workbench);

  it('are shown in the Files view', async () => {
    const { quickInput } = workbench;
    await workbench.openContainer('Trainyard');
    await workbench.page.locator('.pane-header', { hasText: /^\s*Runs/ }).click();
    const clusters = workbench.view('Clusters');
    await clusters.expand(context);
    await clusters.row('Pods', { timeoutMs: 20_000 });
    await clusters.contextMenu(context, 'Show namespaces…');
    await quickInput.opened({ title: 'Namespaces to show' });
    await quickInput.type(NAMESPACE);
    await quickInput.toggle(NAMESPACE);
    await quickInput.accept({ title: 'Namespaces to show' });
    await clusters.expand('Pods');
    await clusters.contextMenu('worker', 'Browse files');
    const files = workbench.view('Files');
    await files.row('worker', { timeoutMs: 30_000 });
    await workbench.page.locator('.pane-header', { hasText: /^\s*Clusters/ }).click();
    await files.row('worker', { description: new RegExp(NAMESPACE), timeoutMs: 30_000 });
    await files.expand('out');
    await files.row('config.yaml', { description: /8 B/ });
    await files.expand('checkpoints');
    await files.row('epoch-1.pt', { description: /293 KiB/ });
    await workbench.screenshot(join(shots, 'cluster-files.png'));
  });

  it('take a file that is dragged from the explorer', async () => {
    const { page } = workbench;
    const centre = async (row: Locator) => {
      const box = (await row.boundingBox()) ?? assert.fail('it is not on the screen');
      return [box.x + box.width / 2, box.y + box.height / 2] as const;
    };
    const dragTo = async (row: Locator) => page.mouse.move(...(await centre(row)), { steps: 5 });
    await workbench.openContainer('Explorer');
    const file = page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'dragged.txt' });
    await page.mouse.move(...(await centre(file)));
    await page.mouse.down();
    // VS Code opens the container of an icon that something is held over.
    const icon = page.locator('.activitybar .action-item', { has: page.locator('[aria-label^="Trainyard"]') });
    const folder = page.locator('.monaco-list-row', { hasText: /^checkpoints/ });
    await until(workbench, 'the view is opened for what is dragged', async () => {
      await dragTo(icon);
      return (await folder.isVisible()) ? true : undefined;
    });
    await dragTo(folder);
    await workbench.screenshot(join(shots, 'cluster-files-drag.png'));
    await page.mouse.up();
    await until(workbench, 'the file is in the pod', async () =>
      inside('ls', '/out/checkpoints').includes('dragged.txt') ? true : undefined,
    );
    assert.equal(inside('cat', '/out/checkpoints/dragged.txt'), 'from the explorer\n');
    inside('rm', '/out/checkpoints/dragged.txt');
  });

  it('are edited in place, and what somebody else wrote is not overwritten', async () => {
    await workbench.view('Files').click('config.yaml');
    await workbench.tab('config.yaml');
    await until(workbench, 'the text is there', async () =>
      (await workbench.editorText()).includes('lr: 0.1') ? true : undefined,
    );
    await workbench.page.locator('.editor-group-container.active .view-lines').click();
    const { keyboard } = workbench.page;
    await keyboard.press('Control+Home');
    await keyboard.type('epochs: 3\n');
    await keyboard.press('Control+S');
    await until(workbench, 'the file is saved', async () =>
      inside('cat', '/out/config.yaml') === 'epochs: 3\nlr: 0.1\n' ? true : undefined,
    );
    await workbench.screenshot(join(shots, 'cluster-files-edit.png'));
    inside('sh', '-c', 'sleep 1; echo "changed: elsewhere" > /out/config.yaml');
    await keyboard.type('seed: 1\n');
    await keyboard.press('Control+S');
    await workbench.notification(/newer|changed/i);
    await workbench.screenshot(join(shots, 'cluster-files-conflict.png'));
    assert.equal(inside('cat', '/out/config.yaml'), 'changed: elsewhere\n');
  });

  it('are downloaded with all that is in a folder', async () => {
    const target = join(project, 'results');
    mkdirSync(target);
    await workbench.view('Files').contextMenu('checkpoints', 'Download files…');
    await workbench.quickInput.opened({ title: /Download checkpoints/ });
    await workbench.quickInput.chooseFolder(target, 'Download');
    await workbench.notification(/checkpoints downloaded from worker/);
    await workbench.screenshot(join(shots, 'cluster-files-download.png'));
    assert.equal(statSync(join(target, 'checkpoints/epoch-1.pt')).size, 300_000);
  });

  it('are deleted after a question', async () => {
    const files = workbench.view('Files');
    await files.contextMenu('checkpoints', 'Delete files…');
    await workbench.screenshot(join(shots, 'cluster-files-delete.png'));
    await workbench.answerDialog(/Delete \/out\/checkpoints/, 'Delete');
    await files.gone('checkpoints');
    assert.equal(inside('ls', '/out'), 'config.yaml\n');
  });

  it('of a claim are browsed through a small pod that goes with the window', async () => {
    await workbench.page.locator('.pane-header', { hasText: /^\s*Clusters/ }).click();
    const clusters = workbench.view('Clusters');
    await clusters.expand('Storage');
    await clusters.inlineAction('data', 'Browse files');
    const files = workbench.view('Files');
    await files.row('data', { description: /^claim/, timeoutMs: 60_000 });
    await files.row('Empty');
    await workbench.screenshot(join(shots, 'cluster-files-claim.png'));
    assert.match(helpers(), /^pod\/trainyard-files-\w+\n$/);
    await workbench.reload();
    await until(workbench, 'the pod is gone', async () => (helpers() === '' ? true : undefined));
  });
});
