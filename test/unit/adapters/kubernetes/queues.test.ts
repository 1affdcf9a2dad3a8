// What a real Kueue does not show at will: missing rights, lists that are cut, names that lead elsewhere. The shape of its answers is that of the real
// one (test/real/operators).
import assert from 'node:assert/strict';
import { KubeClusterReader } from '../../../../src/adapters/kubernetes/clusterReader.ts';
import { Discovery } from '../../../../src/adapters/kubernetes/discovery.ts';
import type { KubeTransport } from '../../../../src/adapters/kubernetes/kubeTransport.ts';
import { openTransport } from '../../../../src/adapters/kubernetes/openTransport.ts';
import { answerJson, kubeContext, KubeServer, statusObject } from '../../../support/kubeServer.ts';

const signal = new AbortController().signal;
const VISIBILITY = '/apis/visibility.kueue.x-k8s.io/v1beta1/namespaces/ml/localqueues/team-a/pendingworkloads';
const WORKLOADS = '/apis/kueue.x-k8s.io/v1beta2/namespaces/ml/workloads';
const QUESTION = { namespace: 'ml', uids: new Set(['uid-mine']), queue: 'team-a', isQueued: true };

function group(name: string, version: string, kinds: readonly string[], verbs: readonly string[] = ['get', 'list']) {
  const resources = kinds.map((kind) => ({
    resource: `${kind.toLowerCase()}s`,
    responseKind: { group: name, version, kind },
    scope: kind === 'Queue' || kind === 'ClusterQueue' ? 'Cluster' : 'Namespaced',
    verbs,
  }));
  return { metadata: { name }, versions: [{ version, resources }] };
}

const KUEUE = group('kueue.x-k8s.io', 'v1beta2', ['ClusterQueue', 'LocalQueue', 'Workload']);
// Its queues cannot be listed or read, only what is pending in them.
const SEEN = group('visibility.kueue.x-k8s.io', 'v1beta1', ['ClusterQueue', 'LocalQueue'], []);
const VOLCANO = group('scheduling.volcano.sh', 'v1beta1', ['PodGroup', 'Queue']);

function metaOf(name: string, minute: number, namespace = 'ml') {
  const ownerReferences = [{ apiVersion: 'batch/v1', kind: 'Job', name, uid: `uid-${name}` }];
  const creationTimestamp = new Date(Date.UTC(2026, 0, 1, 10, minute)).toISOString();
  return { name: `job-${name}-5f1a3`, namespace, uid: `w-${namespace}-${name}`, creationTimestamp, ownerReferences };
}

function pending(name: string, positionInLocalQueue: number, positionInClusterQueue = positionInLocalQueue) {
  const metadata = metaOf(name, 0);
  return { metadata, priority: 0, localQueueName: 'team-a', positionInClusterQueue, positionInLocalQueue };
}

function workload(
  name: string,
  minute: number,
  facts: { queue?: string; namespace?: string; condition?: object } = {},
) {
  const { queue = 'team-a', namespace = 'ml', condition } = facts;
  return {
    metadata: metaOf(name, minute, namespace),
    spec: { queueName: queue, priority: 0, active: true },
    status: { conditions: condition ? [condition] : [] },
  };
}

const notYet = { type: 'QuotaReserved', status: 'False', reason: 'Pending', message: 'insufficient unused quota' };
const reserved = { type: 'QuotaReserved', status: 'True', reason: 'QuotaReserved' };

