import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fieldsOf } from '../../../../src/adapters/kubernetes/fields.ts';
import { Interner } from '../../../../src/adapters/kubernetes/interner.ts';
import { podRequests } from '../../../../src/adapters/kubernetes/podRequests.ts';
import { podOf } from '../../../../src/adapters/kubernetes/recordPod.ts';
import { podBody } from '../../../support/kubePods.ts';

const meta = {
  uid: 'u1',
  name: 'train-0',
  namespace: 'team',
  resourceVersion: '7',
  creationTimestamp: '2030-01-01T00:00:00Z',
};
const pod = (spec: object, status: object = {}, more: object = {}) =>
  podOf(fieldsOf({ metadata: { ...meta, ...more }, spec, status }), new Interner());
const asks = (requests: object, more: object = {}) => ({ resources: { requests }, ...more });

describe('requests of a pod, as the scheduler counts them', () => {
  const amounts = (spec: object) => Object.fromEntries(podRequests(fieldsOf(spec)));

  it('are the sum of the containers', () =>
    assert.deepEqual(
      amounts({ containers: [asks({ cpu: '500m', memory: '1Gi' }), asks({ cpu: 1, 'nvidia.com/gpu': '2' })] }),
      {
        cpu: 1.5,
        memory: 2 ** 30,
        'nvidia.com/gpu': 2,
      },
    ));

  it('are the largest init container when that is more', () =>
    assert.deepEqual(
      amounts({
        initContainers: [asks({ cpu: '4' }), asks({ cpu: '2', memory: '1' })],
        containers: [asks({ cpu: '1' })],
      }),
      { cpu: 4, memory: 1 },
    ));

  it('count sidecars with the containers, and with init containers that come after them', () => {
    const sidecar = asks({ cpu: '1' }, { restartPolicy: 'Always' });
    assert.deepEqual(amounts({ initContainers: [sidecar], containers: [asks({ cpu: '2' })] }), { cpu: 3 });
    assert.deepEqual(amounts({ initContainers: [sidecar, asks({ cpu: '4' })], containers: [asks({ cpu: '2' })] }), {
      cpu: 5,
    });
    assert.deepEqual(amounts({ initContainers: [asks({ cpu: '4' }), sidecar], containers: [asks({ cpu: '2' })] }), {
      cpu: 4,
    });
    assert.deepEqual(amounts({ initContainers: [sidecar, sidecar], containers: [] }), { cpu: 2 });
  });

  it('take a limit for a request that is not there', () =>
    assert.deepEqual(
      amounts({ containers: [{ resources: { limits: { cpu: '2', 'nvidia.com/gpu': '1' }, requests: { cpu: '1' } } }] }),
      {
        cpu: 1,
        'nvidia.com/gpu': 1,
      },
    ));

  it('are what the pod as a whole asks for where it does, with the overhead on top', () =>
    assert.deepEqual(
      amounts({
        containers: [asks({ cpu: '1', 'nvidia.com/gpu': 1 })],
        resources: { requests: { cpu: '3' } },
        overhead: { cpu: '250m' },
      }),
      { cpu: 3.25, 'nvidia.com/gpu': 1 },
    ));

  it('are nothing for a pod that asks for nothing, and leave out what is no amount', () =>
    assert.deepEqual(amounts({ containers: [{}, asks({ cpu: 'much' })] }), {}));
});

