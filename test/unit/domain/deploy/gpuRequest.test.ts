import assert from 'node:assert/strict';
import { type GpuSurroundings, gpuRequest, gpuText } from '../../../../src/domain/deploy/gpuRequest.ts';
import type { GpuSpec } from '../../../../src/domain/deploy/spec.ts';
import { gpuNode, kubeNode, kubePod } from '../../../support/kubeObjects.ts';

const GIB = 1024 ** 3;
const A40 = 'NVIDIA-A100-SXM4-40GB';
const A80 = 'NVIDIA-A100-SXM4-80GB';
const H100 = 'NVIDIA-H100-80GB-HBM3';
const NODES = [
  gpuNode('a1', A40, { memoryMib: 40_960 }),
  gpuNode('a2', A80, { memoryMib: 81_920 }),
  gpuNode('h1', H100),
  gpuNode('h2', H100, { taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }] }),
  gpuNode('t1', 'Tesla-T4', { memoryMib: 15_360, count: 1 }),
  kubeNode('cpu'),
];

const spec = (given: Partial<GpuSpec>): GpuSpec => ({ count: 1, ids: [], ...given });

function ask(given: Partial<GpuSpec>, around: GpuSurroundings = { nodes: NODES, pods: [] }) {
  const result = gpuRequest(spec(given), around);
  assert.ok(result.ok, result.ok ? '' : result.failure.message);
  assert.ok(result.value);
  return result.value;
}
function refused(given: Partial<GpuSpec>, around: GpuSurroundings = { nodes: NODES, pods: [] }) {
  const result = gpuRequest(spec(given), around);
  assert.ok(!result.ok);
  return result.failure;
}
const labels = (request: ReturnType<typeof ask>) => Object.fromEntries(request.nodeLabels ?? []);

