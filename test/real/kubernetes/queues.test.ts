// Why a job waits in a queue, on a real cluster. Neither Kueue nor Volcano runs: the test makes their objects and says their states; the
// definitions hold names only, under the real groups. Kueue's visibility API is its own server and is not here (see test/unit/adapters/kubernetes).
import assert from 'node:assert/strict';
import type { Cluster } from '../../../src/domain/cluster/ports.ts';
import type { Diagnosis } from '../../../src/domain/scheduling/diagnosis.ts';
import { queueQuestion } from '../../../src/domain/scheduling/queueCause.ts';
import { whyPending } from '../../../src/domain/scheduling/whyPending.ts';
import { skipFor } from '../../harness/testReport.mjs';
import {
  createObject,
  definitionName,
  makeDefinitions,
  type NamedKind,
  removeDefinitions,
  sayState,
} from '../../support/kubeDefinitions.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { clusterContext, openedCluster } from '../../support/kubeUser.ts';
import { BUSYBOX } from '../../support/testImages.ts';

const KUEUE = 'kueue.x-k8s.io/v1beta2';
const VOLCANO = 'scheduling.volcano.sh/v1beta1';
const KINDS: readonly NamedKind[] = [
  { apiVersion: KUEUE, kind: 'Workload' },
  { apiVersion: KUEUE, kind: 'LocalQueue' },
  { apiVersion: VOLCANO, kind: 'PodGroup' },
  { apiVersion: VOLCANO, kind: 'Queue', scope: 'Cluster' },
];

describe('what waits in a queue, on a real cluster', function () {
  this.timeout(120_000);
  let kubectl: KubectlInNamespace;
  let cluster: Cluster;
  const made: string[] = [];

  before(async function () {
    // Definitions belong to the whole cluster: they are made in one of the test bed only.
    if (process.env['TRAINYARD_TEST_CLUSTER_STATE'] === undefined) return skipFor(this, 'no cluster of the test bed');
    kubectl = await KubectlInNamespace.open(this, 'queue');
    await makeDefinitions(kubectl, KINDS, made);
    cluster = await openedKnowing(KINDS.map(definitionName));
  });
  after(async () => {
    cluster?.dispose();
    if (made.length > 0) await kubectl.run(['delete', 'queues.scheduling.volcano.sh', kubectl.namespace]);
    await kubectl?.close();
    if (kubectl) await removeDefinitions(kubectl, made);
  });

  it('says about which place a job has in its queue of Kueue, why it waits, and what is before it', async () => {
    for (const [name, priority] of [
      ['urgent', 100],
      ['runs', 200],
      ['mine', 0],
      ['low', -1],
    ] as const) {
      const uid = await create(jobOf(name, { suspend: true }, { 'kueue.x-k8s.io/queue-name': 'team-a' }));
      const spec = { queueName: 'team-a', priority, active: true };
      await create({ apiVersion: KUEUE, kind: 'Workload', metadata: ownedBy(name, uid), spec });
    }
    const message =
      "couldn't assign flavors to pod set main: insufficient unused quota for cpu in flavor std, 2 more needed";
    await state('workloads', 'job-runs', { conditions: [conditionOf('QuotaReserved', 'True', '')] });
    await state('workloads', 'job-mine', { conditions: [conditionOf('QuotaReserved', 'False', message)] });
    const { id, cause, place } = await whyOf('mine');
    assert.equal(id, 'queued-quota');
    assert.equal(cause, 'It waits in the queue team-a: 2 more of cpu (std) must become free.');
    assert.equal(place, 'It is about number 2 of 3 in the queue team-a. Before it: urgent.');
    const queueOf = (name: string) => ({
      apiVersion: KUEUE,
      kind: 'LocalQueue',
      metadata: { name },
      spec: { clusterQueue: kubectl.namespace },
    });
    for (const name of ['team-a', 'team-b']) await create(queueOf(name));
    const theirs = { apiVersion: KUEUE, kind: 'Workload', metadata: { name: 'theirs' } };
    await create({ ...theirs, spec: { queueName: 'team-b', priority: 50 } });
    assert.match((await whyOf('mine')).place ?? '', /Among all queues that share its quota it is about number 3\.$/);
  });

  it('names the group of pods that Volcano has not let in, and the queue that is closed', async () => {
    // A job that makes no pods: as one of Volcano, whose pods are made when the group is let in.
    const uid = await create(jobOf('gang', { parallelism: 0 }));
    const queue = kubectl.namespace;
    await create({ apiVersion: VOLCANO, kind: 'Queue', metadata: { name: queue }, spec: { weight: 1 } });
    const group = { apiVersion: VOLCANO, kind: 'PodGroup', metadata: ownedBy('gang', uid) };
    await create({ ...group, spec: { queue, minMember: 4 } });
    await state('podgroups', 'job-gang', { phase: 'Pending' });
    await state('queues.scheduling.volcano.sh', queue, { state: 'Open' });
    const held = await whyOf('gang');
    assert.equal(held.id, 'group-not-enqueued', held.cause);
    assert.match(held.cause, /job-gang is not let into the queue queue-/);
    await state('queues.scheduling.volcano.sh', queue, { state: 'Closed' });
    assert.equal((await whyOf('gang')).id, 'queue-closed');
    await state('podgroups', 'job-gang', { phase: 'Running' });
    assert.notEqual((await whyOf('gang')).id, 'queue-closed');
  });

  async function whyOf(name: string): Promise<Diagnosis> {
    const [jobs, events] = await Promise.all([kubectl.objects('jobs'), kubectl.objects('events')]);
    const workloads = jobs.filter(({ meta }) => meta.name === name);
    const situation = { workloads, events, quotas: [], now: new Date() };
    const question = queueQuestion(situation);
    assert.ok(question);
    const queue = await cluster.reader.queued(question, new AbortController().signal);
    return whyPending({ ...situation, queue });
  }

  const create = (object: object) => createObject(kubectl, object);
  const state = (plural: string, name: string, status: object) => sayState(kubectl, { plural, name }, status);
});

/** A server takes a moment to tell of definitions that it has taken, and what is known of its kinds is kept. */
async function openedKnowing(names: readonly string[]): Promise<Cluster> {
  const until = Date.now() + 60_000;
  for (;;) {
    const cluster = await openedCluster(await clusterContext());
    const kinds = await cluster.reader.kinds(new AbortController().signal);
    const known = new Set(kinds.ok ? kinds.value.map(({ plural, group }) => `${plural}.${group}`) : []);
    if (names.every((name) => known.has(name))) return cluster;
    cluster.dispose();
    if (Date.now() > until) throw new Error(`the server does not tell of ${names.join(', ')}`);
  }
}

function ownedBy(name: string, uid: string): object {
  return { name: `job-${name}`, ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name, uid }] };
}

function jobOf(name: string, spec: object, labels: object = {}): object {
  const container = { name: 'main', image: BUSYBOX, command: ['true'] };
  const template = { spec: { restartPolicy: 'Never', containers: [container] } };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name, labels }, spec: { ...spec, template } };
}

function conditionOf(type: string, status: string, message: string): object {
  return { type, status, reason: 'Test', message, lastTransitionTime: new Date().toISOString() };
}
