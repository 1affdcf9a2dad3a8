// A user writes a manifest beside a cluster that is open: its names are offered, what waits is explained, and a neighbour's problems are told once.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { eventually, visible } from '../harness/screen.mjs';
import { skipFor } from '../harness/testReport.mjs';
import { NEWEST_KUBERNETES_MINOR } from '../../src/language/lint/lintConfig.ts';
import type { Workbench } from '../harness/workbench.mjs';
import { kubeconfig, kubectl, kubectlCreate } from '../support/kubectl.ts';
import { makeProject, openSession, shots, tellStory, type UiSession } from './support/uiSession.ts';

const NAMESPACE = `ui-live-${randomBytes(3).toString('hex')}`;
const JOB = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'stuck' } };
const MANIFEST = `apiVersion: batch/v1
kind: Job
metadata:
  name: stuck
  namespace: ${NAMESPACE}
spec:
  template:
    spec:
      restartPolicy: Never
      imagePullSecrets:
        - name: 
      containers:
        - name: main
          image: registry.example.com/a:1
          image: registry.example.com/b:1
`;
const SETTINGS = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: ${NAMESPACE}
data:
  epochs: "20"
`;
/** It has the id of YAML by Red Hat, and reports repeated keys as that does. */
const NEIGHBOUR = {
  'package.json': JSON.stringify({
    name: 'vscode-yaml',
    publisher: 'redhat',
    version: '0.0.1',
    engines: { vscode: '^1.80.0' },
    main: 'main.js',
    activationEvents: ['onLanguage:yaml'],
  }),
  'main.js': `const { languages, workspace, Diagnostic } = require('vscode');
