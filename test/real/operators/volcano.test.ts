// Why a job waits in a queue, as the real Volcano has it: its scheduler, its controllers and its webhooks in the cluster of the test bed.
import assert from 'node:assert/strict';
import { DisposableStore } from '../../../src/domain/base/lifecycle.ts';
import type { Cluster } from '../../../src/domain/cluster/ports.ts';
import type { Diagnosis } from '../../../src/domain/scheduling/diagnosis.ts';
import { queueQuestion } from '../../../src/domain/scheduling/queueCause.ts';
import { whyPending } from '../../../src/domain/scheduling/whyPending.ts';
import { createObject } from '../../support/kubeDefinitions.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { clusterContext, openedCluster } from '../../support/kubeUser.ts';
import { realOperators } from '../../support/operators.ts';
import { BUSYBOX } from '../../support/testImages.ts';

describe('what waits in a queue of the real Volcano', function () {
  this.timeout(120_000);
  const store = new DisposableStore();
  let kubectl: KubectlInNamespace;
  let cluster: Cluster;

  before(async function () {
    await realOperators(this, ['volcano-scheduler']);
    kubectl = await KubectlInNamespace.open(this, 'volcano');
    cluster = store.add(await openedCluster(await clusterContext()));
    const spec = { weight: 1, capability: { cpu: '500m' } };
    const queue = { apiVersion: 'scheduling.volcano.sh/v1beta1', kind: 'Queue', metadata: { name: kubectl.namespace } };
    await createObject(kubectl, { ...queue, spec });
    await createObject(kubectl, jobOf('runs', { cpu: '400m' }, 2));
    await phase('runs', 'Running');
  });
  after(async () => {
    store.dispose();
    await kubectl?.run(['delete', 'jobs.batch', '--all']);
    await kubectl?.run(['delete', 'queues.scheduling.volcano.sh', kubectl.namespace, '--wait=false']);
    await kubectl?.close();
  });

  it('tells a pod beyond those that its group needs from a group that does not fit', async () => {
    const { id, cause } = await whyOf('runs', /pod group is ready/);
    assert.equal(id, 'pod-group-more', cause);
  });

  it('says that the group is not let into its queue, and why', async () => {
    await createObject(kubectl, jobOf('waits', { cpu: '200m' }));
    await phase('waits', 'Pending');
    const { id, cause, isWaiting } = await whyOf('waits', /queue resource quota/);
    assert.deepEqual([id, isWaiting], ['group-not-enqueued', true]);
    assert.match(
      cause,
      /is not let into the queue volcano-\w+ yet: queue resource quota insufficient: insufficient cpu$/,
    );
  });

  it('says that its queue is closed', async () => {
    const uid = (
      await kubectl.ok(['get', 'queues.scheduling.volcano.sh', kubectl.namespace, '-o', 'jsonpath={.metadata.uid}'])
    ).trim();
    const target = { apiVersion: 'scheduling.volcano.sh/v1beta1', kind: 'Queue', name: kubectl.namespace, uid };
    const metadata = { name: 'close', namespace: 'volcano-system', ownerReferences: [target] };
    const command = { apiVersion: 'bus.volcano.sh/v1alpha1', kind: 'Command', metadata, action: 'CloseQueue', target };
    await kubectl.ok(['create', '--namespace=volcano-system', '-f', '-'], JSON.stringify(command));
    const queue = `queues.scheduling.volcano.sh/${kubectl.namespace}`;
    // Something runs in it still.
    await kubectl.ok(['wait', queue, '--for=jsonpath={.status.state}=Closing', '--timeout=60s']);
    const { id, isWaiting } = await whyOf('waits');
    assert.deepEqual([id, isWaiting], ['queue-closed', false]);
  });

  /** @param words of an event about the job's pods or group, which is waited for */
  async function whyOf(name: string, words?: RegExp): Promise<Diagnosis> {
    const events = await eventsWith(words);
    const [jobs, pods] = await Promise.all([kubectl.objects('jobs'), kubectl.objects('pods')]);
    const workloads = jobs.filter(({ meta }) => meta.name === name);
    const pod = pods.find(({ meta, node }) => meta.owner?.name === name && node === undefined);
    const situation = { workloads, events, quotas: [], now: new Date(), ...(pod ? { pod } : {}) };
    const question = queueQuestion(situation);
    assert.ok(question);
    const queue = await cluster.reader.queued(question, new AbortController().signal);
    return whyPending({ ...situation, queue });
  }

  async function eventsWith(words = /./) {
    const end = Date.now() + 60_000;
    for (;;) {
      const events = await kubectl.objects('events');
      if (events.some(({ message }) => words.test(message))) return events;
      assert.ok(Date.now() < end, `no event says ${words}`);
    }
  }

  async function phase(job: string, wanted: string): Promise<void> {
    const uid = (await kubectl.ok(['get', 'jobs.batch', job, '-o', 'jsonpath={.metadata.uid}'])).trim();
    const group = `podgroups.scheduling.volcano.sh/podgroup-${uid}`;
    await kubectl.ok(['wait', group, '--for=create', '--timeout=60s']);
    await kubectl.ok(['wait', group, `--for=jsonpath={.status.phase}=${wanted}`, '--timeout=60s']);
  }

  function jobOf(name: string, requests: object, parallelism = 1): object {
    const container = { name: 'main', image: BUSYBOX, command: ['sleep', '1000'], resources: { requests } };
    const spec = { schedulerName: 'volcano', restartPolicy: 'Never', containers: [container] };
    const annotations = { 'scheduling.volcano.sh/queue-name': kubectl.namespace };
    const template = { metadata: { annotations }, spec: { ...spec, terminationGracePeriodSeconds: 0 } };
    return {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name },
      spec: { parallelism, completions: parallelism, template },
    };
  }
});
