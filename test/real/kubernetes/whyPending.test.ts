// Makes what goes wrong in daily life on a real cluster, and asks why. Kubernetes, its scheduler and its kubelet give the words.
import assert from 'node:assert/strict';
import { podHealth } from '../../../src/domain/cluster/podHealth.ts';
import { gpusOfNodes, gpuTotals } from '../../../src/domain/cluster/gpuInventory.ts';
import { podsOf } from '../../../src/domain/cluster/ownedPods.ts';
import type { Diagnosis } from '../../../src/domain/scheduling/diagnosis.ts';
import { whyPending, worstPod } from '../../../src/domain/scheduling/whyPending.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { BUSYBOX } from '../../support/testImages.ts';

const DEADLINE_MS = 60_000;

interface Case {
  readonly name: string;
  readonly id: string;
  readonly cause: RegExp;
  readonly spec?: object;
  readonly container?: object;
}

const CASES: readonly Case[] = [
  {
    name: 'too-many-gpus',
    id: 'never-fits',
    cause: /asks for 64 GPUs/,
    container: { resources: { limits: { 'nvidia.com/gpu': 64 } } },
  },
  {
    name: 'no-such-gpu',
    id: 'no-such-resource',
    cause: /amd\.com\/gpu, and no node that it may use offers/,
    container: { resources: { limits: { 'amd.com/gpu': 1 } } },
  },
  { name: 'selector', id: 'selector', cause: /pool=none, and there is none/, spec: { nodeSelector: { pool: 'none' } } },
  {
    name: 'claim',
    id: 'claim-missing',
    cause: /claim nowhere/,
    spec: { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'nowhere' } }] },
  },
  {
    name: 'gated',
    id: 'scheduling-gate',
    cause: /example\.com\/wait/,
    spec: { schedulingGates: [{ name: 'example.com/wait' }] },
  },
  {
    name: 'image-host',
    id: 'image-unreachable',
    cause: /cannot reach the registry/,
    container: { image: 'registry.invalid/a:1' },
  },
  {
    name: 'secret',
    id: 'secret-missing',
    cause: /secret hf-token/,
    container: { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'hf-token', key: 'token' } } }] },
  },
  {
    name: 'mount',
    id: 'config-map-missing',
    cause: /config map settings, which it mounts as c/,
    spec: { volumes: [{ name: 'c', configMap: { name: 'settings' } }] },
    container: { volumeMounts: [{ name: 'c', mountPath: '/c' }] },
  },
  { name: 'no-command', id: 'command-not-found', cause: /trian\.py/, container: { command: ['trian.py'] } },
  { name: 'crash', id: 'crash-loop', cause: /exited 3/, container: { command: ['sh', '-c', 'exit 3'] } },
  {
    name: 'oom',
    id: 'oom-killed',
    cause: /memory limit/,
    container: { command: ['sh', '-c', 'tail /dev/zero'], resources: { limits: { memory: '32Mi' } } },
  },
  {
    name: 'not-ready',
    id: 'readiness-probe',
    cause: /nothing listens on its port/,
    container: { readinessProbe: { tcpSocket: { port: 81 }, periodSeconds: 1 } },
  },
];

const TINY_QUOTA = {
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'tiny' },
  spec: { hard: { 'requests.cpu': '100m' }, scopes: ['Terminating'] },
};

const OVER_QUOTA = {
  activeDeadlineSeconds: 600,
  restartPolicy: 'Never',
  containers: [{ name: 'main', image: BUSYBOX, resources: { requests: { cpu: '200m' } } }],
};

const OBJECTS: readonly object[] = [
  TINY_QUOTA,
  ...CASES.map(({ name, spec = {}, container = {} }) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      terminationGracePeriodSeconds: 1,
      containers: [{ name: 'main', image: BUSYBOX, command: ['sleep', '600'], ...container }],
      ...spec,
    },
  })),
];

