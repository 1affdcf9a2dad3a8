import assert from 'node:assert/strict';
import {
  gpuMemoryText,
  gpuModel,
  gpuName,
  gpuResource,
  nodePool,
  shortProduct,
} from '../../../../src/domain/cluster/gpu.ts';
import {
  gpuFreeText,
  gpusOfNodes,
  gpuSummary,
  gpuTooltip,
  gpuTotals,
} from '../../../../src/domain/cluster/gpuInventory.ts';
import { aNode, aPod, recordedCluster } from '../../../support/kubeFacts.ts';

describe('gpuResource', () => {
  for (const [name, vendor, sharing, profile] of [
    ['nvidia.com/gpu', 'nvidia', 'whole', undefined],
    ['nvidia.com/gpu.shared', 'nvidia', 'shared', undefined],
    ['nvidia.com/mig-1g.10gb', 'nvidia', 'slice', '1g.10gb'],
    ['nvidia.com/mig-3g.20gb.shared', 'nvidia', 'shared', '3g.20gb'],
    ['nvidia.com/mig-1g.5gb.me', 'nvidia', 'slice', '1g.5gb.me'],
    ['amd.com/gpu', 'amd', 'whole', undefined],
    ['amd.com/cpx_nps4', 'amd', 'slice', 'cpx_nps4'],
    ['gpu.intel.com/i915', 'intel', 'whole', undefined],
    ['gpu.intel.com/xe', 'intel', 'whole', undefined],
    ['iluvatar.ai/gpu', 'other', 'whole', undefined],
  ] as const) {
    it(`reads ${name}`, () => {
      const resource = gpuResource(name);
      assert.deepEqual([resource?.vendor, resource?.sharing, resource?.profile], [vendor, sharing, profile]);
    });
  }

  for (const name of [
    'cpu',
    'memory',
    'gpu.intel.com/i915_monitoring',
    'gpu.intel.com/millicores',
    'example.com/fpga',
    'nvidia.com/gpumem',
  ]) {
    it(`does not take ${name} for a GPU`, () => assert.equal(gpuResource(name), undefined));
  }
});

describe('shortProduct', () => {
  for (const [label, short] of [
    ['NVIDIA-H100-80GB-HBM3', 'H100'],
    ['NVIDIA-A100-SXM4-80GB', 'A100'],
    ['NVIDIA-A100-SXM4-40GB-MIG-1g.5gb', 'A100'],
    ['NVIDIA-H200', 'H200'],
    ['NVIDIA-L40S', 'L40S'],
    ['Tesla-T4', 'T4'],
    ['Tesla-T4-SHARED', 'T4'],
    ['Tesla-V100-SXM2-16GB', 'V100'],
    ['NVIDIA-GeForce-RTX-4090', 'RTX 4090'],
    ['NVIDIA-RTX-A6000', 'RTX A6000'],
    ['NVIDIA-GH200-480GB', 'GH200'],
    ['nvidia-tesla-t4', 'T4'],
    ['nvidia-h100-80gb', 'H100'],
    ['AMD_Instinct_MI300X_OAM', 'MI300X'],
    ['Max_1100', 'Max 1100'],
    ['NVIDIA', 'NVIDIA'],
  ] as const) {
    it(`shortens ${label} to ${short}`, () => assert.equal(shortProduct(label), short));
  }
});

