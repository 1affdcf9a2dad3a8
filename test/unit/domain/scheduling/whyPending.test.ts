import assert from 'node:assert/strict';
import { gpusOfNodes, gpuTotals } from '../../../../src/domain/cluster/gpuInventory.ts';
import { podHealth } from '../../../../src/domain/cluster/podHealth.ts';
import type { Situation } from '../../../../src/domain/scheduling/diagnosis.ts';
import { whyPending } from '../../../../src/domain/scheduling/whyPending.ts';
import {
  aContainerStatus,
  aMeta,
  aNode,
  aPod,
  aWorkload,
  kindNamed,
  recordedCluster,
} from '../../../support/kubeFacts.ts';

// Each pod and workload was made on a real cluster of Kubernetes 1.34.4; its status and events are as the API server gave them.
const cluster = recordedCluster('whyPending.jsonl');
const now = new Date('2026-11-29T18:11:10Z');

function ofPod(name: string, without: readonly (keyof Situation)[] = []) {
  const pod = cluster.pods.find(({ meta }) => meta.name === name);
  assert.ok(pod, `no pod ${name}`);
  const workloads = cluster.workloads.filter(({ meta }) => meta.uid === pod.meta.owner?.uid);
  const { nodes, pods, events, quotas, claims } = cluster;
  const all: Situation = { pod, workloads, nodes, pods, events, quotas, claims, now };
  return whyPending(
    Object.fromEntries(Object.entries(all).filter(([key]) => !without.some((each) => each === key))) as typeof all,
  );
}

function ofWorkload(kind: string, name: string, namespace?: string) {
  const workload = cluster.workloads.find(
    ({ meta, resource }) =>
      meta.name === name && resource.kind === kind && (namespace === undefined || meta.namespace === namespace),
  );
  assert.ok(workload, `no ${kind} ${name}`);
  const owned = cluster.workloads.filter(({ meta }) => meta.owner?.uid === workload.meta.uid);
  const { nodes, pods, events, quotas, claims } = cluster;
  return whyPending({ workloads: [workload, ...owned], nodes, pods, events, quotas, claims, now });
}

