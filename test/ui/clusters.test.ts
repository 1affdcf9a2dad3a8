import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { visible } from '../harness/screen.mjs';
import { skipFor } from '../harness/testReport.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { exporterPod, holderPod } from '../support/gpuPods.ts';
import { kubeconfig, kubectl, kubectlField } from '../support/kubectl.ts';
import { makeProject, openSession, shots, tellStory, type UiSession, until } from './support/uiSession.ts';
import { PYTHON } from '../support/testImages.ts';

const NAMESPACE = `ui-${randomBytes(3).toString('hex')}`;
const GPU_NAMESPACE = `${NAMESPACE}-gpu`;
const NAME = 'model-inference';
const MANIFEST = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${NAME}
spec:
  replicas: 3
  selector:
    matchLabels: { app: ${NAME} }
  template:
    metadata:
      labels: { app: ${NAME} }
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: server
          image: ${PYTHON}
          command: [python3, -m, http.server, "8080"]
          ports: [{ name: http, containerPort: 8080 }]
          readinessProbe: { httpGet: { path: /, port: 8080 }, periodSeconds: 1 }
          resources:
            requests: { cpu: 10m, memory: 32Mi }
            limits: { cpu: 200m, memory: 128Mi }
`;

const STUCK = `apiVersion: apps/v1
kind: Deployment
metadata: { name: stuck }
spec:
  selector:
    matchLabels: { app: stuck }
  template:
    metadata:
      labels: { app: stuck }
    spec:
      # the pods go where there is room
      nodeSelector:
        none: such
      containers:
        - { name: main, image: ${PYTHON} }
