import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fieldsOf } from '../../../../src/adapters/kubernetes/fields.ts';
import { Interner } from '../../../../src/adapters/kubernetes/interner.ts';
import { deviceClaimOf, deviceSliceOf } from '../../../../src/adapters/kubernetes/recordDevices.ts';
import type { DeviceClaim, DeviceSlice } from '../../../../src/domain/cluster/clusterObject.ts';
import { deviceGpus } from '../../../../src/domain/cluster/deviceGpus.ts';
import { gpuSummary, gpuTotals } from '../../../../src/domain/cluster/gpuInventory.ts';
import type { Situation } from '../../../../src/domain/scheduling/diagnosis.ts';
import { whyPending } from '../../../../src/domain/scheduling/whyPending.ts';
import { aMeta, aNode, aPod } from '../../../support/kubeFacts.ts';

let made = 0;
const meta = (name: string) => ({ uid: `u${(made += 1)}`, name, namespace: 'ml', resourceVersion: '1' });

function slice(spec: object): DeviceSlice {
  const usual = { driver: 'gpu.nvidia.com', nodeName: 'gpu-1', pool: { name: 'gpu-1', generation: 1 } };
  const read = deviceSliceOf(fieldsOf({ metadata: meta('s'), spec: { ...usual, ...spec } }), new Interner());
  return read ?? assert.fail();
}

function claim(
  name: string,
  devices: readonly string[],
  more: { readonly pods?: string[]; readonly admin?: boolean } = {},
): DeviceClaim {
  const results = devices.map((device) => ({
    driver: 'gpu.nvidia.com',
    pool: 'gpu-1',
    device,
    ...(more.admin === true ? { adminAccess: true } : {}),
  }));
  const status = {
    allocation: { devices: { results } },
    reservedFor: (more.pods ?? []).map((pod) => ({ resource: 'pods', name: pod })),
  };
  return deviceClaimOf(fieldsOf({ metadata: meta(name), spec: {}, status }), new Interner()) ?? assert.fail();
}

const h100 = (name: string, more: object = {}) => ({
  name,
  attributes: { type: { string: 'gpu' }, productName: { string: 'NVIDIA H100 80GB HBM3' } },
  capacity: { memory: { value: '81559Mi' } },
  ...more,
});
const summary = (...args: Parameters<typeof deviceGpus>) => gpuSummary(gpuTotals(deviceGpus(...args)));
const node = aNode();

describe('GPUs by DRA', () => {
  it('are counted by model, with their holders, and never said to be free when claims are not known', () => {
    const slices = [slice({ devices: [h100('0'), h100('1'), h100('2')] })];
    const claims = [claim('a', ['0'], { pods: ['train'] }), claim('b', ['1'])];
    const [gpus] = deviceGpus(slices, claims, [node]);
    assert.deepEqual([gpus?.total, gpus?.requested, gpus?.free], [3, 2, 1]);
    assert.deepEqual(gpus?.holders, [
      { namespace: 'ml', pod: 'train', count: 1 },
      { namespace: 'ml', pod: 'claim b', count: 1 },
    ]);
    assert.equal(summary(slices, claims, [node]), 'H100 by claim 1/3 free');
    assert.equal(summary(slices, undefined, [node]), 'H100 by claim 3, free unknown');
  });

  it('are read in the shape of the betas too', () => {
    const beta = {
      name: '0',
      basic: { attributes: { 'gpu.nvidia.com/productName': { string: 'Tesla-T4' } }, capacity: { memory: '15Gi' } },
    };
    const [gpus] = deviceGpus([slice({ devices: [beta] })], [], [node]);
    assert.deepEqual([gpus?.name, gpus?.model.memoryBytes], ['T4 by claim', 15 * 1024 ** 3]);
  });

  it('leave out older generations of a pool, devices that are no GPUs, and what somebody only looks at', () => {
    const slices = [
      slice({ pool: { name: 'gpu-1', generation: 1 }, devices: [h100('0'), h100('9')] }),
      slice({ pool: { name: 'gpu-1', generation: 2 }, devices: [h100('0')] }),
      slice({ driver: 'dra.net', pool: { name: 'net' }, devices: [{ name: 'eth1' }] }),
    ];
    assert.equal(summary(slices, [claim('watcher', ['0'], { admin: true })], [node]), 'H100 by claim 1/1 free');
  });

  it('offer nothing on nodes that take no pods, and nothing that is tainted', () => {
    const slices = [slice({ devices: [h100('0'), h100('1', { taints: [{ key: 'sick', effect: 'NoSchedule' }] })] })];
    const [total] = gpuTotals(deviceGpus(slices, [], [aNode({ isSchedulable: false })]));
    assert.deepEqual([total?.total, total?.free, total?.blocked, total?.unhealthy], [1, 0, 1, 1]);
  });

  it('say a slice of a GPU to be free only while the GPU has room for it', () => {
    const part = (name: string, memory: string, profile: string) => ({
      ...h100(name),
      attributes: { ...h100(name).attributes, type: { string: 'mig' }, profile: { string: profile } },
      consumesCounters: [{ counterSet: 'gpu-0', counters: { memory: { value: memory } } }],
    });
    const sharedCounters = [{ name: 'gpu-0', counters: { memory: { value: '80Gi' } } }];
    const devices = [part('a', '40Gi', '3g.40gb'), part('b', '40Gi', '3g.40gb'), part('c', '10Gi', '1g.10gb')];
    const slices = [slice({ devices, sharedCounters })];
    assert.equal(
      summary(slices, [], [node]),
      'H100 MIG 3g.40gb by claim 2/2 free · H100 MIG 1g.10gb by claim 1/1 free',
    );
    assert.equal(
      summary(slices, [claim('all', ['a', 'b'])], [node]),
      'H100 MIG 3g.40gb by claim 0/2 free · H100 MIG 1g.10gb by claim 0/1 free',
    );
  });
});

describe('why a pod waits for devices', () => {
  const pod = aPod({
    meta: aMeta({ name: 'p' }),
    phase: 'Pending',
    deviceClaims: ['mine'],
    conditions: [
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message:
          '0/1 nodes are available: 1 cannot allocate all claims. still not schedulable, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
      },
    ],
  });
  const { node: _none, ...waiting } = pod;
  const of = (more: Partial<Situation>) =>
    whyPending({
      pod: waiting,
      workloads: [],
      nodes: [node],
      pods: [],
      events: [],
      claims: [],
      now: new Date(),
      ...more,
    });

  it('says so without figures where claims may not be read, and that they could not be', () => {
    const why = of({});
    assert.equal(why.cause, 'No node has the devices free that its claims ask for.');
    assert.deepEqual(why.unknown, ['device claims could not be read']);
  });

  it('names the words of the node when its driver does not hand them over', () => {
    const message = 'Failed to prepare dynamic resources: prepare dynamic resources: DRA driver x is not registered';
    const event = {
      kind: 'Event',
      meta: aMeta({ name: 'e' }),
      type: 'Warning',
      reason: 'FailedPrepareDynamicResources',
      message,
      count: 1,
      lastSeen: new Date(),
      about: { kind: 'Pod', name: 'p', uid: pod.meta.uid },
      from: 'kubelet',
    } as const;
    const why = of({ pod: { ...pod, conditions: [] }, events: [event] });
    assert.equal(
      why.cause,
      'Its node gpu-1 cannot hand over the devices that it claims: DRA driver x is not registered',
    );
  });
});