const PODS: readonly (readonly [name: string, id: string, cause: RegExp, nextStep?: RegExp])[] = [
  [
    'gpu-wait',
    'insufficient-gpu',
    /asks for 4 GPUs, and the largest free block on one node is 2, on fake-0000/,
    /why\/hold-0 \(6\)/,
  ],
  [
    'gpu-taint',
    'insufficient-gpu',
    /asks for 4 GPUs, .* is 2, on testbed-node/,
    /why-gpus\/holder-v2nqv \(1\), why\/hold-3 \(1\)/,
  ],
  ['gpu-never', 'never-fits', /asks for 16 GPUs, and no node that it may use has more than 8/, /at most 8/],
  ['gpu-none', 'no-such-resource', /1 of amd\.com\/gpu, and no node that it may use offers/, /nvidia\.com\/gpu/],
  ['cpu-never', 'never-fits', /400 CPUs, .* more than 2 \(testbed-node\)/],
  ['memory-never', 'taint', /trainyard-fake=true:NoSchedule.*fake-0000, fake-0001, fake-0002/],
  ['taint', 'taint', /trainyard-fake=true:NoSchedule.*: fake-0001\./],
  ['selector', 'selector', /nvidia\.com\/gpu\.product=NVIDIA-H200, and there is none/, /NVIDIA-H100-80GB-HBM3/],
  ['affinity', 'affinity', /labels it asks for \(1 of 4/],
  ['anti', 'pod-affinity', /rules about other pods/],
  ['spread', 'spread', /spread rules/],
  ['cordoned', 'cordoned', /cordoned\): fake-0002/],
  ['claim-missing', 'claim-missing', /claim nowhere, which is not in the namespace/, /later, noclass, unbound, zoned/],
  ['claim-noclass', 'storage-class-missing', /storage class absent/],
  ['claim-unbound', 'claim-provisioning', /example\.com\/none has not made its volume/],
  ['claim-later', 'claim-provisioning', /claim later is not bound/],
  ['claim-zoned', 'claim-zone', /volume of the claim zoned/],
  ['gate', 'queued', /in its queue/],
  ['other-scheduler', 'not-looked-at', /not looked at it yet/, /schedulerName/],
  ['image-missing', 'image-not-found', /the registry does not have it/],
  ['image-host', 'image-unreachable', /registry\.invalid\/app:1 .*cannot reach/],
  ['image-refused', 'image-unreachable', /cannot reach the registry/],
  ['image-401', 'image-unauthorized', /wants a login/, /imagePullSecrets/],
  ['image-403', 'image-unauthorized', /wants a login/],
  ['image-429', 'image-rate-limit', /pull limit/],
  ['image-name', 'image-name', /cannot be read/],
  ['image-never', 'image-never-pulled', /may not be pulled/],
  ['secret-env', 'secret-missing', /secret hf-token/],
  ['secret-mount', 'secret-missing', /secret ssh-key, which it mounts as s/],
  ['config-env', 'config-map-missing', /config map settings/],
  ['key-env', 'key-missing', /ConfigMap there has no key zzz/],
  ['hostpath', 'volume-mount', /volume s cannot be mounted: hostPath type check failed/],
  ['uid', 'runs-as-root', /may not run as root/],
  ['no-command', 'command-not-found', /“trian\.py” was not found/],
  ['workdir', 'not-executable', /cannot be executed/],
  ['crash', 'crash-loop', /again and again \(19 restarts\): exited 3/],
  ['init-crash', 'crash-loop', /^Init container fetch: .*exited 1/],
  ['oom', 'oom-killed', /memory limit/],
  ['oom-never', 'oom-killed', /memory limit/],
  ['ready-probe', 'readiness-probe', /nothing listens on its port/, /0\.0\.0\.0/],
  ['start-probe', 'startup-probe', /startup probe fails/],
  ['live-probe', 'liveness-probe', /liveness probe fails \(26 restarts\)/],
  ['failed', 'exit', /exited 2/],
  ['deadline', 'time-limit', /activeDeadlineSeconds/],
  ['evicted', 'evicted-storage', /"e" exceeds the limit "5Mi"/],
  ['finalizer', 'terminating', /held by example\.com\/hold/],
  ['done', 'well', /completed/],
];

const WORKLOADS: readonly (readonly [kind: string, name: string, id: string, cause: RegExp, namespace?: string])[] = [
  ['Job', 'too-many', 'quota', /asks for 2 of requests\.nvidia\.com\/gpu, and of the 2 .* quota gpus .* 1 are used/],
  ['Deployment', 'serve', 'quota', /asks for 900 MiB of requests\.memory/],
  ['Job', 'quota-job', 'quota-unnamed', /quota cpu .* wants limits\.cpu to be named/],
  ['Deployment', 'quota-dep', 'quota-unnamed', /limits\.cpu/],
  ['Job', 'over-max', 'limit-range', /at most 1Gi of memory for a container, and this one asks for 4Gi/],
  ['Job', 'strict-job', 'pod-security', /level restricted:latest/],
  ['Job', 'refused', 'admission', /policy no-big refuses .*registry\.corp/, 'why-policy'],
  ['Job', 'refused', 'admission-unreachable', /hook\.example\.com does not answer/, 'why-hook'],
  ['Job', 'no-sa', 'service-account-missing', /service account trainer/],
  ['Job', 'no-priority', 'priority-class-missing', /priority class top/],
  ['Job', 'suspended', 'suspended', /Job suspended is suspended/],
  ['Job', 'backoff', 'exit', /exited 7/],
  ['Deployment', 'paused', 'paused', /rollout of paused is paused/],
  ['Deployment', 'stuck', 'readiness-probe', /readiness probe fails/],
  ['Deployment', 'fine', 'well', /running/],
];

