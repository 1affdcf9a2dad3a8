import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ok } from '../../../../src/domain/base/failure.ts';
import type { TreeNode } from '../../../../src/domain/base/tree.ts';
import { type ClusterFilter, NO_FILTER } from '../../../../src/domain/cluster/clusterFilter.ts';
import { ClusterRows } from '../../../../src/domain/cluster/clusterRows.ts';
import type { ClusterReader } from '../../../../src/domain/cluster/ports.ts';
import { aContext, type ClusterStage, clusterStage } from '../../../support/clusters.ts';
import { settled } from '../../../support/engines.ts';
import { aNode, aPod, aWorkload, kindNamed } from '../../../support/kubeFacts.ts';
import { ManualClock } from '../../../support/manualClock.ts';

function setUp(stage: ClusterStage = clusterStage(), filter: () => ClusterFilter = () => NO_FILTER) {
  const clock = new ManualClock();
  const marksOf = () => ({ isProtected: false, isReadOnly: false });
  const rows = new ClusterRows({ clusters: stage.hub, clock, filter, marksOf });
  const open = async (node: TreeNode | undefined): Promise<readonly TreeNode[]> => {
    assert.ok(node?.subject && 'clusterId' in node.subject, 'the row is of a cluster');
    rows.children(node, node.subject, 500);
    await settled();
    return rows.children(node, node.subject, 500);
  };
  const root = async (): Promise<TreeNode> => {
    const [first] = await rows.roots();
    assert.ok(first);
    return first;
  };
  return { ...stage, clock, rows, open, root };
}

