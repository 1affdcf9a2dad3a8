import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fieldsOf } from '../../../../src/adapters/kubernetes/fields.ts';
import { Interner } from '../../../../src/adapters/kubernetes/interner.ts';
import { RECORD_READERS } from '../../../../src/adapters/kubernetes/records.ts';
import { collectionPath, WATCHED_RESOURCES } from '../../../../src/adapters/kubernetes/watchedResources.ts';
import type { WatchedKind, WatchedKinds } from '../../../../src/domain/cluster/clusterObject.ts';

function read<K extends WatchedKind>(
  kind: K,
  object: { readonly metadata?: object; readonly [field: string]: unknown },
): WatchedKinds[K] {
  const metadata = { uid: 'u', name: 'x', resourceVersion: '1', ...object.metadata };
  const value = RECORD_READERS[kind](fieldsOf({ ...object, metadata }), new Interner());
  assert.ok(value);
  return value;
}
const template = {
  spec: { containers: [{ name: 'c', image: 'i:1', resources: { requests: { cpu: '2', 'nvidia.com/gpu': '1' } } }] },
};

describe('records', () => {
  it('of every kind are read from an object with nothing in it, and from none', () => {
    for (const kind of Object.keys(RECORD_READERS)) {
      assert.ok(isKind(kind));
      assert.equal(read(kind, {}).meta.uid, 'u');
      assert.equal(RECORD_READERS[kind](fieldsOf(undefined), new Interner()), undefined);
    }
  });

  it('of a Deployment', () => {
    const workload = read('deployments', {
      metadata: { generation: 3 },
      spec: { replicas: 3, paused: true, selector: { matchLabels: { app: 'x' } }, template },
      status: { observedGeneration: 2, readyReplicas: 2, updatedReplicas: 1, availableReplicas: 2 },
    });
    assert.deepEqual([workload.desired, workload.ready, workload.updated, workload.available], [3, 2, 1, 2]);
    assert.ok(workload.isPaused && workload.isOutdated);
    assert.deepEqual(
      [...workload.requests],
      [
        ['cpu', 6],
        ['nvidia.com/gpu', 3],
      ],
    );
    assert.deepEqual([...(workload.selector ?? [])], [['app', 'x']]);
    assert.deepEqual(workload.images, ['i:1']);
    assert.equal(workload.purpose, 'serving');
  });

  it('of a ReplicaSet with its revision', () =>
    assert.equal(
      read('replicasets', { metadata: { annotations: { 'deployment.kubernetes.io/revision': '4' } } }).revision,
      4,
    ));

  it('of a Job that trains, is suspended, has failed', () => {
    const job = read('jobs', {
      spec: { completions: 4, parallelism: 2, suspend: true, template },
      status: {
        active: 1,
        failed: 2,
        succeeded: 1,
        ready: 1,
        startTime: '2030-01-01T00:00:00Z',
        conditions: [
          {
            type: 'Failed',
            status: 'True',
            reason: 'BackoffLimitExceeded',
            lastTransitionTime: '2030-01-01T00:01:00Z',
          },
        ],
      },
    });
    assert.deepEqual([job.desired, job.active, job.failed, job.succeeded, job.purpose], [4, 1, 2, 1, 'training']);
    assert.ok(job.isSuspended);
    assert.deepEqual(job.finishedAt, new Date('2030-01-01T00:01:00Z'));
    assert.deepEqual(
      [...job.requests],
      [
        ['cpu', 4],
        ['nvidia.com/gpu', 2],
      ],
    );
    assert.equal(read('jobs', {}).purpose, 'batch');
    assert.equal(read('jobs', { metadata: { labels: { 'trainyard.dev/run-id': 'r' } } }).purpose, 'training');
  });

  it('of a CronJob, a StatefulSet and a DaemonSet', () => {
    const cron = read('cronjobs', {
      spec: { schedule: '*/5 * * * *', jobTemplate: { spec: { template } } },
      status: { active: [{}, {}] },
    });
    assert.deepEqual([cron.schedule, cron.active, cron.images], ['*/5 * * * *', 2, ['i:1']]);
    assert.equal(read('statefulsets', { spec: { replicas: 0 } }).desired, 0);
    assert.equal(read('daemonsets', { status: { desiredNumberScheduled: 5, numberReady: 4 } }).ready, 4);
  });

  it('of a Node', () => {
    const node = read('nodes', {
      spec: { unschedulable: true, taints: [{ key: 'gpu', effect: 'NoSchedule' }] },
      status: {
        capacity: { cpu: '8', memory: '32Gi', 'nvidia.com/gpu': '4' },
        allocatable: { 'nvidia.com/gpu': '3' },
        nodeInfo: { kubeletVersion: 'v1.34.4' },
      },
    });
    assert.equal(node.isSchedulable, false);
    assert.deepEqual(node.taints, [{ key: 'gpu', effect: 'NoSchedule' }]);
    assert.deepEqual([node.capacity.get('memory'), node.allocatable.get('nvidia.com/gpu')], [2 ** 35, 3]);
    assert.equal(node.kubeletVersion, 'v1.34.4');
  });

  it('of a Service, a claim, a quota', () => {
    const service = read('services', {
      spec: { type: 'NodePort', selector: { app: 'x' }, ports: [{ port: 80, targetPort: 'http' }, { port: 81 }] },
    });
    assert.deepEqual(service.ports, [
      { port: 80, targetPort: 'http' },
      { port: 81, targetPort: '81' },
    ]);
    const claim = read('claims', {
      spec: { resources: { requests: { storage: '10Gi' } }, accessModes: ['ReadWriteOnce'] },
      status: { phase: 'Bound' },
    });
    assert.deepEqual(
      [claim.requestedBytes, claim.phase, claim.accessModes],
      [10 * 2 ** 30, 'Bound', ['ReadWriteOnce']],
    );
    const quota = read('quotas', { spec: { hard: { 'requests.nvidia.com/gpu': '4' } } });
    assert.equal(quota.hard.get('requests.nvidia.com/gpu'), 4);
  });

  it('of an event of either generation', () => {
    const old = read('events', {
      type: 'Warning',
      reason: 'FailedScheduling',
      message: 'm',
      count: 5,
      lastTimestamp: '2030-01-01T00:00:09Z',
      source: { component: 'default-scheduler' },
      involvedObject: { kind: 'Pod', name: 'p', uid: 'pu' },
    });
    assert.deepEqual([old.count, old.from, old.about.uid], [5, 'default-scheduler', 'pu']);
    const recent = read('events', {
      series: { count: 9, lastObservedTime: '2030-01-01T00:00:10.5Z' },
      eventTime: '2030-01-01T00:00:01Z',
      reportingComponent: 'kubelet',
    });
    assert.deepEqual([recent.count, recent.from, recent.lastSeen], [9, 'kubelet', new Date('2030-01-01T00:00:10.5Z')]);
  });
});

describe('path of a collection', () => {
  it('is of the cluster, or of one namespace', () => {
    assert.equal(collectionPath(WATCHED_RESOURCES.pods, undefined), '/api/v1/pods');
    assert.equal(collectionPath(WATCHED_RESOURCES.jobs, 'team'), '/apis/batch/v1/namespaces/team/jobs');
    assert.equal(collectionPath(WATCHED_RESOURCES.nodes, 'team'), '/api/v1/nodes');
  });
  it('takes no part of a name for a part of a path', () =>
    assert.equal(collectionPath(WATCHED_RESOURCES.pods, '../x?y'), '/api/v1/namespaces/..%2Fx%3Fy/pods'));
});

function isKind(kind: string): kind is WatchedKind {
  return Object.hasOwn(RECORD_READERS, kind);
}