`;

/** A pod that holds two GPUs, and one that says what NVIDIA's exporter would say of the node's four. */
function makeBusyPods(project: string): void {
  const gpus = [91, 85, 0, 0].map((percent, index) => ({
    index,
    node: 'testbed-node',
    percent,
    usedMib: percent > 0 ? 62_000 : 0,
    ...(percent > 0 ? { pod: `${GPU_NAMESPACE}/holder` } : {}),
  }));
  const file = join(project, '..', 'gpus.json');
  const items = [holderPod('holder', 2), exporterPod('exporter', gpus)];
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  kubectl('create', 'namespace', GPU_NAMESPACE);
  kubectl('-n', GPU_NAMESPACE, 'apply', '-f', file);
  kubectl('-n', GPU_NAMESPACE, 'wait', '--for=condition=Ready', 'pod', '--all', '--timeout=90s');
}

describe('the reference Deployment, from the side bar', () => {
  const project = makeProject('inference', { 'model-inference.yaml': MANIFEST, 'stuck.yaml': STUCK });
  let session: UiSession;
  let workbench: Workbench;
  let context: string;

  before(async function () {
    if (kubeconfig === undefined) return skipFor(this, 'TRAINYARD_TEST_KUBECONFIG names no cluster');
    kubectl('create', 'namespace', NAMESPACE);
    makeBusyPods(project);
    context = kubectl('config', 'current-context').trim();
    session = await openSession(project, {
      browser: { width: 1400, height: 1000 },
      env: { KUBECONFIG: kubeconfig },
    });
    ({ workbench } = session);
  });
  after(async () => {
    await session?.close();
    if (kubeconfig !== undefined)
      kubectl('delete', 'namespace', NAMESPACE, GPU_NAMESPACE, '--wait=false', '--ignore-not-found');
  });
  tellStory('clusters', () => workbench);

  it('shows the context without contacting it, and GPUs when it is opened', async () => {
    await workbench.openContainer('Trainyard');
    // Without an engine the Runs view has nothing to show, and the tree needs the room.
    await workbench.page.locator('.pane-header', { hasText: /^\s*Runs/ }).click();
    const clusters = workbench.view('Clusters');
    const { description } = await clusters.rowState(context);
    assert.doesNotMatch(description ?? '', /v1\./, 'nothing is known of a cluster that was not opened');
    await clusters.expand(context);
    await clusters.row(context, { description: /v1\.\d+/, timeoutMs: 20_000 });
    await clusters.row('Workloads');
    await clusters.row(/GPU/);
    await workbench.screenshot(join(shots, 'cluster-open.png'));
  });

  it('says how busy GPUs are, and asks the pod that holds them', async () => {
    const clusters = workbench.view('Clusters');
    await clusters.row('GPUs', { description: /GPU 44 %, 122 of 320 GB/, timeoutMs: 30_000 });
    await clusters.expand('GPUs');
    await clusters.expand(/^A100/);
    await clusters.expand('testbed-node');
    await clusters.row('holder', { description: /2 GPUs · GPU 88 %, 122 of 160 GB/ });
    await workbench.screenshot(join(shots, 'cluster-gpus.png'));
    await clusters.contextMenu('holder', 'Show GPU use of pod');
    await workbench.notification(/holder: GPU \d+ %, \d+ of 160 GB \(2 GPUs\)/);
    await clusters.collapse('GPUs');
    kubectl('delete', 'namespace', GPU_NAMESPACE, '--wait=false');
  });

  it('gives the context a colour and says it in words', async () => {
    const clusters = workbench.view('Clusters');
    await clusters.contextMenu(context, 'Colour of context…');
    await workbench.quickInput.opened({ title: /^Colour of / });
    await workbench.screenshot(join(shots, 'cluster-colors.png'));
    await workbench.quickInput.pick('red', { title: /^Colour of / });
    await clusters.row(context, { description: /^marked red/ });
    await workbench.screenshot(join(shots, 'cluster-color.png'));
  });

  it('shows only the namespaces that were chosen, and says so', async () => {
    const { quickInput } = workbench;
    const clusters = workbench.view('Clusters');
    await clusters.contextMenu(context, 'Show namespaces…');
    await quickInput.opened({ title: 'Namespaces to show' });
    await quickInput.type(NAMESPACE);
    await quickInput.toggle(NAMESPACE);
    await quickInput.accept({ title: 'Namespaces to show' });
    await clusters.row('Filter', { description: new RegExp(NAMESPACE) });
  });

  it('applies the manifest after showing what would happen', async () => {
    const { quickInput } = workbench;
    await workbench.openContainer('Explorer');
    await workbench.view('inference').contextMenu('model-inference.yaml', 'Apply manifest to a cluster…');
    await quickInput.pick(new RegExp(context), { title: /^Apply / });
    await quickInput.pick(NAMESPACE, { title: /^Apply / });
    await quickInput.opened({ title: /^Apply to / });
    await workbench.screenshot(join(shots, 'cluster-apply.png'));
    await quickInput.pick(/Apply Deployment model-inference to/, { title: /^Apply to / });
    await workbench.notification(/Deployment model-inference applied/, { timeoutMs: 30_000 });
    assert.equal(kubectlField(NAMESPACE, `deployment/${NAME}`, '.spec.replicas'), '3');
  });

  it('shows a change in a diff editor, applies it, and takes it back', async () => {
    const { quickInput } = workbench;
    writeFileSync(join(project, 'model-inference.yaml'), MANIFEST.replace('replicas: 3', 'replicas: 1'));
    await workbench.view('inference').contextMenu('model-inference.yaml', 'Apply manifest to a cluster…');
    await quickInput.pick(new RegExp(context), { title: /^Apply / });
    await quickInput.pick(NAMESPACE, { title: /^Apply / });
    await quickInput.pick(/Look at the differences/, { title: /^Apply to / });
    await workbench.tab(new RegExp(`Deployment ${NAME} \\(${context}/${NAMESPACE}`));
    const changed = workbench.page.locator('.editor.modified .view-line', { hasText: /replicas:.1/ });
    await changed.waitFor({ timeout: 30_000 });
    await workbench.screenshot(join(shots, 'cluster-diff.png'));
    await workbench.editorAction('Apply these changes, or not…');
    await quickInput.pick(/Apply Deployment model-inference to/, { title: /^Apply to / });
    await workbench.notification(/1 changed/, { timeoutMs: 30_000, button: 'Undo…' });
    await workbench.answerDialog(/Undo the apply to/, 'Undo');
    // Its message may be behind those of the rollout.
    await until(workbench, 'three replicas again', async () =>
      kubectlField(NAMESPACE, `deployment/${NAME}`, '.spec.replicas') === '3' ? true : undefined,
    );
  });

  it('lists the applies of this window, and takes back the one that is picked', async () => {
    const { quickInput } = workbench;
    writeFileSync(join(project, 'model-inference.yaml'), MANIFEST.replace('replicas: 3', 'replicas: 2'));
    await workbench.view('inference').contextMenu('model-inference.yaml', 'Apply manifest to a cluster…');
    await quickInput.pick(new RegExp(context), { title: /^Apply / });
    await quickInput.pick(NAMESPACE, { title: /^Apply / });
    await quickInput.pick(/Apply Deployment model-inference to/, { title: /^Apply to / });
    const replicas = async (count: string) =>
      await until(workbench, `${count} replicas`, async () =>
        kubectlField(NAMESPACE, `deployment/${NAME}`, '.spec.replicas') === count ? true : undefined,
      );
    await replicas('2');
    await workbench.runCommand('Trainyard: Undo an apply to a cluster…');
    await quickInput.opened({ title: 'Undo which apply?' });
    await visible(workbench.page.getByText('1 created, 0 changed'));
    await workbench.screenshot(join(shots, 'cluster-undo-list.png'));
    // The latest comes first.
    await quickInput.accept({ title: 'Undo which apply?' });
    await workbench.answerDialog(/Undo the apply to/, 'Undo');
    await replicas('3');
  });

  it('follows the rollout to three ready pods', async () => {
    await workbench.openContainer('Trainyard');
    const clusters = workbench.view('Clusters');
    await clusters.expand('Workloads');
    await clusters.expand('Serving');
    await clusters.row(NAME, { description: /3 of 3 ready/, timeoutMs: 60_000 });
    await clusters.expand(NAME);
    await workbench.statusItem(new RegExp(`${context}/${NAMESPACE}.*marked red`));
    await workbench.screenshot(join(shots, 'cluster-rollout.png'));
  });

  it('shows only what is mine, and says what that means', async () => {
    const clusters = workbench.view('Clusters');
    await clusters.contextMenu(context, 'Filter context…');
    await workbench.quickInput.pick('Show only mine', { title: /^Filter / });
    await clusters.row('Filter', { description: /· mine$/ });
    await clusters.gone(NAME);
    await workbench.screenshot(join(shots, 'cluster-mine.png'));
    const user = kubectl('config', 'view', '--minify', '-o', 'jsonpath={.contexts[0].context.user}');
    kubectl('-n', NAMESPACE, 'label', 'deployment', NAME, `owner=${user}`);
    await clusters.expand('Serving');
    await clusters.row(NAME);
    await clusters.contextMenu(context, 'Filter context…');
    await workbench.quickInput.pick('Show what is not mine too', { title: /^Filter / });
    await clusters.row('Filter', { description: new RegExp(`${NAMESPACE}$`) });
    await clusters.expand(NAME);
  });

  it('shows a pod that was deleted by hand healed', async () => {
    // A pod of the revision before may still be on its way out.
    const before = await until(workbench, 'three pods', async () => threeOf(podNames()), 60_000);
    kubectl('-n', NAMESPACE, 'delete', 'pod', before[0] ?? '', '--wait=false');
    const clusters = workbench.view('Clusters');
    const healed = await until(
      workbench,
      'a pod takes its place',
      async () => podNames().find((name) => !before.includes(name)),
      60_000,
    );
    await clusters.row(healed, { description: /running/i, timeoutMs: 60_000 });
    await clusters.gone(before[0] ?? '', { timeoutMs: 60_000 });
    await clusters.row(NAME, { description: /3 of 3 ready/, timeoutMs: 60_000 });
  });

  it('forwards a port of it to this machine', async () => {
    await workbench.view('Clusters').contextMenu(NAME, 'Forward port…');
    const text = await workbench.notification(/is forwarded to localhost:\d+/, { timeoutMs: 30_000 });
    const port = /localhost:(\d+)/.exec(text)?.[1];
    assert.equal(await statusOf(`http://127.0.0.1:${port}/`), 200);
  });

  it('edits it as YAML: a save by VS Code itself changes nothing, one by hand asks and applies', async () => {
    await workbench.view('Clusters').contextMenu(NAME, 'Edit YAML of object…');
    await until(workbench, 'the object is there', async () =>
      (await workbench.editorText()).includes('replicas: 3') ? true : undefined,
    );
    await workbench.page.locator('.view-line', { hasText: /replicas:.3/ }).click();
    const { keyboard } = workbench.page;
    await keyboard.press('End');
    await keyboard.press('Backspace');
    await keyboard.type('1');
    // VS Code in a browser saves a second after the last key.
    await workbench.notification(/only when you save yourself/);
    assert.equal(kubectlField(NAMESPACE, `deployment/${NAME}`, '.spec.replicas'), '3');
    await keyboard.press('Control+S');
    await workbench.quickInput.pick(/Apply it to /, { title: /^Apply your changes to / });
    await until(workbench, 'the change is applied', async () =>
      kubectlField(NAMESPACE, `deployment/${NAME}`, '.spec.replicas') === '1' ? true : undefined,
    );
    await workbench.closeTab(`${NAME}.yaml`);
  });

  it('scales it', async () => {
    await workbench.view('Clusters').contextMenu(NAME, 'Scale workload…');
    await workbench.quickInput.accept({ title: /^Scale /, text: '2' });
    await workbench.view('Clusters').row(NAME, { description: /2 of 2 ready/, timeoutMs: 60_000 });
    assert.equal(kubectlField(NAMESPACE, `deployment/${NAME}`, '.spec.replicas'), '2');
  });

  it('restarts it without downtime and undoes a change', async () => {
    const { quickInput } = workbench;
    kubectl('-n', NAMESPACE, 'set', 'env', `deployment/${NAME}`, 'VERSION=2');
    const clusters = workbench.view('Clusters');
    await until(
      workbench,
      'the second version runs',
      async () => (kubectlField(NAMESPACE, `deployment/${NAME}`, '.status.updatedReplicas') === '2' ? true : undefined),
      60_000,
    );
    // While pods come and go the row is drawn anew, and a menu that is open at that moment has lost its row.
    await until(
      workbench,
      'the first version is gone',
      async () => (podNames().length === 2 ? true : undefined),
      60_000,
    );
    await clusters.row(NAME, { description: /^2 of 2 ready/, timeoutMs: 60_000 });
    await clusters.contextMenu(NAME, 'Undo rollout…');
    await quickInput.pick(/Revision 1/, { title: /^Undo / });
    await workbench.page.locator('.editor.original .view-line', { hasText: 'VERSION' }).waitFor({ timeout: 30_000 });
    await workbench.screenshot(join(shots, 'cluster-revision.png'));
    await quickInput.pick('Go back to revision 1', { title: /^Undo / });
    await until(
      workbench,
      'the first version is back',
      async () =>
        kubectlField(NAMESPACE, `deployment/${NAME}`, '.spec.template.spec.containers[0].env') === ''
          ? true
          : undefined,
      60_000,
    );
  });

  it('shows the log of all its pods, and a shell in one', async () => {
    const clusters = workbench.view('Clusters');
    await clusters.row(NAME, { description: /2 of 2 ready/, timeoutMs: 60_000 });
    const [pod] = await until(
      workbench,
      'the pods of the other version are gone',
      async () => (podNames().length === 2 ? podNames() : undefined),
      60_000,
    );
    // The window hears of it a moment later; until then rows move up below the pointer, and a click is for a row that has gone.
    await until(
      workbench,
      'their rows are gone',
      async () => {
        const rows = (await clusters.rows()).map(({ label }) => label).filter((label) => label.startsWith(`${NAME}-`));
        return rows.length === 2 ? true : undefined;
      },
      60_000,
    );
    await clusters.inlineAction(pod ?? '', 'Follow log of pods');
    await workbench.webview(`Log: ${pod}`);
    await clusters.inlineAction(pod ?? '', 'Open shell in pod');
    await workbench.terminalShows(/[$#]/, { timeoutMs: 30_000 });
    await workbench.typeInTerminal('echo shell-$((40+2))');
    await workbench.terminalShows(/shell-42/);
    await clusters.contextMenu(pod ?? '', 'Run command…');
    await workbench.quickInput.accept({
      title: /^Run a command in /,
      text: `python3 -c "print('one  word'); exit(3)"`,
    });
    await workbench.terminalShows(/one {2}word[^]*The command ended with exit code 3/, { timeoutMs: 30_000 });
  });

  it('offers the log before a restart in the panel and in the menu of the pod', async () => {
    const [pod = ''] = podNames();
    // Python ends on SIGINT; the container is started again.
    kubectl('-n', NAMESPACE, 'exec', pod, '--', 'python3', '-c', 'import os; os.kill(1, 2)');
    const panel = await workbench.webview(`Log: ${pod}`);
    await visible(panel.getByText(/container restarted \(#1\)/), 60_000);
    await workbench.screenshot(join(shots, 'cluster-restarted.png'));
    await panel.getByRole('button', { name: 'Show the log before the restart' }).click();
    const before = await workbench.webview(`Log: ${pod}/server before restart 1`);
    await visible(before.getByText(/Keyboard interrupt received/), 30_000);
    await visible(before.getByText(/Ended with exit code 0/), 30_000);
    await workbench.screenshot(join(shots, 'cluster-before-restart.png'));
    await workbench.view('Clusters').contextMenu(pod, 'Show log before the restart');
    await workbench.webview(`Log: ${pod}/server before restart 1`);
  });

  it('is reached from the palette by keyboard alone: what was used last, or context, namespace and object', async () => {
    const { quickInput } = workbench;
    await workbench.runCommand('Trainyard: Show YAML of object');
    await quickInput.opened({ title: 'Show YAML of object' });
    await workbench.screenshot(join(shots, 'cluster-palette.png'));
    await quickInput.accept({ title: 'Show YAML of object', text: 'Deployment' });
    await workbench.tab(`${NAME}.deployment.yaml`);
    await workbench.runCommand('Trainyard: Describe object');
    await quickInput.accept({ title: 'Describe object', text: 'Another object' });
    await quickInput.accept({ title: 'Describe object', text: NAMESPACE });
    await quickInput.accept({ title: 'Describe object', text: 'Another kind' });
    await quickInput.accept({ title: 'Describe object', text: 'ReplicaSet' });
    await quickInput.opened({ title: 'Describe object' });
    await workbench.screenshot(join(shots, 'cluster-palette-kind.png'));
    await quickInput.accept({ title: 'Describe object', text: NAME });
    await workbench.tab(new RegExp(`^${NAME}-.*replicaset`));
  });

  it('changes nothing in it while the context is marked read-only', async () => {
    const clusters = workbench.view('Clusters');
    await clusters.contextMenu(context, 'Mark context as read-only');
    await clusters.row(context, { description: /^read-only/ });
    await workbench.runCommand('Trainyard: Delete object…');
    await workbench.quickInput.accept({ title: 'Delete object', text: 'Deployment' });
    await workbench.notification(/is read-only, so nothing was changed/);
    await clusters.contextMenu(context, 'Allow changes in context…');
    await workbench.answerDialog(/Allow changes in /, 'Allow changes');
    await clusters.row(context, { description: /^marked red/ });
    assert.equal(kubectlField(NAMESPACE, `deployment/${NAME}`, '.spec.replicas'), '2');
  });

  it('follows all pods with a label, and remembers the selector', async () => {
    const { quickInput } = workbench;
    const title = /^Follow logs by label/;
    await workbench.runCommand('Trainyard: Follow logs by label…');
    await quickInput.accept({ title, text: NAMESPACE });
    await quickInput.accept({ title, text: `app=${NAME}` });
    const panel = await workbench.webview(`Log: app=${NAME} in ${NAMESPACE}`);
    for (const pod of podNames()) await visible(panel.getByText(pod).first(), 30_000);
    await workbench.screenshot(join(shots, 'cluster-by-label.png'));
    await workbench.runCommand('Trainyard: Follow logs by label…');
    await quickInput.accept({ title });
    await quickInput.accept({ title });
    await workbench.webview(`Log: app=${NAME} in ${NAMESPACE}`);
  });

  it('deletes it after saying what goes with it', async () => {
    await workbench.view('Clusters').contextMenu(NAME, 'Delete object…');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    assert.match(await dialog.innerText(), /Pod model-inference/);
    assert.match(await dialog.innerText(), /, marked red\?/);
    await workbench.screenshot(join(shots, 'cluster-delete.png'));
    await workbench.answerDialog(/Delete Deployment model-inference/, 'Delete');
    await workbench.view('Clusters').gone(NAME, { timeoutMs: 60_000 });
    assert.equal(kubectl('-n', NAMESPACE, 'get', 'deployments', '-o', 'name'), '');
  });

  it('mends the manifest of what cannot start, and leaves the rest to the user', async () => {
    const { quickInput } = workbench;
    await workbench.openContainer('Explorer');
    await workbench.view('inference').contextMenu('stuck.yaml', 'Apply manifest to a cluster…');
    await quickInput.pick(new RegExp(context), { title: /^Apply / });
    await quickInput.pick(NAMESPACE, { title: /^Apply / });
    await quickInput.pick(/Apply Deployment stuck to/, { title: /^Apply to / });
    await workbench.openContainer('Trainyard');
    const clusters = workbench.view('Clusters');
    await clusters.expand('Serving');
    await clusters.row('stuck', { description: /0 of 1/, timeoutMs: 60_000 });
    // The window hears of it a moment after kubectl would; until then the scheduler has not looked at the pod.
    await clusters.expand('stuck');
    await clusters.row(/^stuck-/, { description: /pending: no node has the labels it asks for/, timeoutMs: 60_000 });
    await clusters.contextMenu('stuck', 'Why does it not start?');
    await workbench.notification(/label none=such, and there is none/, {
      timeoutMs: 60_000,
      button: 'Fix in stuck.yaml',
    });
    await workbench.notification(/Take none out of nodeSelector: changed in stuck.yaml/, { timeoutMs: 30_000 });
    await workbench.screenshot(join(shots, 'cluster-fix.png'));
    const text = await workbench.editorText();
    assert.match(text, /# the pods go where there is room/);
    const field = '.spec.template.spec.nodeSelector.none';
    assert.equal(kubectlField(NAMESPACE, 'deployment/stuck', field), 'such', 'nothing is applied');
  });
});

function threeOf(names: readonly string[]): readonly string[] | undefined {
  return names.length === 3 ? names : undefined;
}

function podNames(): readonly string[] {
  const names = kubectl(
    '-n',
    NAMESPACE,
    'get',
    'pods',
    '-l',
    `app=${NAME}`,
    '-o',
    'jsonpath={.items[*].metadata.name}',
  );
  return names.split(' ').filter((name) => name !== '');
}

function statusOf(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
}
