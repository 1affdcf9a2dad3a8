import assert from 'node:assert/strict';
import { eachGpuOnce } from '../../../../src/domain/cluster/eachGpuOnce.ts';
import { deviceGpus } from '../../../../src/domain/cluster/deviceGpus.ts';
import { gpusOfNodes, gpuSummary, gpuTotals } from '../../../../src/domain/cluster/gpuInventory.ts';
import type { Device, DeviceClaim, DeviceSlice, Node, Pod } from '../../../../src/domain/cluster/clusterObject.ts';
import { aMeta, aNode, aPod } from '../../../support/kubeFacts.ts';

const device = (name: string): Device => ({ name, type: 'gpu', isTainted: false, consumes: new Map() });
const slice = (count: number, driver = 'gpu.nvidia.com'): DeviceSlice => ({
  meta: aMeta({ name: 'slice' }),
  kind: 'DeviceSlice',
  driver,
  pool: 'gpu-1',
  generation: 1,
  node: 'gpu-1',
  counters: new Map(),
  devices: Array.from({ length: count }, (_, at) => device(String(at))),
});
const claim = (count: number, driver = 'gpu.nvidia.com'): DeviceClaim => ({
  meta: aMeta({ name: 'c', namespace: 'ml' }),
  kind: 'DeviceClaim',
  pods: ['by-claim'],
  asks: [],
  isAllocated: true,
  given: Array.from({ length: count }, (_, at) => ({ driver, pool: 'gpu-1', device: String(at) })),
});
const holder = aPod({ requests: new Map([['nvidia.com/gpu', 3]]) });
const summary = (node: Node, slices: DeviceSlice[], claims: DeviceClaim[] | undefined, pods: Pod[] = [holder]) => {
  const gpus = eachGpuOnce(gpusOfNodes([node], pods), deviceGpus(slices, claims, [node]), [node]);
  return { text: gpuSummary(gpuTotals(gpus)), gpus };
};

describe('GPUs that are offered by device plugin and by DRA', () => {
  it('count once, and who has some by claim has taken them from the plugin', () => {
    const { text, gpus } = summary(aNode(), [slice(8)], [claim(2)]);
    assert.equal(text, 'nvidia.com/gpu 3/8 free');
    assert.deepEqual(
      gpus[0]?.holders.map(({ pod, count }) => `${pod} ${count}`),
      [`${holder.meta.name} 3`, 'by-claim 2'],
    );
  });

  it('count apart as far as the node has more than the plugin offers', () => {
    const half = new Map([['nvidia.com/gpu', 4]]);
    const labels = new Map([['nvidia.com/gpu.count', '8']]);
    const node = aNode({ meta: { labels }, capacity: half, allocatable: half });
    assert.equal(
      summary(node, [slice(4)], [claim(2)]).text,
      'nvidia.com/gpu 1/4 free · gpu.nvidia.com by claim 2/4 free',
    );
    assert.equal(
      summary(node, [slice(6)], [claim(5)]).text,
      'nvidia.com/gpu 0/4 free · gpu.nvidia.com by claim 0/4 free',
    );
  });

  it('are taken in shares where pods share them by turns', () => {
    const shares = new Map([['nvidia.com/gpu', 32]]);
    const labels = new Map([['nvidia.com/gpu.replicas', '4']]);
    const node = aNode({ meta: { labels }, capacity: shares, allocatable: shares });
    assert.match(summary(node, [slice(8)], [claim(2)], []).text, /24\/32 free$/);
  });

  it('are not said to be free where claims may not be read', () => {
    assert.equal(summary(aNode(), [slice(8)], undefined).text, 'nvidia.com/gpu 8, free unknown');
  });

  it('stay apart when they are of another vendor, or on other nodes', () => {
    const other = slice(2, 'gpu.amd.com');
    assert.match(summary(aNode(), [other], [claim(1, 'gpu.amd.com')]).text, /5\/8 free.*amd\.com by claim 1\/2 free/);
    const bare = new Map([['cpu', 4]]);
    const without = aNode({ capacity: bare, allocatable: bare });
    assert.equal(summary(without, [slice(2)], [claim(1)], []).text, 'gpu.nvidia.com by claim 1/2 free');
  });

  it('of a driver that nobody knows are told by the domain of its name', () => {
    const own = new Map([['example.com/gpu', 2]]);
    const node = aNode({ capacity: own, allocatable: own });
    assert.equal(
      summary(node, [slice(2, 'gpu.example.com')], [claim(1, 'gpu.example.com')], []).text,
      'example.com/gpu 1/2 free',
    );
  });
});
