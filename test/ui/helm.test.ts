import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Workbench } from '../harness/workbench.mjs';
import { ChartRepository, helmHome } from '../support/chartRepository.ts';
import { DEMO_CHART, HelmInNamespace } from '../support/helmInNamespace.ts';
import { kubectl } from '../support/kubectl.ts';
import { clusterKubeconfig } from '../support/kubectlInNamespace.ts';
import { makeProject, openSession, shots, tellStory, type UiSession } from './support/uiSession.ts';

describe('a chart, from the explorer to its end', () => {
  const project = makeProject('store', { 'README.md': '# store\n' });
  const chart = join(project, 'helm');
  let helm: HelmInNamespace;
  let session: UiSession | undefined;
  let workbench: Workbench;
  let context: string;
  let charts: string;
  let repository: ChartRepository | undefined;

  before(async function () {
    helm = await HelmInNamespace.open(this, 'helm-ui');
    cpSync(DEMO_CHART, chart, { recursive: true });
    charts = mkdtempSync(join(tmpdir(), 'trainyard-charts-'));
    repository = await ChartRepository.start(helm.program, charts, { chart, versions: ['0.2.0', '0.3.0'] });
    await helm.run(['repo', 'add', 'lab', repository.url], helmHome(charts));
    context = kubectl('config', 'current-context').trim();
    const path = [dirname(helm.program), process.env['PATH']].join(delimiter);
    session = await openSession(project, {
      browser: { width: 1400, height: 1000 },
      // As when it is started from a terminal: otherwise VS Code takes PATH from a login shell.
      env: { KUBECONFIG: clusterKubeconfig(this), PATH: path, VSCODE_CLI: '1', ...helmHome(charts) },
    });
    ({ workbench } = session);
  });
  after(async () => {
    await session?.close();
    await helm?.close();
    repository?.stop();
    if (charts) rmSync(charts, { recursive: true, force: true });
  });
  tellStory('helm', () => workbench);

  it('is installed with the values that are chosen, after a look at what it makes', async () => {
    const { quickInput } = workbench;
    const title = 'Install or upgrade a Helm chart';
    const namespace = helm.kubectl.namespace;
    await workbench.openContainer('Explorer');
    await workbench.view('store').contextMenu('helm', 'Install or upgrade Helm chart…');
    await quickInput.pick(new RegExp(context), { title });
    await quickInput.pick(namespace, { title, filter: namespace });
    await quickInput.accept({ title, text: 'shop' });
    await quickInput.opened({ title: /^Values for shop/ });
    await quickInput.toggle(/values-large\.yaml/);
    await workbench.screenshot(join(shots, 'helm-values.png'));
    await quickInput.accept({ title: /^Values for shop/ });
    await quickInput.opened({ title: /^Install demo 0\.2\.0 as shop in / });
    await workbench.screenshot(join(shots, 'helm-install.png'));
    await quickInput.pick(/Install shop in/, { title: /^Install demo 0\.2\.0 as/ });
    await workbench.notification(/shop in .* was installed/, { timeoutMs: 60_000 });
    assert.match(await helm.run(['get', 'values', 'shop']), /hello from the large one/);
  });

  it('is a release with its objects', async () => {
    await workbench.openContainer('Trainyard');
    await workbench.page.locator('.pane-header', { hasText: /^\s*Runs/ }).click();
    const clusters = workbench.view('Clusters');
    await clusters.expand(context);
    await clusters.expand('Helm releases');
    await clusters.row('shop', { description: /deployed · demo 0\.2\.0 · app 1\.4 · revision 1/, timeoutMs: 20_000 });
    await clusters.expand('shop');
    await clusters.row('shop-settings', { description: /ConfigMap/ });
    await workbench.screenshot(join(shots, 'helm-release.png'));
  });

  it('is upgraded to a version of a repository with a single value, and shows what that changed without secrets', async () => {
    const { quickInput } = workbench;
    const clusters = workbench.view('Clusters');
    await helm.run(['upgrade', 'shop', chart, '--set', 'password=hunter2,greeting=bonjour']);
    await clusters.contextMenu('shop', 'Install or upgrade Helm chart…');
    const title = /^Upgrade shop with which chart/;
    await quickInput.pick(/Chart of a repository/, { title });
    await quickInput.pick(/lab\/demo/, { title });
    await quickInput.pick(/^0\.3\.0/, { title });
    await quickInput.opened({ title: /^Values for shop/ });
    await quickInput.toggle(/Single values/);
    await workbench.screenshot(join(shots, 'helm-single-values.png'));
    await quickInput.accept({ title: /^Values for shop/ });
    await quickInput.accept({ title: /^Values for shop/, text: 'greeting=moin' });
    await quickInput.opened({ title: /^Upgrade shop in .* to demo 0\.3\.0/ });
    const changed = workbench.page.locator('.editor.modified .view-line', { hasText: 'moin' });
    await changed.first().waitFor({ timeout: 20_000 });
    await workbench.screenshot(join(shots, 'helm-upgrade.png'));
    assert.doesNotMatch(await workbench.page.locator('.editor-instance').first().innerText(), /hunter2/);
    await quickInput.pick(/Upgrade shop in/, { title: /^Upgrade shop in/ });
    await workbench.notification(/shop in .* was upgraded/, { timeoutMs: 60_000 });
    await clusters.row('shop', { description: /revision 3/, timeoutMs: 20_000 });
  });

  it('is rolled back from its history, and uninstalled', async () => {
    const { quickInput } = workbench;
    const clusters = workbench.view('Clusters');
    await clusters.contextMenu('shop', 'History of Helm release…');
    await quickInput.pick(/Revision 2/, { title: /^History of shop/ });
    await quickInput.pick(/What it changed in the manifest/, { title: /^shop, revision 2/ });
    await workbench.page.locator('.editor.modified .view-line', { hasText: '(changed)' }).first().waitFor();
    await clusters.contextMenu('shop', 'History of Helm release…');
    await quickInput.pick(/Revision 2/, { title: /^History of shop/ });
    await workbench.screenshot(join(shots, 'helm-history.png'));
    await quickInput.pick(/Roll back to it/, { title: /^shop, revision 2/ });
    await workbench.answerDialog(/Roll shop in .* back to revision 2/, 'Roll back');
    await clusters.row('shop', { description: /revision 4/, timeoutMs: 60_000 });
    await clusters.contextMenu('shop', 'Uninstall Helm release…');
    await workbench.page.locator('.monaco-dialog-box').waitFor();
    await workbench.screenshot(join(shots, 'helm-uninstall.png'));
    await workbench.answerDialog(/Uninstall shop in/, 'Uninstall');
    await clusters.gone('shop', { timeoutMs: 60_000 });
    assert.deepEqual(await helm.json('list'), []);
  });
});