describe('gpuRequest', () => {
  it('asks for nothing when nothing is wanted', () => {
    for (const gpu of [undefined, spec({ count: 0 })])
      assert.deepEqual(gpuRequest(gpu, {}), { ok: true, value: undefined });
  });

  it('takes any GPU for a number alone, and tolerates the taints of such nodes', () => {
    const request = ask({ count: 2 });
    assert.deepEqual([request.resource, request.count, request.nodeLabels], ['nvidia.com/gpu', 2, undefined]);
    assert.deepEqual(request.tolerations, [
      { key: 'nvidia.com/gpu', operator: 'Equal', value: 'present', effect: 'NoSchedule' },
    ]);
    assert.deepEqual(request.fits, { nodes: 4, now: { nodes: 4, pods: 16 } });
  });

  it('knows a model by the words that people use', () => {
    for (const model of ['a100', 'A100', 'A100-SXM4', 'a100 sxm4']) {
      assert.deepEqual(labels(ask({ model })), { 'nvidia.com/gpu.product': [A40, A80] });
    }
    assert.deepEqual(labels(ask({ model: 'T4' })), { 'nvidia.com/gpu.product': ['Tesla-T4'] });
  });

  it('counts memory as it is sold: a T4 of “16Gi” has 15', () => {
    assert.deepEqual(labels(ask({ memoryBytes: 80 * GIB })), { 'nvidia.com/gpu.product': [A80, H100] });
    assert.deepEqual(labels(ask({ model: 'T4', memoryBytes: 16 * GIB })), { 'nvidia.com/gpu.product': ['Tesla-T4'] });
    assert.equal(refused({ model: 'T4', memoryBytes: 24 * GIB }).code, 'not-found');
  });

  it('names the models that there are when none fits', () => {
    const { code, message, nextStep } = refused({ model: 'B200' });
    assert.deepEqual([code, message], ['not-found', 'No node of the cluster has 1 GPU (B200).']);
    assert.equal(
      nextStep,
      `There are: ${A40} (8 on one node, 40Gi), ${A80} (8 on one node, 80Gi), ${H100} (8 on each of 2 nodes, 79.6Gi), Tesla-T4 (1 on one node, 15Gi).`,
    );
    assert.equal(refused({}, { nodes: [kubeNode('cpu')] }).nextStep, 'No node has a GPU. Choose another cluster.');
  });

  it('says how many a node has when more are asked for', () => {
    const failure = refused({ model: 'T4', count: 2 });
    assert.equal(failure.code, 'invalid');
    assert.match(failure.nextStep ?? '', /Ask for at most 1/);
  });

  it('counts what is free now, with cores and memory', () => {
    const pods = [
      kubePod('p1', { node: 'h1', requests: { 'nvidia.com/gpu': 5 } }),
      kubePod('done', { node: 'h1', phase: 'Succeeded', requests: { 'nvidia.com/gpu': 3 } }),
      kubePod('p2', { node: 'h2', requests: { cpu: 60 } }),
    ];
    const around = { nodes: NODES, pods };
    assert.deepEqual(ask({ model: 'H100', count: 4 }, around).fits, { nodes: 2, now: { nodes: 1, pods: 2 } });
    assert.deepEqual(ask({ model: 'H100', count: 1 }, around).fits?.now, { nodes: 2, pods: 11 });
    assert.deepEqual(ask({ model: 'H100', count: 1 }, { ...around, amounts: new Map([['cpu', 8]]) }).fits?.now, {
      nodes: 1,
      pods: 3,
    });
    assert.deepEqual(ask({ model: 'H100' }, { nodes: NODES }).fits, { nodes: 2 });
  });

  it('does not count nodes that take no pods now', () => {
    const nodes = [gpuNode('x', H100, { isSchedulable: false }), gpuNode('y', H100, { isReady: false })];
    assert.deepEqual(ask({}, { nodes, pods: [] }).fits, { nodes: 2, now: { nodes: 0, pods: 0 } });
  });

  it('stays off nodes that are kept for somebody else', () => {
    const taints = [{ key: 'team', value: 'vision', effect: 'NoSchedule' }];
    const nodes = [gpuNode('h', H100, { taints })];
    const failure = refused({ model: 'H100' }, { nodes });
    assert.match(failure.message, /kept for somebody else: team=vision/);
    const request = ask({ model: 'H100' }, { nodes, toleratedTaints: new Set(['team']) });
    assert.deepEqual(request.tolerations, [{ key: 'team', operator: 'Equal', value: 'vision', effect: 'NoSchedule' }]);
  });

  it('takes all GPUs of the largest node', () => {
    assert.equal(ask({ count: 'all' }).count, 8);
    assert.equal(ask({ count: 'all', model: 'T4' }).count, 1);
  });

  it('asks for MIG slices by their resource, or by the model where all are of one profile', () => {
    const mixed = kubeNode('m', {
      labels: { 'nvidia.com/gpu.product': A80 },
      allocatable: { 'nvidia.com/gpu': 0, 'nvidia.com/mig-1g.10gb': 7 },
    });
    const single = gpuNode('s', `${A80}-MIG-2g.20gb`, { count: 3 });
    const around = { nodes: [...NODES, mixed, single] };
    assert.deepEqual(
      [ask({ mig: '1g.10gb', count: 2 }, around).resource, ask({ mig: '1g.10gb' }, around).nodeLabels],
      ['nvidia.com/mig-1g.10gb', undefined],
    );
    assert.deepEqual(labels(ask({ mig: '2g.20gb' }, around)), { 'nvidia.com/gpu.product': [`${A80}-MIG-2g.20gb`] });
    assert.equal(ask({}, around).models.includes(`${A80}-MIG-2g.20gb`), false, 'a slice is given to who asks for one');
    assert.equal(refused({ mig: '1g.10gb', memoryBytes: 20 * GIB }, around).code, 'not-found');
  });

  it('asks AMD and Intel by their names, and other clouds by their labels', () => {
    const nodes = [
      kubeNode('amd', {
        labels: { 'amd.com/gpu.product-name': 'AMD_Instinct_MI300X_OAM' },
        allocatable: { 'amd.com/gpu': 8 },
      }),
      kubeNode('intel', { allocatable: { 'gpu.intel.com/i915': 1, 'gpu.intel.com/i915_monitoring': 1 } }),
      kubeNode('gke', {
        labels: { 'cloud.google.com/gke-accelerator': 'nvidia-l4' },
        allocatable: { 'nvidia.com/gpu': 1 },
      }),
      kubeNode('gke2', {
        labels: { 'cloud.google.com/gke-accelerator': 'nvidia-tesla-t4' },
        allocatable: { 'nvidia.com/gpu': 1 },
      }),
    ];
    const amd = ask({ vendor: 'amd', model: 'mi300x', memoryBytes: 190 * GIB, count: 8 }, { nodes });
    assert.deepEqual([amd.resource, amd.nodeLabels], ['amd.com/gpu', undefined]);
    assert.equal(ask({ vendor: 'intel' }, { nodes }).resource, 'gpu.intel.com/i915');
    assert.deepEqual(labels(ask({ memoryBytes: 24 * GIB }, { nodes })), {
      'cloud.google.com/gke-accelerator': ['nvidia-l4'],
    });
  });

  it('says that GPUs are shared', () => {
    const nodes = [gpuNode('s', 'Tesla-T4-SHARED', { count: 4, labels: { 'nvidia.com/gpu.replicas': '4' } })];
    assert.equal(ask({}, { nodes }).isShared, true);
    assert.equal(ask({}).isShared, false);
  });

  it('refuses what labels do not tell, instead of taking a chance', () => {
    const nodes = [gpuNode('h', H100), kubeNode('plain', { allocatable: { 'nvidia.com/gpu': 8 } })];
    assert.deepEqual(labels(ask({ model: 'H100' }, { nodes })), { 'nvidia.com/gpu.product': [H100] });
    assert.equal(ask({}, { nodes }).nodeLabels, undefined);
  });

  it('asks by number alone where nodes cannot be read', () => {
    const request = ask({ count: 2, mig: '1g.10gb' }, {});
    assert.deepEqual([request.resource, request.fits], ['nvidia.com/mig-1g.10gb', undefined]);
    assert.deepEqual(request.tolerations, [{ key: 'nvidia.com/gpu', operator: 'Exists' }]);
    for (const gpu of [{ model: 'A100' }, { count: 'all' as const }, { memoryBytes: GIB }]) {
      assert.equal(refused(gpu, {}).code, 'unsupported');
    }
    assert.equal(refused({ ids: ['0'] }).code, 'unsupported');
  });

  it('is said in words', () => {
    assert.equal(gpuText(spec({ count: 2 })), '2 GPUs');
    assert.equal(
      gpuText(spec({ count: 'all', model: 'A100', memoryBytes: 40 * GIB })),
      'all GPUs (A100, at least 40Gi)',
    );
  });
});