exports.activate = () => {
  const shown = languages.createDiagnosticCollection('neighbour');
  const look = (document) => {
    if (document.languageId !== 'yaml') return;
    const at = document.getText().indexOf('image: registry.example.com/b');
    if (at < 0) return shown.delete(document.uri);
    const range = document.lineAt(document.positionAt(at).line).range;
    shown.set(document.uri, [new Diagnostic(range, 'Map keys must be unique')]);
  };
  workspace.textDocuments.forEach(look);
  workspace.onDidOpenTextDocument(look);
  workspace.onDidChangeTextDocument(({ document }) => look(document));
};
`,
};

describe('a manifest beside an open cluster', () => {
  const project = makeProject('live', {
    'job.yaml': MANIFEST,
    'settings.yaml': SETTINGS,
    '.vscode/settings.json': JSON.stringify({ 'trainyard.lint.kubernetesVersion': 'cluster' }),
  });
  let session: UiSession;
  let workbench: Workbench;
  let context: string;

  const problems = () => workbench.page.locator('.markers-panel .monaco-list-row');
  /** What is said beside the language, which shows under the pointer. */
  const checkedFor = async (version: string) => {
    const beside = workbench.page.locator('[id="status.languageStatus"]');
    await eventually(
      workbench.page,
      async () => {
        await workbench.page.mouse.move(700, 300);
        await beside.hover();
        const shown = workbench.page.locator('.hover-language-status');
        await visible(shown.first(), 5000);
        return (await shown.allInnerTexts()).some((text) => text.includes(`Kubernetes ${version}`));
      },
      { until: `the file is checked for ${version}` },
    );
  };
  const lens = (title: string) => workbench.page.locator('.codelens-decoration a', { hasText: title });

  before(async function () {
    if (kubeconfig === undefined) return skipFor(this, 'TRAINYARD_TEST_KUBECONFIG names no cluster');
    kubectl('create', 'namespace', NAMESPACE);
    kubectl('-n', NAMESPACE, 'create', 'secret', 'generic', 'hub-of-the-team', '--from-literal=a=b');
    kubectl('-n', NAMESPACE, 'create', 'configmap', 'settings', '--from-literal=epochs=10');
    const containers = [{ name: 'main', image: 'registry.example.com/a:1' }];
    const spec = { restartPolicy: 'Never', nodeSelector: { none: 'such' }, containers };
    kubectlCreate(NAMESPACE, [{ ...JOB, spec: { template: { spec } } }]);
    context = kubectl('config', 'current-context').trim();
    session = await openSession(project, {
      browser: { width: 1400, height: 950 },
      env: { KUBECONFIG: kubeconfig },
      beside: [makeProject('neighbour', NEIGHBOUR)],
    });
    ({ workbench } = session);
  });
  after(async () => {
    await session?.close();
    if (kubeconfig !== undefined) kubectl('delete', 'namespace', NAMESPACE, '--wait=false', '--ignore-not-found');
  });
  tellStory('liveManifests', () => workbench);

  it('tells once what the neighbour tells as well', async () => {
    await workbench.openFile('job.yaml');
    await workbench.runCommand('Problems: Focus on Problems View');
    await visible(problems().filter({ hasText: /Map keys must be unique/ }), 30_000);
    await visible(
      problems()
        .filter({ hasText: /Trainyard/ })
        .first(),
      60_000,
    );
    assert.equal(
      await problems()
        .filter({ hasText: /yaml-duplicate-key/ })
        .count(),
      0,
    );
    await workbench.screenshot(join(shots, 'live-neighbour.png'));
  });

  it('shows commands that need a cluster once the user has connected, and not before', async () => {
    await workbench.openFile('job.yaml');
    await visible(lens('Apply…'), 30_000);
    assert.equal(await lens('Diff with cluster…').count(), 0);
    await checkedFor(`1.${String(NEWEST_KUBERNETES_MINOR)}`);
    await workbench.openContainer('Trainyard');
    await workbench.page.locator('.pane-header', { hasText: /^\s*Runs/ }).click();
    const clusters = workbench.view('Clusters');
    await clusters.expand(context);
    await clusters.row(context, { description: /v1\.\d+/, timeoutMs: 20_000 });
    await workbench.openFile('job.yaml');
    await visible(lens('Diff with cluster…'), 30_000);
    await visible(lens('Why pending?'), 30_000);
    await workbench.screenshot(join(shots, 'live-lenses.png'));
  });

  it('checks for the version of the cluster, as the setting says', async () => {
    const { minor } = JSON.parse(kubectl('get', '--raw', '/version')) as { readonly minor: string };
    assert.notEqual(Number(minor), NEWEST_KUBERNETES_MINOR);
    await checkedFor(`1.${minor}`);
    await workbench.screenshot(join(shots, 'live-version.png'));
  });

  it('offers names of the namespace, and says from which context', async () => {
    await workbench.page.keyboard.press('Control+G');
    await workbench.page.keyboard.type('11:17');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.type('hub');
    await workbench.page.keyboard.press('Control+Space');
    const offered = workbench.page.locator('.suggest-widget .monaco-list-row', { hasText: 'hub-of-the-team' });
    await visible(offered, 20_000);
    await eventually(workbench.page, async () => (await offered.first().innerText()).includes(context), {
      until: 'the context is told',
    });
    await workbench.screenshot(join(shots, 'live-names.png'));
    await workbench.page.keyboard.press('Escape');
  });

  it('explains why the object does not run', async () => {
    await lens('Why pending?').first().click();
    await workbench.notification(/stuck|node|none/i);
    await workbench.screenshot(join(shots, 'live-pending.png'));
  });

  it('shows how the file differs from the cluster, asks nothing about it and changes nothing', async () => {
    await workbench.openFile('settings.yaml');
    await lens('Diff with cluster…').first().click();
    await workbench.quickInput.pick(new RegExp(context), { title: /^Compare / });
    await workbench.quickInput.pick(NAMESPACE, { title: /^Compare / });
    const side = (name: string) => workbench.page.locator(`.monaco-diff-editor .editor.${name} .view-lines`);
    await visible(side('original').filter({ hasText: /epochs:.*10/ }), 30_000);
    await visible(side('modified').filter({ hasText: /epochs:.*20/ }), 30_000);
    await workbench.screenshot(join(shots, 'live-diff.png'));
    assert.equal(await workbench.page.locator('.quick-input-widget:visible').count(), 0);
    const data = kubectl('-n', NAMESPACE, 'get', 'configmap', 'settings', '-o', 'jsonpath={.data.epochs}');
    assert.equal(data.trim(), '10');
  });
});
