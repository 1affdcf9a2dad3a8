import assert from 'node:assert/strict';
import type {
  ClusterEvent,
  Condition,
  ContainerStatus,
  Pod,
  Workload,
} from '../../../../src/domain/cluster/clusterObject.ts';
import {
  continuePatch,
  pausePatch,
  restartPatch,
  stopPatch,
  suspendPatch,
} from '../../../../src/domain/rollout/patches.ts';
import { rolloutOf } from '../../../../src/domain/rollout/rollout.ts';
import { kubeMeta, kubePod, kubeWorkload, START } from '../../../support/kubeObjects.ts';

const NOW = new Date(START.getTime() + 30_000);
const owner = (name: string) => ({ kind: 'ReplicaSet', name });

function deployment(given: Partial<Omit<Workload, 'meta'>> = {}): Workload {
  return kubeWorkload('Deployment', 'web', { desired: 3, ready: 3, updated: 3, available: 3, ...given });
}
function set(name: string, revision: number, given: Partial<Omit<Workload, 'meta'>> = {}): Workload {
  return kubeWorkload('ReplicaSet', name, {
    revision,
    desired: 0,
    ready: 0,
    ...given,
    meta: { owner: { kind: 'Deployment', name: 'web' } },
  });
}
const NEW = set('new', 2, { desired: 1 });
const OLD = set('old', 1, { desired: 3, ready: 3 });

function seen(given: {
  readonly deployment?: Workload;
  readonly sets?: readonly Workload[];
  readonly pods?: readonly Pod[];
  readonly now?: Date;
  readonly events?: readonly ClusterEvent[];
}) {
  const rollout = rolloutOf(given.deployment ?? deployment({ updated: 1 }), {
    replicaSets: given.sets ?? [OLD, NEW],
    pods: given.pods ?? [],
    now: given.now ?? NOW,
    events: given.events ?? [],
  });
  return rollout;
}
const pod = (container: Partial<ContainerStatus>, conditions: readonly Condition[] = []) =>
  kubePod('new-1', { owner: owner('new'), containers: [{ isReady: false, ...container }], conditions });

