// A run in a cluster that records at a server of MLflow: from its row to the run of the tracker and back, and what is said when pods cannot reach it.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { scratchFolder } from '../harness/runState.mjs';
import { visible } from '../harness/screen.mjs';
import { skipFor } from '../harness/testReport.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { kubeconfig, kubectl } from '../support/kubectl.ts';
import { PYTHON } from '../support/testImages.ts';
import { type Mlflow, startMlflow } from '../testbed/python/startMlflow.mjs';
import { openExperiments } from './support/openExperiments.ts';
import { makeProject, openSession, shots, tellStory, type UiSession, until } from './support/uiSession.ts';

const NAMESPACE = `ui-tracked-${randomBytes(3).toString('hex')}`;
/** What the client of MLflow does, for an image without it: it takes address, experiment and tags from the same variables. */
const PROGRAM = `
import json, os, time, urllib.request
def ask(path, body):
    url = os.environ["MLFLOW_TRACKING_URI"] + "/api/2.0/mlflow/" + path
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request, timeout=20))
now = lambda: int(time.time() * 1000)
experiment = ask("experiments/create", {"name": os.environ["MLFLOW_EXPERIMENT_NAME"]})["experiment_id"]
tags = [{"key": key, "value": value} for key, value in json.loads(os.environ["MLFLOW_RUN_CONTEXT"]).items()]
run = ask("runs/create", {"experiment_id": experiment, "start_time": now(), "tags": tags})["run"]["info"]["run_id"]
for epoch in range(1, 401):
    for key, value in (("loss", 1 / (epoch + 2)), ("auc", 0.625)):
        ask("runs/log-metric", {"run_id": run, "key": key, "value": value, "timestamp": now(), "step": epoch})
    print(f"epoch={epoch}/400 loss=0.3", flush=True)
    time.sleep(0.5)
`;

const specOf = (uri: string) => `version: 1
name: tracked
targets:
  lab: { kubernetes: { namespace: ${NAMESPACE} } }
workloads:
  train:
    image: ${PYTHON}
    command: ${JSON.stringify(['python3', '-c', PROGRAM])}
    resources: { cpu: 100m, memory: 64Mi }
    target: lab
    tracking: { tracker: mlflow, uri: ${JSON.stringify(uri)}, experiment: ${NAMESPACE} }
`;

describe('a run in a cluster that records at a server', () => {
  const project = makeProject('tracked', { 'trainyard.yaml': specOf('sqlite:///mlflow.db') });
  let server: Mlflow | undefined;
  let session: UiSession | undefined;
  let workbench: Workbench;
  let run: string;

  before(async function () {
    if (kubeconfig === undefined) return skipFor(this, 'TRAINYARD_TEST_KUBECONFIG names no cluster');
    if (process.env['TRAINYARD_TEST_MLFLOW_PYTHON'] === undefined)
      return skipFor(this, 'TRAINYARD_TEST_MLFLOW_PYTHON names no interpreter');
    server = await startMlflow({ name: 'for-pods', stateDir: scratchFolder('mlflow'), host: addressForPods() });
    kubectl('create', 'namespace', NAMESPACE);
    session = await openSession(project, {
      browser: { width: 1400, height: 900 },
      env: { KUBECONFIG: kubeconfig },
      settings: { 'trainyard.experiments.trackers': [server.url] },
    });
    ({ workbench } = session);
  });
  after(async () => {
    await session?.close();
    if (kubeconfig !== undefined) kubectl('delete', 'namespace', NAMESPACE, '--wait=false');
    await server?.stop({ wipe: true });
  });
  tellStory('cluster-tracked', () => workbench);

  const open = async () => {
    const { quickInput } = workbench;
    await workbench.runCommand('Trainyard: Run…');
    await quickInput.pick('Start', { title: /^Run train on / });
  };

  it('is told before it starts when pods do not reach its store, and how they would', async () => {
    const { quickInput } = workbench;
    await open();
    await quickInput.opened({ title: /^train would fail in /, timeoutMs: 30_000 });
    const rows = (await quickInput.state())?.rows.join('\n') ?? '';
    assert.match(rows, /Pods do not see mlflow\.db of this machine\. Run “mlflow server”/);
    await workbench.screenshot(join(shots, 'cluster-tracked-refused.png'));
    await quickInput.cancel();
    assert.equal(kubectl('-n', NAMESPACE, 'get', 'jobs', '-o', 'name'), '');
  });

  it('has on its row what the server has, though nobody opened that', async () => {
    const { quickInput } = workbench;
    writeFileSync(join(project, 'trainyard.yaml'), specOf(server?.url ?? ''));
    await open();
    await quickInput.pick(/Start in /, { title: /^Before train/, timeoutMs: 30_000 });
    const runs = workbench.view('Runs');
    ({ label: run } = await runs.rowState(/^train/, { timeoutMs: 60_000 }));
    await runs.row(run, { description: /epoch \d+\/400/, timeoutMs: 60_000 });
    await runs.expand(run);
    await runs.row('auc', { description: /0\.625/, timeoutMs: 60_000 });
    const log = await workbench.webview(`Log: ${run}`);
    await log.getByRole('region', { name: /^Progress\. Metrics from / }).waitFor({ timeout: 60_000 });
    await workbench.screenshot(join(shots, 'cluster-tracked.png'));
  });

  it('leads to the run of the tracker, whose tags name its Job and its pod', async () => {
    await workbench.view('Runs').contextMenu(run, 'Show in tracker');
    await workbench.tab(new RegExp(`^${run} .*\\.run\\.yaml$`), { timeoutMs: 30_000 });
    const pod = kubectl('-n', NAMESPACE, 'get', 'pods', '-o', 'jsonpath={.items[0].metadata.name}');
    const job = kubectl('-n', NAMESPACE, 'get', 'jobs', '-o', 'jsonpath={.items[0].metadata.name}');
    // The page is longer than the screen.
    await workbench.page.keyboard.press('Control+End');
    const wanted = [`trainyard.kubernetes.pod: ${pod}`, `trainyard.kubernetes.object: Job/${job}`, NAMESPACE];
    await until(workbench, 'the tags are on screen', async () => {
      const text = await workbench.editorText();
      return wanted.every((each) => text.includes(each)) ? true : undefined;
    });
    await workbench.screenshot(join(shots, 'cluster-tracked-page.png'));
  });

  it('is found from there again: its log', async () => {
    await workbench.closeTab(`Log: ${run}`);
    const experiments = await openExperiments(workbench);
    const host = new URL(server?.url ?? '').host;
    await experiments.expand(host);
    await experiments.row(NAMESPACE, { timeoutMs: 30_000 });
    await experiments.expand(NAMESPACE);
    await experiments.row(run, { timeoutMs: 30_000 });
    await experiments.contextMenu(run, 'Open log of the run that made it');
    const log = await workbench.webview(`Log: ${run}`, { timeoutMs: 30_000 });
    await visible(log.getByText(/epoch=1\/400/).first(), 60_000);
  });
});

/** Of this machine, in the network that the node is in. */
function addressForPods(): string {
  const node = kubectl('get', 'nodes', '-o', 'jsonpath={.items[*].status.addresses[?(@.type=="InternalIP")].address}');
  const networks = node.split(' ').map((address) => address.replace(/\d+$/, ''));
  const own = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));
  const found = own.find((address) => networks.some((network) => address.startsWith(network)));
  assert.ok(found, `no address of this machine is in the network of ${node}`);
  return found;
}