describe('rows of clusters', () => {
  it('contact nobody before a context is opened', async () => {
    const { rows, asked } = setUp();
    assert.deepEqual(
      (await rows.roots()).map(({ label }) => label),
      ['lab'],
    );
    await settled();
    assert.deepEqual(asked, []);
  });

  it('watch only what open rows show', async () => {
    const { root, open, asked } = setUp();
    const groups = await open(await root());
    assert.deepEqual(asked.toSorted(), ['lab nodes *', 'lab pods *']);
    await open(groups.find(({ label }) => label === 'Network'));
    assert.deepEqual(asked.toSorted(), ['lab nodes *', 'lab pods *', 'lab services *']);
  });

  it('let go what a closed row needed, a while after', async () => {
    const { root, open, rows, clock, watched } = setUp();
    const groups = await open(await root());
    const network = groups.find(({ label }) => label === 'Network');
    assert.ok(network);
    await open(network);
    rows.collapsed(network);
    assert.equal(watched('lab services *').disposed, 0);
    await clock.pass(61_000);
    assert.equal(watched('lab services *').disposed, 1);
    assert.equal(watched('lab pods *').disposed, 0, 'the context is still open');
  });

  it('do not open again what the user has closed, when others are repainted', async () => {
    const { root, open, rows, asked, clock } = setUp();
    const context = await root();
    await open(context);
    rows.collapsed(context);
    await clock.pass(61_000);
    const before = asked.length;
    await open(context);
    assert.equal(asked.length, before);
    assert.ok(context.subject && 'clusterId' in context.subject);
    rows.expanded(context, context.subject);
    await open(context);
    assert.equal(asked.length, before + 2);
  });

  it('fall back to the namespace of the context where the whole cluster may not be read', async () => {
    const { root, open, asked, watched } = setUp();
    const context = await root();
    await open(context);
    watched('lab pods *').set({ state: 'failed', failure: { code: 'forbidden', message: 'no list of pods' } });
    await open(context);
    assert.ok(asked.includes('lab pods team-a'));
  });

  it('watch the chosen namespaces, several at once', async () => {
    const filter = () => ({ ...NO_FILTER, namespaces: ['a', 'b'] });
    const { root, open, asked, watched } = setUp(clusterStage(), filter);
    const context = await root();
    const groups = await open(context);
    await open(groups.find(({ label }) => label === 'Network'));
    // Pods of all namespaces, because what is free on the nodes hangs on them, unless that is forbidden.
    assert.deepEqual(asked.toSorted(), ['lab nodes *', 'lab pods *', 'lab services a', 'lab services b']);
    watched('lab pods *').set({ state: 'failed', failure: { code: 'forbidden', message: 'no list of pods' } });
    await open(context);
    assert.ok(asked.includes('lab pods a') && asked.includes('lab pods b'));
  });

  it('show what was seen last of a closed context, and count its pods', async () => {
    const { root, open, watched } = setUp();
    const context = await root();
    await open(context);
    const pod = aPod();
    watched<'pods'>('lab pods *').set({ state: 'ready', value: new Map([[pod.meta.uid, pod]]) });
    const groups = await open(context);
    assert.equal(groups.find(({ label }) => label === 'Pods')?.description, '1');
  });

  it('have the use of GPUs read while their context is open and seen, and only where there are GPUs', async () => {
    const { root, open, rows, watched, gpuUses } = setUp();
    const context = await root();
    await open(context);
    assert.equal(gpuUses.length, 0, 'nobody knows of GPUs yet');
    const node = aNode();
    watched<'nodes'>('lab nodes *').set({ state: 'ready', value: new Map([[node.meta.uid, node]]) });
    await open(context);
    const [first] = gpuUses;
    assert.ok(first);
    const busy = { gpus: 8, percent: 62 };
    const readAt = new Date(Date.UTC(2030, 0, 1));
    const value = { source: 'Prometheus', readAt, pods: new Map(), nodes: new Map([[node.meta.name, busy]]) };
    first.set({ state: 'ready', value });
    const gpus = (await open(context)).find(({ label }) => label === 'GPUs');
    assert.match(gpus?.description ?? '', /GPU 62 %/);
    rows.setVisible(false);
    assert.equal(first.disposed, 1);
    rows.setVisible(true);
    await open(context);
    assert.equal(gpuUses.length, 2);
    rows.collapsed(context);
    assert.equal(gpuUses[1]?.disposed, 1);
    await open(context);
    assert.equal(gpuUses.length, 2, 'a closed row opens nothing');
  });

  it('watch devices and their claims in all namespaces, where the server knows of such', async () => {
    const kind = { group: 'resource.k8s.io', version: 'v1', plural: 'resourceslices', kind: 'ResourceSlice' };
    const kinds = async () => ok([{ ...kind, isNamespaced: false }]);
    const filter = () => ({ ...NO_FILTER, namespaces: ['a'] });
    const { root, open, asked } = setUp(clusterStage([aContext()], { reader: { kinds } }), filter);
    const context = await root();
    await open(context);
    await open(context);
    assert.deepEqual(asked.toSorted(), ['lab deviceClaims *', 'lab deviceSlices *', 'lab nodes *', 'lab pods *']);
  });

  it('ask a queue how a workload waits in it only where that is said', async () => {
    const kinds = async () => ok([{ ...kindNamed('Workload'), group: 'kueue.x-k8s.io', plural: 'workloads' }]);
    const questions: unknown[] = [];
    const place = { queue: 'team', position: 2, of: 5, isExact: true };
    const queueWaits: ClusterReader['queueWaits'] = async (question) => {
      questions.push(question);
      return ok(new Map([['uid-held', { place }]]));
    };
    const { root, open, watched } = setUp(clusterStage([aContext()], { reader: { kinds, queueWaits } }));
    const workloads = (await open(await root())).find(({ label }) => label === 'Workloads');
    await open(workloads);
    const meta = { name: 'held', uid: 'uid-held', labels: new Map([['kueue.x-k8s.io/queue-name', 'team']]) };
    const held = aWorkload({ resource: kindNamed('Job'), isSuspended: true, purpose: 'batch', meta });
    for (const kind of ['deployments', 'replicasets', 'statefulsets', 'daemonsets', 'cronjobs'])
      watched(`lab ${kind} *`).set({ state: 'ready', value: new Map() });
    watched<'jobs'>('lab jobs *').set({ state: 'ready', value: new Map([['uid-held', held]]) });
    const batch = (await open(workloads)).find(({ label }) => label === 'Batch');
    assert.deepEqual(questions, []);
    const [row] = await open(batch);
    assert.deepEqual(questions, [{ namespace: held.meta.namespace, queues: ['team'] }]);
    assert.match(row?.description ?? '', /number 2 of 5 in the queue team/);
  });

  it('list contexts with a problem without opening them', async () => {
    const { root } = setUp(clusterStage([aContext({ problem: 'config:4: the user ada is not there' })]));
    const context = await root();
    assert.equal(context.isExpandable, undefined);
    assert.match(context.description ?? '', /config:4/);
  });
});
