import assert from 'node:assert/strict';
import { nodeHealth } from '../../../../src/domain/cluster/nodeHealth.ts';
import { podHealth } from '../../../../src/domain/cluster/podHealth.ts';
import { workloadHealth } from '../../../../src/domain/cluster/workloadHealth.ts';
import { aContainerStatus, aNode, aPod, aWorkload, kindNamed, recordedCluster } from '../../../support/kubeFacts.ts';

const cluster = recordedCluster('whyPending.jsonl');

describe('podHealth', () => {
  for (const [name, health, text] of [
    ['gpu-wait', 'queued', 'pending: not enough nvidia.com/gpu free'],
    ['claim-missing', 'queued', 'pending: claim nowhere is not there'],
    ['taint', 'queued', 'pending: no node fits its labels and tolerations'],
    ['gate', 'queued', 'held by scheduling gate kueue.x-k8s.io/admission'],
    ['other-scheduler', 'queued', 'pending: not looked at yet'],
    ['secret-mount', 'queued', 'container is being created'],
    ['image-missing', 'failed', 'cannot pull image 127.0.0.1:43293/nothing/here:1: the registry does not have it'],
    ['secret-env', 'failed', 'cannot start: secret "hf-token" not found'],
    ['oom', 'failed', 'crashes again and again: out of memory: killed at its memory limit, restarted 18 times'],
    ['no-command', 'failed', 'crashes again and again: its command could not be started, restarted 18 times'],
    ['oom-never', 'failed', 'out of memory: killed at its memory limit'],
    ['failed', 'failed', 'exited 2'],
    ['init-crash', 'failed', 'init container fetch: exited 1, restarted 19 times'],
    ['evicted', 'failed', 'evicted: Usage of EmptyDir volume "e" exceeds the limit "5Mi".'],
    ['deadline', 'failed', 'its time limit was over (activeDeadlineSeconds)'],
    ['finalizer', 'warning', 'terminating, held by example.com/hold'],
    ['ready-probe', 'warning', 'running, 0 of 1 ready'],
    ['done', 'ok', 'completed'],
    ['hold-3', 'running', 'running'],
  ] as const) {
    it(`says of the recorded pod ${name}: ${text}`, () => {
      const pod = cluster.pods.find(({ meta }) => meta.name === name);
      assert.ok(pod);
      assert.deepEqual(podHealth(pod), { health, text });
    });
  }

  it('does not take a pod for well whose node is silent', () => {
    const pod = aPod({ conditions: [{ type: 'Ready', status: 'False', reason: 'NodeStatusUnknown' }] });
    assert.equal(podHealth(pod).health, 'unknown');
  });

  it('says which of several containers failed', () => {
    const ended = aContainerStatus({
      name: 'sync',
      state: 'terminated',
      isReady: false,
      exitCode: 139,
      reason: 'Error',
    });
    assert.equal(
      podHealth(aPod({ containers: [aContainerStatus(), ended] })).text,
      'sync: exited 139: segmentation fault',
    );
  });

  it('does not paint a finished side container red', () => {
    const done = aContainerStatus({
      name: 'sync',
      state: 'terminated',
      isReady: false,
      exitCode: 0,
      reason: 'Completed',
    });
    assert.deepEqual(podHealth(aPod({ containers: [aContainerStatus(), done] })), {
      health: 'running',
      text: 'running, 1 of 2 containers completed',
    });
  });

  it('says how the run before a restart ended', () => {
    const container = aContainerStatus({ restarts: 2, last: { exitCode: 137, reason: 'OOMKilled' } });
    assert.equal(
      podHealth(aPod({ containers: [container] })).text,
      'running (before: out of memory: killed at its memory limit), restarted 2 times',
    );
  });

  for (const [reason, message, text] of [
    ['PreemptionByScheduler', '', 'made way for a pod of higher priority'],
    ['DeletionByTaintManager', '', 'removed because of a taint of its node'],
    ['EvictionByEvictionAPI', '', 'evicted on request (drain)'],
  ] as const) {
    it(`says of ${reason}: ${text}`, () => {
      const pod = aPod({
        phase: 'Failed',
        conditions: [{ type: 'DisruptionTarget', status: 'True', reason, message }],
      });
      assert.equal(podHealth(pod).text, text);
    });
  }

  it('keeps the words of a hostile image on one line', () => {
    const container = aContainerStatus({
      state: 'waiting',
      reason: 'CreateContainerError',
      message: 'a\nb\u001b[31mc',
      isReady: false,
    });
    assert.equal(
      podHealth(aPod({ phase: 'Pending', conditions: [], containers: [container] })).text,
      'cannot start: a bc',
    );
  });
});

