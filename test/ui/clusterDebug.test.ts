import assert from 'node:assert/strict';
import { join } from 'node:path';
import { visible } from '../harness/screen.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { bringDebugpy, withDebugpyToCome } from '../support/debugJob.ts';
import { manifestsOf, START_FACTS } from '../support/kubeStart.ts';
import { clusterKubeconfig, KubectlInNamespace } from '../support/kubectlInNamespace.ts';
import { specOf } from '../unit/domain/deploy/specTexts.ts';
import { makeProject, openSession, shots, tellStory, type UiSession, until } from './support/uiSession.ts';
import { PYTHON } from '../support/testImages.ts';

/** Stands in for ms-python.debugpy, which comes from a marketplace: what it does for an attach is to connect VS Code to debugpy. */
const EXTENSION = {
  'package.json': JSON.stringify({
    name: 'debugpy',
    publisher: 'ms-python',
    version: '1.0.0',
    engines: { vscode: '^1.80.0' },
    main: './main.js',
    activationEvents: ['onDebugResolve:debugpy'],
    contributes: {
      debuggers: [{ type: 'debugpy', label: 'Python Debugger', languages: ['python'] }],
      breakpoints: [{ language: 'python' }],
    },
  }),
  'main.js': `const { debug, DebugAdapterServer } = require('vscode');
exports.activate = () => debug.registerDebugAdapterDescriptorFactory('debugpy', {
  createDebugAdapterDescriptor: ({ configuration: { connect } }) => new DebugAdapterServer(connect.port, connect.host),
});
`,
};
const PROGRAM = `import os
print("rank", os.environ.get("RANK"), flush=True)
loss = 0.5
print("loss", loss, flush=True)
`;
const spec = (namespace: string) => `version: 1
name: debugged
targets:
  lab: { kubernetes: { namespace: ${namespace} } }
workloads:
  train:
    image: ${PYTHON}
    pull: never
    command: [python3, train.py]
    workingDir: /project
    env: { PYTHONPATH: /project }
    mounts: [{ scratch: 200Mi, path: /project }]
    resources: { cpu: 100m, memory: 256Mi }
    target: lab
`;

describe('debugging a run in a cluster', () => {
  let kubectl: KubectlInNamespace;
  let session: UiSession;
  let workbench: Workbench;
  let text: string;

  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'ui-debug');
    text = spec(kubectl.namespace);
    const project = makeProject('debugged', { 'trainyard.yaml': text, 'train.py': PROGRAM });
    const beside = [makeProject('debugpy-stand-in', EXTENSION)];
    const browser = { width: 1400, height: 900 };
    session = await openSession(project, { browser, env: { KUBECONFIG: clusterKubeconfig(this) }, beside });
    ({ workbench } = session);
  });
  after(async () => {
    await session?.close();
    await kubectl?.close();
  });
  tellStory('cluster-debug', () => workbench);

  it('is chosen in the start form, and says what the image needs', async () => {
    const { quickInput } = workbench;
    await workbench.runCommand('Trainyard: Run…');
    const title = /^Run train on /;
    await quickInput.pick('Debug', { title });
    await quickInput.opened({ title });
    await workbench.screenshot(join(shots, 'cluster-debug-form.png'));
    await quickInput.pick('Start', { title });
    await quickInput.opened({ title: /^Before train/, timeoutMs: 30_000 });
    await workbench.screenshot(join(shots, 'cluster-debug-check.png'));
    await quickInput.pick(/Start in /, { title: /^Before train/ });
    await workbench.notification(/waits for the debugger before its first line/, { timeoutMs: 60_000 });
    await workbench.screenshot(join(shots, 'cluster-debug-started.png'));
    // A toast that moves while it is clicked does not take the click.
    const offer = workbench.page
      .locator('.notification-list-item')
      .filter({ hasText: /waits for the debugger before/ });
    const take = async () => {
      if ((await offer.count()) === 0) return true;
      await offer.getByText('Attach debugger').first().click({ timeout: 2_000 });
      return undefined;
    };
    await until(workbench, 'the offer to attach is taken', async () => await take().catch(() => undefined));
    const told = await workbench.notification(/has no debugpy|nothing to attach to/, { timeoutMs: 60_000 });
    assert.match(told, /has no debugpy.*pip install debugpy/);
    await workbench.screenshot(join(shots, 'cluster-debug-missing.png'));
  });

  it('attaches from the row of the run, stops in the line, and closes its port when the session ends', async () => {
    const { page } = workbench;
    const workload = specOf(text).workloads.get('train');
    if (!workload) throw new Error('no workload');
    const run = { id: 'ui-debug', name: 'train-debugged' };
    const facts = { ...START_FACTS, image: { reference: PYTHON }, namespace: kubectl.namespace, run };
    const [job] = manifestsOf({
      workload,
      facts: { ...facts, specPath: 'trainyard.yaml' },
      choices: { debug: {} },
    });
    if (!job) throw new Error('no Job');
    await kubectl.apply([withDebugpyToCome(job)]);
    const runs = workbench.view('Runs');
    await runs.row('train-debugged', { timeoutMs: 30_000 });
    const pod = 'jsonpath={.items[0].metadata.name}';
    const name = await kubectl.ok(['get', 'pods', '-l', 'trainyard.dev/run-id=ui-debug', '-o', pod]);
    await runs.contextMenu('train-debugged', 'Attach Python debugger');
    await workbench.screenshot(join(shots, 'cluster-debug-waiting.png'));

    await workbench.openFile('train.py');
    // Keys that come before the question for the line is there go into the file, and F9 may come to nothing.
    await page.keyboard.press('Control+g');
    await visible(page.locator('.quick-input-widget .quick-input-box input:focus'));
    await page.keyboard.type('4');
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-widget').first().waitFor({ state: 'hidden' });
    await page.keyboard.press('F9');
    await visible(
      page
        .locator('.monaco-editor .codicon-debug-breakpoint, .monaco-editor .codicon-debug-breakpoint-unverified')
        .first(),
    );
    await bringDebugpy(kubectl, name, PROGRAM);
    await visible(page.locator('.debug-top-stack-frame-line').first(), 60_000);
    await workbench.screenshot(join(shots, 'cluster-debug-stopped.png'));
    await page.keyboard.press('F5');
    await kubectl.ok(['wait', '--for=condition=complete', 'job/train-debugged', '--timeout=60s']);
    await workbench.runCommand('Trainyard: Show forwarded ports');
    await workbench.quickInput.opened({ title: 'Forwarded ports' });
    await visible(page.getByPlaceholder(/No port is forwarded/));
    await workbench.quickInput.cancel();
  });
});