describe('a pod', () => {
  it('is what rows need of it', () => {
    const read = pod(
      {
        nodeName: 'n1',
        containers: [
          {
            name: 'main',
            image: 'i:1',
            ports: [{ name: 'http', containerPort: 8080 }],
            envFrom: [{ secretRef: { name: 'keys' } }, { configMapRef: { name: 'maybe', optional: true } }],
            env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'a' } } }],
          },
          { name: 'late', image: 'i:2' },
        ],
        initContainers: [{ name: 'first', image: 'i:0' }],
        volumes: [
          { name: 'v', persistentVolumeClaim: { claimName: 'data' } },
          { name: 'scratch', ephemeral: {} },
          { name: 's', secret: { secretName: 'tls' } },
        ],
        tolerations: [{ key: 'gpu', operator: 'Exists' }],
        schedulingGates: [{ name: 'queue' }],
      },
      {
        phase: 'Running',
        podIP: '10.0.0.1',
        startTime: '2030-01-01T00:00:01Z',
        conditions: [
          { type: 'Ready', status: 'False', reason: 'ContainersNotReady', lastTransitionTime: '2030-01-01T00:00:02Z' },
        ],
        initContainerStatuses: [
          { name: 'first', state: { terminated: { exitCode: 0, reason: 'Completed' } }, ready: true },
        ],
        containerStatuses: [
          {
            name: 'main',
            image: 'i:1',
            imageID: 'i@sha256:1',
            restartCount: 3,
            ready: false,
            state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } },
            lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: '2030-01-01T00:00:03Z' } },
          },
        ],
      },
      {
        labels: { app: 'x' },
        annotations: { 'trainyard.dev/run': 'r', big: 'x' },
        ownerReferences: [{ kind: 'Job', name: 'j', uid: 'o', controller: true }],
      },
    );
    assert.ok(read);
    assert.deepEqual(read.claims, ['data', 'train-0-scratch']);
    assert.deepEqual(read.needs, ['secret/tls', 'configmap/settings', 'secret/keys']);
    assert.deepEqual(read.ports, [{ name: 'http', port: 8080, container: 'main' }]);
    assert.deepEqual(read.schedulingGates, ['queue']);
    assert.deepEqual(read.tolerations, [{ operator: 'Exists', key: 'gpu' }]);
    assert.deepEqual([...read.meta.annotations], [['trainyard.dev/run', 'r']]);
    assert.deepEqual(read.meta.owner, { kind: 'Job', name: 'j', uid: 'o' });
    const [first, main, late] = read.containers;
    assert.equal(first?.isInit, true);
    assert.equal(first.state, 'terminated');
    assert.deepEqual([main?.state, main?.reason, main?.restarts], ['waiting', 'CrashLoopBackOff', 3]);
    assert.deepEqual(main?.last, { reason: 'OOMKilled', exitCode: 137, finishedAt: new Date('2030-01-01T00:00:03Z') });
    assert.equal(late?.state, 'waiting');
  });

  it('is none without a uid, a name or a version', () => {
    for (const field of ['uid', 'name', 'resourceVersion']) assert.equal(pod({}, {}, { [field]: '' }), undefined);
  });

  it('is read from whatever stands in the fields', () => {
    for (const nonsense of [null, 1, 'x', [], [null], {}, { a: null }]) {
      const read = pod(
        { containers: nonsense, volumes: nonsense, tolerations: nonsense, nodeSelector: nonsense, overhead: nonsense },
        { phase: nonsense, conditions: nonsense, containerStatuses: nonsense, startTime: nonsense },
        { labels: nonsense, annotations: nonsense, ownerReferences: nonsense, finalizers: nonsense },
      );
      assert.equal(read?.phase, 'Unknown');
    }
  });

  it('takes names from outside for nothing but names', () => {
    const labels: unknown = JSON.parse('{"__proto__":"p","constructor":"c","toString":"t"}');
    const read = pod({ containers: [] }, {}, { labels });
    assert.deepEqual(
      [...(read?.meta.labels ?? [])],
      [
        ['__proto__', 'p'],
        ['constructor', 'c'],
        ['toString', 't'],
      ],
    );
  });

  it('shares what pods of one workload have in common', () => {
    const interner = new Interner();
    const read = (index: number) =>
      podOf(fieldsOf({ ...podBody(index), metadata: { ...meta, uid: `u${index}`, labels: { app: 'x' } } }), interner);
    const [one, other] = [read(1), read(101)];
    assert.ok(one && other);
    assert.equal(one.requests, other.requests);
    assert.equal(one.meta.labels, other.meta.labels);
    assert.equal(one.tolerations, other.tolerations);
    assert.equal(one.needs, other.needs);
  });
});