describe('gpuModel', () => {
  const model = (resource: string, labels: Record<string, string>) => {
    const known = gpuResource(resource);
    assert.ok(known);
    const found = gpuModel(new Map(Object.entries(labels)), known);
    return [gpuName(known, found), found.memoryBytes === undefined ? undefined : gpuMemoryText(found.memoryBytes)];
  };

  it('reads the labels of each maker', () => {
    assert.deepEqual(
      model('nvidia.com/gpu', { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3', 'nvidia.com/gpu.memory': '81559' }),
      ['H100', '80 GB'],
    );
    assert.deepEqual(
      model('nvidia.com/gpu', { 'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-40GB', 'nvidia.com/gpu.memory': '40960' }),
      ['A100', '40 GB'],
    );
    assert.deepEqual(
      model('nvidia.com/mig-1g.10gb', {
        'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3',
        'nvidia.com/mig-1g.10gb.product': 'NVIDIA-H100-80GB-HBM3-MIG-1g.10gb',
        'nvidia.com/mig-1g.10gb.memory': '9856',
      }),
      ['H100 MIG 1g.10gb', '10 GB'],
    );
    // Strategy `single`: slices go by the name of whole GPUs.
    assert.deepEqual(
      model('nvidia.com/gpu', {
        'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-40GB-MIG-1g.5gb',
        'nvidia.com/gpu.memory': '4864',
        'nvidia.com/mig.strategy': 'single',
      }),
      ['A100 MIG 1g.5gb', '5 GB'],
    );
    // Shares by turns, not renamed by the device plugin; and the same on GKE.
    assert.deepEqual(
      model('nvidia.com/gpu', { 'nvidia.com/gpu.product': 'Tesla-T4-SHARED', 'nvidia.com/gpu.replicas': '4' }),
      ['T4 shared', undefined],
    );
    assert.deepEqual(
      model('nvidia.com/gpu', {
        'cloud.google.com/gke-accelerator': 'nvidia-tesla-a100',
        'cloud.google.com/gke-gpu-partition-size': '1g.5gb',
        'cloud.google.com/gke-max-shared-clients-per-gpu': '3',
      }),
      ['A100 MIG 1g.5gb shared', undefined],
    );
    assert.deepEqual(
      model('nvidia.com/mig-1g.10gb', {
        'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3',
        'nvidia.com/gpu.replicas': '4',
      }),
      ['H100 MIG 1g.10gb', undefined],
    );
    assert.deepEqual(model('nvidia.com/gpu.shared', { 'nvidia.com/gpu.product': 'Tesla-T4-SHARED' }), [
      'T4 shared',
      undefined,
    ]);
    assert.deepEqual(
      model('amd.com/gpu', { 'amd.com/gpu.product-name': 'AMD_Instinct_MI300X_OAM', 'amd.com/gpu.vram': '191G' }),
      ['MI300X', '192 GB'],
    );
    assert.deepEqual(model('gpu.intel.com/xe', { 'gpu.intel.com/product': 'Max_1550' }), ['Max 1550', undefined]);
    assert.deepEqual(model('nvidia.com/gpu', { 'cloud.google.com/gke-accelerator': 'nvidia-l4' }), ['L4', undefined]);
  });

  it('does not name the cards of one maker after those of another', () => {
    assert.deepEqual(model('amd.com/gpu', { 'nvidia.com/gpu.product': 'Tesla-T4' }), ['amd.com/gpu', undefined]);
  });
});

describe('GPU inventory', () => {
  const gpus = (count: number) => new Map([['nvidia.com/gpu', count]]);
  const labels = new Map([
    ['nvidia.com/gpu.product', 'NVIDIA-H100-80GB-HBM3'],
    ['cloud.google.com/gke-nodepool', 'train'],
  ]);

  it('agrees with the recorded cluster', () => {
    const totals = gpuTotals(gpusOfNodes(cluster.nodes, cluster.pods));
    assert.equal(gpuSummary(totals), 'A100 4/12 free · H100 1/8 free · L40S 0/8 free');
    const [a100, , l40s] = totals;
    assert.deepEqual(a100?.largestFree, { count: 2, node: 'fake-0000' });
    assert.match(gpuTooltip(a100 ?? assert.fail()), /6 held by why\/hold-0 on fake-0000/);
    assert.equal(l40s?.blocked, 0);
  });

  it('counts unfinished pods that are bound, and nothing else', () => {
    const pods = [
      aPod({ meta: { name: 'runs' }, requests: gpus(3) }),
      aPod({ meta: { name: 'done' }, phase: 'Succeeded', requests: gpus(2) }),
      aPod({ meta: { name: 'elsewhere' }, node: 'gpu-2', requests: gpus(2) }),
    ];
    const [h100] = gpusOfNodes([aNode({ meta: { labels } })], pods);
    assert.deepEqual([h100?.total, h100?.requested, h100?.free, h100?.pool], [8, 3, 5, 'train']);
    assert.deepEqual(h100?.holders, [{ namespace: 'ml', pod: 'runs', count: 3 }]);
  });

  it('offers nothing of nodes that take no pods, and tells unhealthy cards', () => {
    const cordoned = aNode({ meta: { name: 'gpu-2', labels }, isSchedulable: false });
    const sick = aNode({ meta: { labels }, allocatable: gpus(6) });
    const [total] = gpuTotals(gpusOfNodes([cordoned, sick], []));
    assert.ok(total);
    assert.deepEqual([total.total, total.free, total.blocked, total.unhealthy], [14, 6, 8, 2]);
    assert.equal(gpuFreeText(total), 'H100 6/14 free');
    assert.match(gpuTooltip(total), /8 more on nodes that take no pods now\n2 unhealthy/);
  });

  it('never shows as free what it does not know', () => {
    const [total] = gpuTotals(gpusOfNodes([aNode({ meta: { labels } })], undefined));
    assert.ok(total);
    assert.equal(total.free, undefined);
    assert.equal(gpuFreeText(total), 'H100 8, free unknown');
  });

  it('keeps models of one name and different memory apart', () => {
    const a100 = (name: string, product: string, memory: string) =>
      aNode({
        meta: {
          name,
          labels: new Map([
            ['nvidia.com/gpu.product', product],
            ['nvidia.com/gpu.memory', memory],
          ]),
        },
      });
    const nodes = [a100('a', 'NVIDIA-A100-SXM4-40GB', '40960'), a100('b', 'NVIDIA-A100-SXM4-80GB', '81920')];
    assert.equal(gpuSummary(gpuTotals(gpusOfNodes(nodes, []))), 'A100 40 GB 8/8 free · A100 80 GB 8/8 free');
  });

  it('says that shares are no GPUs of their own', () => {
    const shared = new Map([
      ['nvidia.com/gpu.product', 'Tesla-T4-SHARED'],
      ['nvidia.com/gpu.replicas', '4'],
    ]);
    const [total] = gpuTotals(gpusOfNodes([aNode({ meta: { labels: shared } })], []));
    assert.match(gpuTooltip(total ?? assert.fail()), /^T4 shared 8\/8 free\n.*\neach GPU is counted 4 times/);
  });

  it('says nothing where there are no GPUs', () => {
    const plain = new Map([['cpu', 2]]);
    assert.equal(gpuSummary(gpuTotals(gpusOfNodes([aNode({ capacity: plain, allocatable: plain })], []))), '');
  });

  it('finds the node pool of clouds', () => {
    assert.equal(nodePool(new Map([['eks.amazonaws.com/nodegroup', 'ng']])), 'ng');
    assert.equal(nodePool(new Map([['kubernetes.azure.com/agentpool', 'np']])), 'np');
    assert.equal(nodePool(new Map()), undefined);
  });
});

const cluster = recordedCluster('whyPending.jsonl');
