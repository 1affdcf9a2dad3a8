// Why a job waits in a queue, as the real Kueue has it: its controllers, its webhooks and its visibility API in the cluster of the test bed.
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { DisposableStore } from '../../../src/domain/base/lifecycle.ts';
import type { Cluster } from '../../../src/domain/cluster/ports.ts';
import type { Diagnosis } from '../../../src/domain/scheduling/diagnosis.ts';
import { queueQuestion } from '../../../src/domain/scheduling/queueCause.ts';
import { whyPending } from '../../../src/domain/scheduling/whyPending.ts';
import { createObject } from '../../support/kubeDefinitions.ts';
import { clusterKubeconfig, KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { clusterContext, openedCluster } from '../../support/kubeUser.ts';
import { hurriedClock, RealClusterTree } from '../../support/realClusterTree.ts';
import { realOperators } from '../../support/operators.ts';
import { BUSYBOX } from '../../support/testImages.ts';

const KUEUE = 'kueue.x-k8s.io/v1beta2';
const CREATED_AT = 'jsonpath={.items[0].metadata.creationTimestamp}';

describe('what waits in a queue of the real Kueue', function () {
  this.timeout(120_000);
  let kubectl: KubectlInNamespace;
  let cluster: Cluster;
  let tree: RealClusterTree;
  const store = new DisposableStore();
  /** Of the whole cluster: their names begin with that of the namespace. */
  const shared: string[] = [];

  before(async function () {
    await realOperators(this, ['kueue']);
    kubectl = await KubectlInNamespace.open(this, 'kueue');
    cluster = store.add(await openedCluster(await clusterContext()));
    tree = await RealClusterTree.open(store, clusterKubeconfig(this), kubectl.namespace, hurriedClock);
    await makeShared('ResourceFlavor', 'flavor', {});
    const resources = [{ name: 'cpu', nominalQuota: '300m' }];
    const flavors = [{ name: sharedName('flavor'), resources }];
    const quota = { namespaceSelector: {}, resourceGroups: [{ coveredResources: ['cpu'], flavors }] };
    await makeShared('ClusterQueue', 'quota', quota);
    await makeShared('ClusterQueue', 'held', { ...quota, stopPolicy: 'Hold' });
    await makeShared('ClusterQueue', 'elsewhere', { ...quota, namespaceSelector: { matchLabels: { team: 'other' } } });
    const missing = [{ coveredResources: ['cpu'], flavors: [{ name: 'no-such-flavor', resources }] }];
    await makeShared('ClusterQueue', 'flavorless', { ...quota, resourceGroups: missing });
    for (const name of ['quota', 'held', 'elsewhere', 'flavorless', 'absent']) await makeQueue(name, name);
    await makeQueue('other', 'quota');
    await makeQueue('closed', 'quota', { stopPolicy: 'Hold' });
    // It has the whole quota for the time of the tests.
    await createObject(kubectl, jobOf('runs', 'quota', { cpu: '300m' }));
    await kubectl.ok(['wait', 'job/runs', '--for=jsonpath={.status.active}=1', '--timeout=60s']);
  });
  after(async () => {
    store.dispose();
    await kubectl?.run(['delete', 'jobs', '--all']);
    await kubectl?.close();
    if (shared.length > 0) await kubectl.run(['delete', ...shared, '--wait=false']);
  });

  it('says what must become free, and its place as Kueue itself has it', async () => {
    await createObject(kubectl, jobOf('first', 'quota', { cpu: '200m' }));
    await createObject(kubectl, jobOf('second', 'other', { cpu: '100m' }));
    await messageOf('second');
    await secondIsOver('first');
    await secondIsOver('second');
    await createObject(kubectl, jobOf('mine', 'quota', { cpu: '300m' }));
    const { id, cause, place, isWaiting } = await whyOf('mine', /insufficient unused quota/);
    assert.deepEqual([id, isWaiting], ['queued-quota', true]);
    assert.equal(cause, `It waits in the queue quota: 300m more of cpu (${sharedName('flavor')}) must become free.`);
    assert.match(place ?? '', /^It is number \d of 2 in the queue quota\./);
    assert.match(place ?? '', /^It is number 2 of 2 in the queue quota\. Before it: first\. Among all .* number 3\.$/);
    await secondIsOver('mine');
  });

  it('says what never comes: more than the quota, and what it has none of', async () => {
    await createObject(kubectl, jobOf('large', 'quota', { cpu: '5' }));
    const large = await whyOf('large', /> maximum capacity/);
    assert.deepEqual([large.id, large.isWaiting, large.place], ['queued-never', false, undefined]);
    await createObject(kubectl, jobOf('memory', 'quota', { memory: '10Mi' }));
    const memory = await whyOf('memory', /resource memory unavailable/);
    assert.deepEqual([memory.id, memory.isWaiting], ['queued-never', false]);
    assert.equal(memory.cause, 'It waits in the queue quota, which has no quota for memory, and asks for some.');
  });

  it('names the place in its row, and the new one when what was before it has gone', async () => {
    await tree.rowNamed('batch', 'mine', /^suspended: number 2 of \d in the queue quota · Job/);
    await tree.rowNamed('batch', 'large', /^suspended: in the queue quota, where it cannot start · Job/);
    await kubectl.ok(['delete', 'job', 'first']);
    await tree.rowNamed('batch', 'mine', /^suspended: number 1 of \d in the queue quota · Job/);
  });

  for (const { queue, words, id, cause } of [
    {
      queue: 'nowhere',
      words: /LocalQueue nowhere doesn't exist/,
      id: 'queued-no-queue',
      cause: /^Its queue nowhere is not there\.$/,
    },
    {
      queue: 'absent',
      words: /ClusterQueue \S+ doesn't exist/,
      id: 'queued-no-queue',
      cause: /^Its queue absent belongs to the ClusterQueue kueue-\w+-absent, which is not there\.$/,
    },
    { queue: 'held', words: /ClusterQueue \S+ is inactive/, id: 'queue-closed', cause: /^Its queue held is closed/ },
    {
      queue: 'closed',
      words: /LocalQueue closed is inactive/,
      id: 'queue-closed',
      cause: /^Its queue closed is closed/,
    },
    {
      queue: 'flavorless',
      words: /ClusterQueue \S+ is inactive/,
      id: 'queue-closed',
      cause: /^Its queue flavorless can let nothing in: .*missing ResourceFlavor.*no-such-flavor/,
    },
    {
      queue: 'elsewhere',
      words: /namespace doesn't match/,
      id: 'queued-not-allowed',
      cause: /^The quota of its queue elsewhere is not for its namespace\.$/,
    },
  ] as const) {
    it(`says that no turn comes: the queue ${queue}`, async () => {
      await createObject(kubectl, jobOf(`in-${queue}`, queue, { cpu: '100m' }));
      const why = await whyOf(`in-${queue}`, words);
      assert.deepEqual([why.id, why.isWaiting, why.place], [id, false, undefined]);
      assert.match(why.cause, cause);
    });
  }

  async function whyOf(name: string, message: RegExp): Promise<Diagnosis> {
    assert.match(await messageOf(name), message);
    const [jobs, events] = await Promise.all([kubectl.objects('jobs'), kubectl.objects('events')]);
    const workloads = jobs.filter(({ meta }) => meta.name === name);
    const situation = { workloads, events, quotas: [], now: new Date() };
    const question = queueQuestion(situation);
    assert.ok(question);
    const queue = await cluster.reader.queued(question, new AbortController().signal);
    return whyPending({ ...situation, queue });
  }

  /** What Kueue says of a job that it holds; waits until it says something. */
  async function messageOf(name: string): Promise<string> {
    const label = await workloadOf(name);
    await kubectl.ok(['wait', 'workloads', '-l', label, '--for=condition=QuotaReserved=false', '--timeout=60s']);
    const path = 'jsonpath={.items[0].status.conditions[?(@.type=="QuotaReserved")].message}';
    return await kubectl.ok(['get', 'workloads', '-l', label, '-o', path]);
  }

  /** Kueue knows whole seconds: what comes in the same one as this job has no order of its own, and may be put before it. */
  async function secondIsOver(name: string): Promise<void> {
    const created = await kubectl.ok(['get', 'workloads', '-l', await workloadOf(name), '-o', CREATED_AT]);
    await setTimeout(Math.max(0, Date.parse(created) + 1000 - Date.now()));
  }

  /** The label that only the workload of a job has; waits until Kueue has made it. */
  async function workloadOf(name: string): Promise<string> {
    const uid = await kubectl.ok(['get', 'job', name, '-o', 'jsonpath={.metadata.uid}']);
    const label = `kueue.x-k8s.io/job-uid=${uid.trim()}`;
    await kubectl.ok(['wait', 'workloads', '-l', label, '--for=create', '--timeout=60s']);
    return label;
  }

  const sharedName = (name: string) => `${kubectl.namespace}-${name}`;

  async function makeShared(kind: string, name: string, spec: object): Promise<void> {
    await createObject(kubectl, { apiVersion: KUEUE, kind, metadata: { name: sharedName(name) }, spec });
    shared.push(`${kind.toLowerCase()}/${sharedName(name)}`);
  }

  async function makeQueue(name: string, quota: string, more: object = {}): Promise<void> {
    const spec = { clusterQueue: sharedName(quota), ...more };
    await createObject(kubectl, { apiVersion: KUEUE, kind: 'LocalQueue', metadata: { name }, spec });
  }
});

function jobOf(name: string, queue: string, requests: object): object {
  const container = { name: 'main', image: BUSYBOX, command: ['sleep', '1000'], resources: { requests } };
  const spec = { restartPolicy: 'Never', terminationGracePeriodSeconds: 0, containers: [container] };
  const labels = { 'kueue.x-k8s.io/queue-name': queue };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name, labels }, spec: { template: { spec } } };
}