describe('whyPending', () => {
  for (const [name, id, cause, nextStep] of PODS) {
    it(`names the cause of the recorded pod ${name}: ${id}`, () => {
      const diagnosis = ofPod(name);
      assert.equal(diagnosis.id, id, diagnosis.cause);
      assert.match(diagnosis.cause, cause);
      if (nextStep) assert.match(diagnosis.nextStep, nextStep);
      assert.deepEqual(diagnosis.unknown, []);
    });
  }

  for (const [kind, name, id, cause, namespace] of WORKLOADS) {
    it(`names the cause of the recorded ${kind} ${name} ${namespace ?? ''}: ${id}`, () => {
      const diagnosis = ofWorkload(kind, name, namespace);
      assert.equal(diagnosis.id, id, diagnosis.cause);
      assert.match(diagnosis.cause, cause);
    });
  }

  it('names who uses the quota up', () => {
    assert.match(ofWorkload('Job', 'too-many').nextStep, /holder-v2nqv \(1\)/);
  });

  it('gives a fix for the manifest where one is certain', () => {
    assert.deepEqual(ofPod('taint').fix, {
      title: 'Tolerate the taint trainyard-fake=true:NoSchedule',
      path: ['tolerations', '-'],
      value: { key: 'trainyard-fake', operator: 'Equal', value: 'true', effect: 'NoSchedule' },
    });
    assert.deepEqual(ofPod('gpu-never').fix?.path, ['containers', '0', 'resources', 'limits', 'nvidia.com/gpu']);
    assert.equal(ofPod('gpu-never').fix?.value, 8);
    assert.equal(ofPod('gpu-wait').fix, undefined);
    assert.deepEqual(ofPod('oom').fix?.path.slice(2), ['resources', 'limits', 'memory']);
    assert.equal(ofPod('oom').fix?.factor, 2);
    const renamed = ofPod('gpu-none').fix;
    assert.deepEqual([renamed?.path.at(-1), renamed?.rename], ['amd.com/gpu', 'nvidia.com/gpu']);
  });

  it('tells waiting from never', () => {
    assert.equal(ofPod('gpu-wait').isWaiting, true);
    assert.equal(ofPod('gpu-never').isWaiting, false);
  });

  it('says what it could not check, and then tells what the scheduler says', () => {
    const blind = ofPod('gpu-wait', ['nodes', 'pods']);
    assert.equal(blind.id, 'insufficient');
    assert.match(blind.cause, /not enough nvidia\.com\/gpu free \(2 of 4 nodes\)/);
    assert.match(blind.unknown.join('\n'), /nodes could not be read/);
    assert.match(blind.unknown.join('\n'), /pods of all namespaces could not be read/);
  });

  it('never says that something is free when pods of other namespaces cannot be read', () => {
    const blind = ofPod('gpu-wait', ['pods']);
    assert.doesNotMatch(blind.cause, /free block|fits|room/);
    assert.equal(blind.id, 'insufficient');
  });

  it('finds what can never fit without knowing other pods', () => {
    assert.equal(ofPod('gpu-never', ['pods']).id, 'never-fits');
  });

  it('finds a missing claim without the right to read claims', () => {
    const blind = ofPod('claim-missing', ['claims']);
    assert.equal(blind.id, 'claim-missing');
    assert.deepEqual(blind.unknown, ['claims could not be read']);
  });

  it('tells the pod that made way, the pod it made way for, and a pod that its node refused', () => {
    const { pods, events } = recordedCluster('preempted.jsonl');
    const why = (name: string) =>
      whyPending({ ...definedPod(pods.find(({ meta }) => meta.name === name)), workloads: [], events, now });
    assert.equal(why('victim').id, 'preempted');
    assert.equal(why('urgent').id, 'well');
    assert.equal(why('outof').id, 'node-refused');
    assert.match(why('outof').cause, /Requested: 4, Available: 0/);
  });
});

