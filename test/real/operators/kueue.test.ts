// Why a job waits in a queue, as the real Kueue has it: its controllers, its webhooks and its visibility API in the cluster of the test bed.
import assert from 'node:assert/strict';
import type { Cluster } from '../../../src/domain/cluster/ports.ts';
import type { Diagnosis } from '../../../src/domain/scheduling/diagnosis.ts';
import { queueQuestion } from '../../../src/domain/scheduling/queueCause.ts';
import { whyPending } from '../../../src/domain/scheduling/whyPending.ts';
import { createObject } from '../../support/kubeDefinitions.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { clusterContext, openedCluster } from '../../support/kubeUser.ts';
import { realOperators } from '../../support/operators.ts';
import { BUSYBOX } from '../../support/testImages.ts';

const KUEUE = 'kueue.x-k8s.io/v1beta2';

describe('what waits in a queue of the real Kueue', function () {
  this.timeout(120_000);
  let kubectl: KubectlInNamespace;
  let cluster: Cluster;
  /** Of the whole cluster: their names begin with that of the namespace. */
  const shared: string[] = [];

  before(async function () {
    await realOperators(this, ['kueue']);
    kubectl = await KubectlInNamespace.open(this, 'kueue');
    cluster = await openedCluster(await clusterContext());
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
    cluster?.dispose();
    await kubectl?.run(['delete', 'jobs', '--all']);
    await kubectl?.close();
    if (shared.length > 0) await kubectl.run(['delete', ...shared, '--wait=false']);
  });

  it('says what must become free, and its place as Kueue itself has it', async () => {
    await createObject(kubectl, jobOf('first', 'quota', { cpu: '200m' }));
    await createObject(kubectl, jobOf('second', 'other', { cpu: '100m' }));
    await messageOf('second');
    // Times have whole seconds: what came in the same one has no order of its own.
    await createObject(kubectl, jobOf('mine', 'quota', { cpu: '300m' }));
    const { id, cause, place, isWaiting } = await whyOf('mine', /insufficient unused quota/);
    assert.deepEqual([id, isWaiting], ['queued-quota', true]);
    assert.equal(cause, `It waits in the queue quota: 300m more of cpu (${sharedName('flavor')}) must become free.`);
    assert.match(place ?? '', /^It is number \d of 2 in the queue quota\./);
    assert.match(place ?? '', /^It is number 2 of 2 in the queue quota\. Before it: first\. Among all .* number 3\.$/);
  });

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
    const uid = (await kubectl.ok(['get', 'job', name, '-o', 'jsonpath={.metadata.uid}'])).trim();
    const label = `kueue.x-k8s.io/job-uid=${uid}`;
    await kubectl.ok(['wait', 'workloads', '-l', label, '--for=create', '--timeout=60s']);
    await kubectl.ok(['wait', 'workloads', '-l', label, '--for=condition=QuotaReserved=false', '--timeout=60s']);
    const path = 'jsonpath={.items[0].status.conditions[?(@.type=="QuotaReserved")].message}';
    return await kubectl.ok(['get', 'workloads', '-l', label, '-o', path]);
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