describe('workloadHealth', () => {
  const job = { resource: kindNamed('Job'), purpose: 'training', desired: 2, ready: 0 } as const;
  for (const [name, facts, health, text] of [
    ['a Deployment that is well', {}, 'ok', '2 of 2 ready'],
    ['one that rolls out', { updated: 1, ready: 2 }, 'queued', 'rolling out, 1 of 2 updated, 2 of 2 ready'],
    ['one with a pod too few', { ready: 1 }, 'warning', '1 of 2 ready'],
    ['one at zero', { desired: 0, ready: 0 }, 'cancelled', 'scaled to 0'],
    ['one that is paused', { isPaused: true }, 'warning', 'rollout paused, 2 of 2 ready'],
    [
      'one whose status is old',
      { isOutdated: true },
      'stale',
      'its last change is not seen by its controller yet, 2 of 2 ready',
    ],
    [
      'one that got stuck',
      { ready: 0, conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }] },
      'failed',
      'rollout got stuck (progress deadline exceeded), 0 of 2 ready',
    ],
    [
      'one that may make no pods',
      { ready: 0, conditions: [{ type: 'ReplicaFailure', status: 'True', message: 'exceeded quota: q' }] },
      'failed',
      'cannot make pods: exceeded quota: q',
    ],
    ['a job that runs', { ...job, active: 2, ready: 2 }, 'running', 'running, 2 of 2 ready'],
    ['a job that starts', { ...job, active: 2 }, 'queued', 'starting, 0 of 2 ready'],
    ['a job without pods', job, 'queued', 'no pods yet'],
    ['a job whose pods crash', { ...job, failed: 3 }, 'warning', 'between attempts, 3 failed so far'],
    [
      'a job that is complete',
      { ...job, succeeded: 2, conditions: [{ type: 'Complete', status: 'True' }] },
      'ok',
      'completed, 2 succeeded',
    ],
    [
      'a job that failed',
      { ...job, conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] },
      'failed',
      'failed: its pods failed more often than allowed (backoffLimit)',
    ],
    [
      'a job that failed while both are said',
      {
        ...job,
        conditions: [
          { type: 'Complete', status: 'True' },
          { type: 'Failed', status: 'True', reason: 'DeadlineExceeded' },
        ],
      },
      'failed',
      'failed: its time limit was over (activeDeadlineSeconds)',
    ],
    ['a job that is suspended', { ...job, isSuspended: true }, 'cancelled', 'suspended'],
    [
      'a job that Kueue holds',
      { ...job, isSuspended: true, meta: { labels: new Map([['kueue.x-k8s.io/queue-name', 'team-a']]) } },
      'cancelled',
      'suspended: in the queue team-a',
    ],
    [
      'a schedule whose jobs go to a queue, and that the user has suspended',
      {
        resource: kindNamed('CronJob'),
        isSuspended: true,
        meta: { labels: new Map([['kueue.x-k8s.io/queue-name', 'team-a']]) },
      },
      'cancelled',
      'suspended',
    ],
    [
      'a schedule',
      { resource: kindNamed('CronJob'), purpose: 'batch', schedule: '0 3 * * *', desired: 0, ready: 0 },
      'ok',
      'waits for its schedule 0 3 * * *',
    ],
  ] as const) {
    it(`says of ${name}: ${text}`, () => assert.deepEqual(workloadHealth(aWorkload(facts)), { health, text }));
  }

  it('names what holds a deletion up', () => {
    const workload = aWorkload({ meta: { deletedAt: new Date(), finalizers: ['clean-metrics-in-db'] } });
    assert.deepEqual(workloadHealth(workload), { health: 'warning', text: 'terminating, held by clean-metrics-in-db' });
  });
});

describe('nodeHealth', () => {
  for (const [name, facts, health, text] of [
    ['a ready node', {}, 'ok', 'ready'],
    ['a cordoned one', { isSchedulable: false }, 'warning', 'takes no new pods (cordoned)'],
    [
      'a silent one',
      { conditions: [{ type: 'Ready', status: 'Unknown' }] },
      'failed',
      'does not answer: its kubelet is silent',
    ],
    [
      'one that is not ready',
      { conditions: [{ type: 'Ready', status: 'False', message: 'runtime network not ready' }], isSchedulable: false },
      'failed',
      'not ready: runtime network not ready, takes no new pods (cordoned)',
    ],
    [
      'one under pressure',
      {
        conditions: [
          { type: 'Ready', status: 'True' },
          { type: 'MemoryPressure', status: 'True' },
        ],
      },
      'warning',
      'short of memory',
    ],
    [
      'one with a GPU problem',
      {
        conditions: [
          { type: 'Ready', status: 'True' },
          { type: 'GpuXidProblem', status: 'True', message: 'Xid 79' },
        ],
      },
      'warning',
      'GpuXidProblem: Xid 79',
    ],
    ['one of which nothing is known', { conditions: [] }, 'unknown', 'its state is not known'],
  ] as const) {
    it(`says of ${name}: ${text}`, () => assert.deepEqual(nodeHealth(aNode(facts)), { health, text }));
  }
});