describe('queues', () => {
  let server: KubeServer;
  let transport: KubeTransport;
  let groups: readonly object[];
  let lists: Map<string, readonly object[] | object>;
  beforeEach(async () => {
    groups = [KUEUE, SEEN];
    lists = new Map();
    server = await KubeServer.start(({ url: { pathname } }, response) => {
      if (pathname === '/api') return answerJson(response, { kind: 'APIGroupDiscoveryList', items: [] });
      if (pathname === '/apis') return answerJson(response, { kind: 'APIGroupDiscoveryList', items: groups });
      const items = lists.get(pathname);
      if (!items) return answerJson(response, statusObject(403, 'Forbidden', `no right to ${pathname}`), 403);
      return answerJson(response, Array.isArray(items) ? { kind: 'List', metadata: {}, items } : items);
    });
    const opened = openTransport(kubeContext({ server: server.url('127.0.0.1') }), {});
    assert.ok(opened.ok);
    transport = opened.value;
  });
  afterEach(async () => {
    transport.dispose();
    await server.stop();
  });

  async function ask(question: Partial<typeof QUESTION> = {}) {
    const reader = new KubeClusterReader(transport, new Discovery(transport));
    const facts = await reader.queued({ ...QUESTION, ...question }, signal);
    reader.dispose();
    return facts;
  }
  const asked = () => server.received.map(({ url }) => url.pathname).filter((path) => path.split('/').length > 2);

  it('give the place that Kueue itself says, counted from 1, and why it waits', async () => {
    lists.set(VISIBILITY, [pending('mine', 2, 8), pending('eval', 1, 4), pending('prep', 0), pending('late', 3, 9)]);
    lists.set(WORKLOADS, [workload('mine', 5, { condition: notYet })]);
    assert.deepEqual(await ask(), {
      message: 'insufficient unused quota',
      place: { queue: 'team-a', position: 3, of: 4, isExact: true, before: ['prep', 'eval'], shared: 9 },
      isPlaceUnknown: false,
    });
    assert.equal(server.received.find(({ url }) => url.pathname === VISIBILITY)?.url.searchParams.get('limit'), '1000');
    assert.equal(asked().length, 2, 'one list each, nothing of other namespaces');
  });

  it('give it to those who may see the queue only', async () => {
    lists.set(VISIBILITY, [pending('mine', 0)]);
    const { place, isPlaceUnknown } = await ask();
    assert.deepEqual([place?.position, place?.isExact, isPlaceUnknown], [1, true, false]);
  });

  it('reckon it from the Workloads where Kueue does not say it: over those that wait, and over all queues of the quota', async () => {
    groups = [KUEUE];
    const mine = workload('mine', 5, { condition: notYet });
    const ended = { type: 'Finished', status: 'True' };
    const off = { ...workload('off', 0), spec: { queueName: 'team-a', active: false } };
    const here = [mine, workload('first', 1), workload('runs', 0, { condition: reserved }), off];
    here.push(workload('ended', 0, { condition: ended }), workload('elsewhere', 0, { queue: 'team-c' }));
    lists.set(WORKLOADS, here);
    const queueOf = (name: string, namespace: string, clusterQueue: string) => ({
      metadata: { name, namespace },
      spec: { clusterQueue },
    });
    lists.set('/apis/kueue.x-k8s.io/v1beta2/localqueues', [
      queueOf('team-a', 'ml', 'gpus'),
      queueOf('team-b', 'other', 'gpus'),
      queueOf('team-c', 'ml', 'cpus'),
    ]);
    const theirs = workload('theirs', 2, { queue: 'team-b', namespace: 'other' });
    lists.set('/apis/kueue.x-k8s.io/v1beta2/workloads', [...here, theirs]);
    const { place } = await ask();
    assert.deepEqual(place, {
      queue: 'team-a',
      position: 2,
      of: 2,
      isExact: false,
      before: ['first'],
      shared: 3,
    });
  });

  it('reckon it in the namespace alone with rights for no more, also when Kueue would say it and may not', async () => {
    lists.set(WORKLOADS, [workload('mine', 5), workload('first', 1)]);
    const { place, isPlaceUnknown } = await ask();
    assert.deepEqual(place, { queue: 'team-a', position: 2, of: 2, isExact: false, before: ['first'] });
    assert.equal(isPlaceUnknown, false);
  });

  it('have no place without rights, and tell that', async () => {
    assert.deepEqual(await ask(), { isPlaceUnknown: true });
  });

  it('have no place for what is admitted, and that is nothing that is missing', async () => {
    lists.set(WORKLOADS, [workload('mine', 5, { condition: reserved })]);
    lists.set(VISIBILITY, [pending('other', 0)]);
    assert.deepEqual(await ask(), { isPlaceUnknown: false });
  });

  it('say why the queue lets nothing in as far as that may be read', async () => {
    groups = [KUEUE];
    const inactive = { ...notYet, reason: 'Inadmissible', message: 'ClusterQueue gpus is inactive' };
    lists.set(WORKLOADS, [workload('mine', 5, { condition: inactive })]);
    assert.equal((await ask()).stopped, undefined);
    const closed = (reason: string, message: string) => ({
      spec: { clusterQueue: 'gpus' },
      status: { conditions: [{ type: 'Active', status: 'False', reason, message }] },
    });
    const local = closed('ClusterQueueIsInactive', "Can't submit new workloads to clusterQueue");
    lists.set('/apis/kueue.x-k8s.io/v1beta2/namespaces/ml/localqueues/team-a', local);
    assert.equal((await ask()).stopped?.reason, 'ClusterQueueIsInactive');
    lists.set(
      '/apis/kueue.x-k8s.io/v1beta2/clusterqueues/gpus',
      closed('Stopped', "Can't admit new workloads: is stopped."),
    );
    assert.equal((await ask()).stopped?.reason, 'Stopped');
  });

  it('tell for rows how everything in a namespace waits, with what may be read', async () => {
    const waits = async () => {
      const reader = new KubeClusterReader(transport, new Discovery(transport));
      const answer = await reader.queueWaits({ namespace: 'ml', queues: ['team-a'] }, signal);
      reader.dispose();
      return answer.ok ? answer.value.get('uid-mine') : answer.failure.code;
    };
    assert.equal(await waits(), 'forbidden');
    lists.set(WORKLOADS, [workload('mine', 5, { condition: notYet }), workload('first', 1)]);
    const reckoned = { queue: 'team-a', position: 2, of: 2, isExact: false };
    assert.deepEqual(await waits(), { place: reckoned, message: notYet.message });
    lists.set(VISIBILITY, [pending('mine', 0), pending('first', 1)]);
    const exact = { queue: 'team-a', position: 1, of: 2, isExact: true };
    assert.deepEqual(await waits(), { message: notYet.message, place: exact });
    lists.delete(WORKLOADS);
    assert.deepEqual(await waits(), { place: exact });
  });

  it('are not asked where nothing serves them, and the name of a queue leads nowhere else', async () => {
    groups = [];
    assert.deepEqual(await ask(), {});
    groups = [SEEN];
    assert.deepEqual(await ask({ queue: '../../secrets' }), { isPlaceUnknown: true });
    assert.deepEqual(asked(), []);
  });

  it('of Volcano tell the group of pods and whether its queue is closed', async () => {
    groups = [VOLCANO];
    const groupsPath = '/apis/scheduling.volcano.sh/v1beta1/namespaces/ml/podgroups';
    const stuck = { type: 'Unschedulable', status: 'True', message: '4/4 tasks in gang unschedulable' };
    const status = { phase: 'Inqueue', conditions: [stuck] };
    const spec = { queue: 'research', minMember: 4 };
    lists.set(groupsPath, [{ metadata: metaOf('other', 0) }, { metadata: metaOf('mine', 0), spec, status }]);
    lists.set('/apis/scheduling.volcano.sh/v1beta1/queues/research', { status: { state: 'Closed' } });
    const unqueued = { isQueued: false };
    const facts = { uid: 'w-ml-mine', name: 'job-mine-5f1a3', queue: 'research', phase: 'Inqueue', minMember: 4 };
    const message = stuck.message;
    assert.deepEqual(await ask(unqueued), { group: { ...facts, message, queueState: 'Closed' } });
    lists.set(groupsPath, [{ metadata: metaOf('mine', 0) }]);
    assert.deepEqual(await ask(unqueued), {
      group: { uid: facts.uid, name: facts.name, queue: 'default', phase: 'Pending' },
    });
    lists.delete(groupsPath);
    assert.deepEqual(await ask(unqueued), { isGroupUnknown: true });
  });
});