describe('whyPending on a node whose kubelet was killed and whose GPUs were called unhealthy', () => {
  const lost = recordedCluster('lostNode.jsonl');
  const why = (name: string) => {
    const pod = lost.pods.find(({ meta }) => meta.name === name);
    assert.ok(pod);
    const { nodes, pods, events } = lost;
    return { health: podHealth(pod), ...whyPending({ pod, workloads: [], nodes, pods, events, claims: [], now }) };
  };

  it('says of a pod on it that nothing is known, and names the node', () => {
    const { id, cause, health } = why('running');
    assert.equal(id, 'node-lost');
    assert.match(cause, /testbed-node is not ready: Kubelet stopped posting node status/);
    assert.deepEqual(health, { health: 'unknown', text: 'not known: its node does not answer' });
  });

  it('says of a pod that waits for it that the GPUs are unhealthy', () => {
    const { id, cause } = why('wants');
    assert.equal(id, 'gpu-unhealthy');
    assert.match(cause, /asks for 1 GPU, .* \(testbed-node\)/);
  });

  it('counts nothing of it as free', () => {
    const totals = gpuTotals(gpusOfNodes(lost.nodes, lost.pods));
    assert.equal(totals.find(({ nodes }) => nodes.some(({ node }) => node === 'testbed-node'))?.unhealthy, 4);
  });
});

const definedPod = (pod: Situation['pod']) => (pod ? { pod } : {});

