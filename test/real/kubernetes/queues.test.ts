// Why a job waits in a queue of Volcano, on a real cluster. Volcano does not run: the test makes its objects and says their states; the
// definitions hold names only, under the real groups.
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

const VOLCANO = 'scheduling.volcano.sh/v1beta1';
const KINDS: readonly NamedKind[] = [
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

function jobOf(name: string, spec: object): object {
  const container = { name: 'main', image: BUSYBOX, command: ['true'] };
  const template = { spec: { restartPolicy: 'Never', containers: [container] } };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: { ...spec, template } };
}