describe('rolloutOf', () => {
  it('waits until the controller has seen the change', () => {
    assert.equal(seen({ deployment: deployment({ isOutdated: true }) }).kind, 'waiting');
  });

  it('counts new, ready and old pods on the way', () => {
    const rollout = seen({
      sets: [OLD, set('new', 2, { desired: 2, ready: 1 })],
      deployment: deployment({ updated: 2, available: 4 }),
    });
    assert.deepEqual(rollout, {
      kind: 'progressing',
      desired: 3,
      updated: 2,
      ready: 1,
      old: 3,
      text: '2 of 3 new pods, 1 ready, 3 old',
    });
  });

  it('is done when all are new, ready and alone', () => {
    const sets = [set('old', 1), set('new', 2, { desired: 3, ready: 3 })];
    assert.equal(seen({ deployment: deployment(), sets }).kind, 'done');
    assert.equal(seen({ deployment: deployment({ available: 2 }), sets }).kind, 'progressing');
    const leaving = kubePod('old-1', { owner: owner('old'), isDeleted: true });
    assert.deepEqual(seen({ deployment: deployment(), sets, pods: [leaving] }).text, '3 of 3 new pods, 3 ready, 1 old');
    const none = deployment({ desired: 0, ready: 0, updated: 0, available: 0 });
    assert.equal(seen({ deployment: none, sets: [set('new', 2)] }).text, 'scaled to 0');
  });

  it('takes no ReplicaSet of another Deployment, and works without any', () => {
    const foreign = kubeWorkload('ReplicaSet', 'other', {
      revision: 9,
      desired: 5,
      meta: { owner: { kind: 'Deployment', name: 'api' } },
    });
    assert.equal(seen({ deployment: deployment(), sets: [foreign] }).kind, 'done');
  });

  it('is paused whatever its pods do', () => {
    const paused = deployment({ isPaused: true, updated: 1 });
    const rollout = seen({ deployment: paused, pods: [pod({ state: 'waiting', reason: 'ErrImagePull' })] });
    assert.deepEqual([rollout.kind, rollout.text], ['paused', 'paused: 1 of 3 new pods, 0 ready, 3 old']);
  });

  const BROKEN: readonly {
    readonly name: string;
    readonly pod: Pod;
    readonly reason: string;
    readonly words: RegExp;
  }[] = [
    {
      name: 'an image that is not there',
      pod: pod({ state: 'waiting', reason: 'ImagePullBackOff', message: 'not found' }),
      reason: 'imagePull',
      words: /image/,
    },
    {
      name: 'a crash',
      pod: pod({ state: 'waiting', reason: 'CrashLoopBackOff', last: { exitCode: 1 } }),
      reason: 'crash',
      words: /exited 1/,
    },
    {
      name: 'a crash that is running again',
      pod: pod({ restarts: 2, last: { reason: 'OOMKilled', exitCode: 137 } }),
      reason: 'crash',
      words: /2 times: out of memory/,
    },
    {
      name: 'a missing Secret',
      pod: pod({ state: 'waiting', reason: 'CreateContainerConfigError', message: 'secret "x" not found' }),
      reason: 'start',
      words: /secret "x" not found/,
    },
    {
      name: 'no node',
      pod: pod({ state: 'waiting' }, [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message: '0/1 nodes are available: 1 Insufficient cpu.',
        },
      ]),
      reason: 'unschedulable',
      words: /Insufficient cpu/,
    },
  ];
  for (const { name, pod: broken, reason, words } of BROKEN) {
    it(`is stalled by ${name}`, () => {
      const rollout = seen({ pods: [broken] });
      assert.ok(rollout.kind === 'stalled');
      assert.deepEqual([rollout.reason, rollout.pod], [reason, 'new-1']);
      assert.match(rollout.text, words);
    });
  }

  const unhealthy = (message: string): ClusterEvent => ({
    kind: 'Event',
    meta: kubeMeta('e'),
    type: 'Warning',
    reason: 'Unhealthy',
    message,
    count: 1,
    lastSeen: START,
    about: { kind: 'Pod', name: 'new-1', uid: 'uid-new-1' },
    from: 'kubelet',
  });

  it('tells a probe that fails from a server that takes its time', () => {
    const pods = [pod({ startedAt: START })];
    const later = new Date(START.getTime() + 61_000);
    const events = [unhealthy('Readiness probe failed: refused')];
    assert.equal(seen({ pods, events }).kind, 'progressing', 'a minute is nothing');
    assert.equal(seen({ pods, now: later }).kind, 'progressing', 'nobody says that a probe fails');
    assert.equal(seen({ pods, now: later, events: [unhealthy('Startup probe failed')] }).kind, 'progressing');
    const stalled = seen({ pods, now: later, events });
    assert.ok(stalled.kind === 'stalled');
    assert.deepEqual(
      [stalled.reason, stalled.text],
      ['probe', 'a new pod runs and does not become ready: Readiness probe failed: refused'],
    );
    const killed = seen({
      pods: [pod({ restarts: 3, last: { exitCode: 137 } })],
      events: [unhealthy('Liveness probe failed: timeout')],
    });
    assert.deepEqual(killed.kind === 'stalled' && [killed.reason, killed.text], [
      'probe',
      'the new version was started again 3 times: Liveness probe failed: timeout',
    ]);
  });

  it('does not blame the new version for the old pods', () => {
    const old = kubePod('old-1', {
      owner: owner('old'),
      containers: [{ state: 'waiting', reason: 'CrashLoopBackOff' }],
    });
    assert.equal(seen({ pods: [old] }).kind, 'progressing');
  });

  it('knows the deadline and refused pods, a pod’s own words first', () => {
    const deadline = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' } as const;
    const late = deployment({ updated: 1, conditions: [deadline] });
    assert.deepEqual(seen({ deployment: late }).kind === 'stalled' && seen({ deployment: late }), {
      kind: 'stalled',
      desired: 3,
      updated: 1,
      ready: 0,
      old: 3,
      reason: 'deadline',
      text: 'no progress within the time limit of the Deployment',
    });
    const crash = seen({ deployment: late, pods: [pod({ state: 'waiting', reason: 'CrashLoopBackOff' })] });
    assert.equal(crash.kind === 'stalled' && crash.reason, 'crash');
    const refused = { type: 'ReplicaFailure', status: 'True', message: 'exceeded quota: gpus' } as const;
    const quota = seen({ deployment: deployment({ updated: 0, conditions: [refused] }) });
    assert.deepEqual(quota.kind === 'stalled' && [quota.reason, quota.text], [
      'refused',
      'pods are refused: exceeded quota: gpus',
    ]);
  });
});

describe('patches', () => {
  it('restart, pause and suspend', () => {
    assert.deepEqual(restartPatch(START), {
      spec: {
        template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': '2030-01-01T00:00:00.000Z' } } },
      },
    });
    assert.deepEqual([pausePatch(true), pausePatch(false)], [{ spec: { paused: true } }, { spec: { paused: null } }]);
    assert.deepEqual(suspendPatch(true, 'Job'), { spec: { suspend: true } });
  });

  it('stop a Deployment and bring its replicas back', () => {
    const web = deployment({ desired: 5 });
    assert.deepEqual(stopPatch(web, START), {
      metadata: { annotations: { 'trainyard.dev/stopped': '2030-01-01T00:00:00.000Z', 'trainyard.dev/replicas': '5' } },
      spec: { replicas: 0 },
    });
    const stopped = { ...web, meta: { ...web.meta, annotations: new Map([['trainyard.dev/replicas', '5']]) } };
    assert.deepEqual(continuePatch(stopped), {
      metadata: { annotations: { 'trainyard.dev/stopped': null, 'trainyard.dev/replicas': null } },
      spec: { replicas: 5 },
    });
    assert.deepEqual((continuePatch(web) as { readonly spec: unknown }).spec, { replicas: 1 });
  });
});
