// A node is taken out of use by mouse. It is one that no kubelet keeps: the cluster's own node has the pods of other suites.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { skipFor } from '../harness/testReport.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { kubeconfig, kubectl, kubectlCreate } from '../support/kubectl.ts';
import { makeProject, openSession, shots, tellStory, type UiSession } from './support/uiSession.ts';

const ID = randomBytes(3).toString('hex');
const NAMESPACE = `ui-nodes-${ID}`;
/** Behind the real one in every list. */
const NODE = `zz-node-${ID}`;
const BUDGET = 'keeps-one';
const CONDITION = { type: 'Ready', status: 'True', reason: 'Test', lastHeartbeatTime: '2026-01-01T00:00:00Z' };

const pod = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: NAMESPACE, labels: { app: name } },
  spec: {
    nodeName: NODE,
    // Without a kubelet nobody would confirm that it has ended.
    terminationGracePeriodSeconds: 0,
    tolerations: [{ operator: 'Exists' }],
    containers: [{ name: 'main', image: 'none.local/none:1' }],
  },
});
const taints = [{ key: 'trainyard.test/ui', value: ID, effect: 'NoSchedule' }];
const OBJECTS = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
  { apiVersion: 'v1', kind: 'Node', metadata: { name: NODE }, spec: { taints } },
  pod('guarded'),
  pod('free'),
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: BUDGET, namespace: NAMESPACE },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'guarded' } } },
  },
];

describe('a node is taken out of use', () => {
  const project = makeProject('nodes', { 'README.md': '# nodes\n' });
  let session: UiSession | undefined;
  let workbench: Workbench;
  let context: string;

  before(async function () {
    if (kubeconfig === undefined) return skipFor(this, 'TRAINYARD_TEST_KUBECONFIG names no cluster');
    kubectlCreate(NAMESPACE, OBJECTS);
    const status = (kind: string, name: string, value: object) =>
      kubectl('-n', NAMESPACE, 'patch', kind, name, '--subresource=status', '-p', JSON.stringify({ status: value }));
    status('node', NODE, { conditions: [CONDITION] });
    for (const name of ['guarded', 'free']) status('pod', name, { phase: 'Running', conditions: [CONDITION] });
    kubectl('-n', NAMESPACE, 'wait', `pdb/${BUDGET}`, '--for=jsonpath={.status.currentHealthy}=1', '--timeout=30s');
    context = kubectl('config', 'current-context').trim();
    session = await openSession(project, { browser: { width: 1400, height: 900 }, env: { KUBECONFIG: kubeconfig } });
    ({ workbench } = session);
  });
  after(async () => {
    await session?.close();
    if (kubeconfig === undefined) return;
    kubectl('delete', 'node', NODE, '--ignore-not-found');
    kubectl('delete', 'namespace', NAMESPACE, '--wait=false', '--ignore-not-found');
  });
  tellStory('nodes', () => workbench);

  const isUnschedulable = () => kubectl('get', 'node', NODE, '-o', 'jsonpath={.spec.unschedulable}') === 'true';
  const podsThere = () => kubectl('-n', NAMESPACE, 'get', 'pods', '-o', 'name').trim().split('\n').toSorted();

  it('is cordoned, and takes pods again', async () => {
    await workbench.openContainer('Trainyard');
    await workbench.page.locator('.pane-header', { hasText: /^\s*Runs/ }).click();
    const clusters = workbench.view('Clusters');
    await clusters.expand(context);
    await clusters.expand('Nodes');
    await clusters.contextMenu(NODE, 'Cordon node');
    await clusters.row(NODE, { description: /cordoned/i, timeoutMs: 20_000 });
    assert.ok(isUnschedulable());
    await clusters.contextMenu(NODE, 'Uncordon node');
    await clusters.row(NODE, { description: /^(?!.*cordoned).*/i, timeoutMs: 20_000 });
    assert.ok(!isUnschedulable());
  });

  it('is drained after a question, and the budget that keeps a pod is named', async () => {
    const clusters = workbench.view('Clusters');
    await clusters.contextMenu(NODE, 'Drain node…');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    assert.match(await dialog.innerText(), /2 pods belong to nothing and are lost for good/);
    await workbench.answerDialog(new RegExp(`Drain .*${NODE}`), 'Drain');
    await workbench.notification(
      new RegExp(`1 of 2 pods on ${NODE} were not evicted.*disruption budget ${BUDGET} needs 1`),
      {
        timeoutMs: 30_000,
      },
    );
    await workbench.screenshot(join(shots, 'cluster-drain.png'));
    assert.deepEqual(podsThere(), ['pod/guarded']);
    assert.ok(isUnschedulable());
  });
});