describe('whyPending on what the cluster was not made to show', () => {
  const gpus = (count: number) => new Map([['nvidia.com/gpu', count]]);
  const pending = {
    phase: 'Pending',
    conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '' }],
    containers: [aContainerStatus({ state: 'waiting', isReady: false })],
  } as const;
  const unplaced = (facts: Parameters<typeof aPod>[0]) => {
    const { node: _node, ...pod } = aPod({ ...pending, ...facts });
    return pod;
  };

  it('tells unhealthy GPUs from none', () => {
    const broken = aNode({ allocatable: new Map([['nvidia.com/gpu', 0]]) });
    const diagnosis = whyPending({
      pod: unplaced({ requests: gpus(1) }),
      workloads: [],
      nodes: [broken],
      pods: [],
      now,
    });
    assert.equal(diagnosis.id, 'gpu-unhealthy');
    assert.match(diagnosis.cause, /gpu-1/);
  });

  it('offers the only value of a label as a fix', () => {
    const node = aNode({ meta: { labels: new Map([['pool', 'gpu-large']]) } });
    const pod = unplaced({ nodeSelector: new Map([['pool', 'gpu']]) });
    assert.deepEqual(whyPending({ pod, workloads: [], nodes: [node], pods: [], now }).fix, {
      title: 'Use pool=gpu-large',
      path: ['nodeSelector', 'pool'],
      value: 'gpu-large',
    });
    const bare = whyPending({ pod, workloads: [], nodes: [aNode({})], pods: [], now }).fix;
    assert.deepEqual(bare, {
      title: 'Take pool out of nodeSelector',
      path: ['nodeSelector', 'pool'],
      value: undefined,
    });
  });

  it('does not send people to the control plane', () => {
    const plane = aNode({
      meta: { name: 'plane' },
      taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
    });
    const small = aNode({
      meta: { name: 'small' },
      allocatable: new Map([
        ['cpu', 2],
        ['pods', 10],
      ]),
    });
    const pod = unplaced({ requests: new Map([['cpu', 4]]) });
    const diagnosis = whyPending({ pod, workloads: [], nodes: [plane, small], pods: [], now });
    assert.equal(diagnosis.id, 'never-fits');
  });

  it('says that a node fits by now when the scheduler has not looked again', () => {
    const pod = unplaced({ requests: gpus(1) });
    assert.equal(whyPending({ pod, workloads: [], nodes: [aNode()], pods: [], now }).id, 'fits-now');
  });

  it('names a node that is silent', () => {
    const node = aNode({
      conditions: [{ type: 'Ready', status: 'Unknown', message: 'Kubelet stopped posting node status.' }],
    });
    const diagnosis = whyPending({ pod: aPod(), workloads: [], nodes: [node], pods: [], now });
    assert.equal(diagnosis.id, 'node-lost');
    assert.match(diagnosis.cause, /gpu-1 is not ready: Kubelet stopped/);
  });

  for (const [message, id, cause] of [
    [
      "couldn't assign flavors to pod set main: insufficient unused quota for nvidia.com/gpu in flavor a100, 2 more needed",
      'queued-quota',
      /2 more of nvidia\.com\/gpu \(a100\)/,
    ],
    [
      'insufficient quota for cpu in flavor default, request > maximum capacity (2)',
      'queued-never',
      /more than that can ever give/,
    ],
  ] as const) {
    it(`reads what Kueue says: ${id}`, () => {
      const workload = aWorkload({
        resource: kindNamed('Job'),
        isSuspended: true,
        meta: { labels: new Map([['kueue.x-k8s.io/queue-name', 'team']]) },
        conditions: [{ type: 'QuotaReserved', status: 'False', reason: 'Pending', message }],
      });
      const diagnosis = whyPending({ workloads: [workload], pods: [], events: [], quotas: [], now });
      assert.equal(diagnosis.id, id);
      assert.match(diagnosis.cause, /in the queue team/);
      assert.match(diagnosis.cause, cause);
    });
  }

  it('says what webhooks refuse, and what the autoscaler does', () => {
    const workload = aWorkload({
      conditions: [
        {
          type: 'ReplicaFailure',
          status: 'True',
          message: 'admission webhook "img.corp" denied the request: tag latest is not allowed',
        },
      ],
    });
    assert.match(whyPending({ workloads: [workload], now }).cause, /img\.corp refuses its pods: tag latest/);
    const pod = unplaced({ requests: gpus(16) });
    const event = {
      kind: 'Event',
      meta: aMeta({ name: 'e' }),
      type: 'Normal',
      reason: 'NotTriggerScaleUp',
      message: "pod didn't trigger scale-up: 1 max node group size reached",
      count: 1,
      lastSeen: now,
      about: { kind: 'Pod', name: pod.meta.name, uid: pod.meta.uid },
      from: 'cluster-autoscaler',
    } as const;
    const { others } = whyPending({ pod, workloads: [], nodes: [aNode()], pods: [], events: [event], now });
    assert.match(others.map(({ text }) => text).join('\n'), /adds no node: .*max node group size/);
  });

  it('uses the log of the container that ended', () => {
    const pod = aPod({
      phase: 'Failed',
      containers: [aContainerStatus({ state: 'terminated', isReady: false, exitCode: 1, reason: 'Error' })],
    });
    const lines = ['torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB'];
    assert.equal(whyPending({ pod, workloads: [], now }, lines).id, 'cuda-out-of-memory');
  });

  it('says whose volume is still elsewhere', () => {
    const pod = aPod({
      phase: 'Pending',
      conditions: [],
      containers: [aContainerStatus({ state: 'waiting', reason: 'ContainerCreating', isReady: false })],
    });
    const event = {
      kind: 'Event',
      meta: aMeta({ name: 'e' }),
      type: 'Warning',
      reason: 'FailedAttachVolume',
      message: 'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) train-0',
      count: 3,
      lastSeen: now,
      about: { kind: 'Pod', name: pod.meta.name, uid: pod.meta.uid },
      from: 'attachdetach-controller',
    } as const;
    const diagnosis = whyPending({ pod, workloads: [], events: [event], now });
    assert.equal(diagnosis.id, 'claim-in-use');
    assert.match(diagnosis.cause, /train-0/);
  });
});
