import assert from 'node:assert/strict';
import { join } from 'node:path';
import { skipFor } from '../harness/testReport.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { DEMO_CHART, HelmInNamespace } from '../support/helmInNamespace.ts';
import { kubeconfig, kubectl } from '../support/kubectl.ts';
import { makeProject, openSession, shots, tellStory, type UiSession } from './support/uiSession.ts';

describe('releases of helm, in the side bar', () => {
  const project = makeProject('charts', { 'README.md': '# charts\n' });
  let helm: HelmInNamespace | undefined;
  let session: UiSession | undefined;
  let workbench: Workbench;
  let context: string;

  before(async function () {
    helm = await HelmInNamespace.open('helm-ui');
    if (!helm || kubeconfig === undefined) return skipFor(this, 'TRAINYARD_TEST_HELM names no helm');
    await helm.run(['install', 'demo', DEMO_CHART, '--set', 'password=hunter2']);
    await helm.run(['upgrade', 'demo', DEMO_CHART, '--set', 'password=hunter2,greeting=bonjour']);
    context = kubectl('config', 'current-context').trim();
    session = await openSession(project, {
      browser: { width: 1400, height: 1000 },
      env: { KUBECONFIG: kubeconfig },
    });
    ({ workbench } = session);
  });
  after(async () => {
    await session?.close();
    await helm?.close();
  });
  tellStory('helm', () => workbench);

  it('shows how a release is, and its objects with their menus', async () => {
    await workbench.openContainer('Trainyard');
    await workbench.page.locator('.pane-header', { hasText: /^\s*Runs/ }).click();
    const clusters = workbench.view('Clusters');
    await clusters.expand(context);
    await clusters.expand('Helm releases');
    await clusters.row('demo', { description: /deployed · demo 0\.2\.0 · app 1\.4 · revision 2/, timeoutMs: 20_000 });
    await clusters.expand('demo');
    await clusters.row('demo-settings', { description: /ConfigMap/ });
    await workbench.screenshot(join(shots, 'helm-release.png'));
  });

  it('shows what a revision changed, without secrets', async () => {
    const { quickInput } = workbench;
    await workbench.view('Clusters').contextMenu('demo', 'History…');
    await quickInput.pick(/Revision 2/, { title: /^History of demo/ });
    await quickInput.pick(/What it changed in the manifest/, { title: /^demo, revision 2/ });
    const changed = workbench.page.locator('.editor.modified .view-line', { hasText: 'greeting: bonjour' });
    await changed.waitFor({ timeout: 20_000 });
    await workbench.page.locator('.editor.original .view-line', { hasText: 'greeting: hello' }).waitFor();
    const text = await workbench.page.locator('.monaco-diff-editor').innerText();
    assert.match(text, /password/);
    assert.doesNotMatch(text, /hunter2/);
    await workbench.screenshot(join(shots, 'helm-diff.png'));
  });
});