/** A quota holds once the admission of the API server has seen it and its figures: until then a pod over it gets in. */
async function quotaHolds(kubectl: KubectlInNamespace): Promise<void> {
  const probe = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'probe' }, spec: OVER_QUOTA };
  const until = Date.now() + DEADLINE_MS;
  for (;;) {
    const { stderr } = await kubectl.apply([probe], { dryRun: true });
    if (stderr.includes('exceeded quota')) return;
    if (Date.now() > until) throw new Error(`the quota does not hold: ${stderr}`);
  }
}

describe('why pending, on a real cluster', function () {
  this.timeout(DEADLINE_MS + 30_000);
  let kubectl: KubectlInNamespace;
  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'why');
    await kubectl.ok(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: OBJECTS }));
    await quotaHolds(kubectl);
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'over-quota' } };
    await kubectl.ok(['apply', '-f', '-'], JSON.stringify({ ...job, spec: { template: { spec: OVER_QUOTA } } }));
  });
  after(async () => await kubectl?.close());

  const look = async () => {
    assert.ok(kubectl);
    const [pods, events, nodes, claims, quotas, jobs] = await Promise.all([
      kubectl.objects('pods', '--all-namespaces'),
      kubectl.objects('events'),
      kubectl.objects('nodes'),
      kubectl.objects('claims'),
      kubectl.objects('quotas'),
      kubectl.objects('jobs'),
    ]);
    return { pods, events, nodes, claims, quotas, jobs, now: new Date() };
  };

  /** Asks until the answer is the expected one, or the time is over: a cluster needs its time to say what is wrong. */
  const ask = async (name: string, isExpected: (diagnosis: Diagnosis) => boolean): Promise<Diagnosis> => {
    const until = Date.now() + DEADLINE_MS;
    for (;;) {
      const { jobs, ...seen } = await look();
      const workloads = jobs.filter(({ meta }) => meta.name === name);
      const [job] = workloads;
      const own = seen.pods.filter(({ meta }) => meta.name === name && meta.namespace === kubectl?.namespace);
      const pod = worstPod(job ? podsOf(job, seen.pods, jobs) : own);
      const diagnosis = whyPending({ ...seen, workloads, ...(pod ? { pod } : {}) });
      if (isExpected(diagnosis) || Date.now() > until) return diagnosis;
    }
  };

  for (const { name, id, cause } of CASES) {
    it(`names the cause of ${name}: ${id}`, async () => {
      const diagnosis = await ask(name, (each) => each.id === id && cause.test(each.cause));
      assert.equal(diagnosis.id, id, diagnosis.cause);
      assert.match(diagnosis.cause, cause);
      assert.deepEqual(diagnosis.unknown, []);
    });
  }

  it('names the quota that keeps a job from its pods, with figures', async () => {
    const diagnosis = await ask('over-quota', ({ id }) => id === 'quota');
    assert.match(diagnosis.cause, /asks for 0\.2 of requests\.cpu, and the quota tiny .* allows 0\.1 in all/);
  });

  it('counts the GPUs of the cluster as the scheduler does', async () => {
    const { nodes, pods } = await look();
    const [total] = gpuTotals(gpusOfNodes(nodes, pods));
    assert.ok(total && total.total > 0);
    const asked = pods
      .filter(({ node, phase }) => node !== undefined && phase !== 'Succeeded' && phase !== 'Failed')
      .reduce((sum, { requests }) => sum + (requests.get(total.resource.name) ?? 0), 0);
    const all = gpuTotals(gpusOfNodes(nodes, pods)).filter(({ resource }) => resource.name === total.resource.name);
    assert.equal(
      all.reduce((sum, each) => sum + (each.requested ?? 0), 0),
      asked,
    );
  });

  it('says in a row what kubectl shows as the state', async () => {
    const { pods } = await look();
    const crash = pods.find(({ meta }) => meta.name === 'crash' && meta.namespace === kubectl?.namespace);
    assert.ok(crash);
    assert.equal(podHealth(crash).health, 'failed');
  });
});
