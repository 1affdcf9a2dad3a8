import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { NO_FILTER } from '../../../../src/domain/cluster/clusterFilter.ts';
import type { WatchedParts } from '../../../../src/domain/cluster/clusterFacts.ts';
import { clusterGpus, clusterGpuTotals, gpusByNode } from '../../../../src/domain/cluster/clusterGpus.ts';
import type { Node, Pod } from '../../../../src/domain/cluster/clusterObject.ts';
import { gpuNodes } from '../../../../src/domain/cluster/gpuNode.ts';
import { aContext } from '../../../support/clusters.ts';
import { aNode, aPod } from '../../../support/kubeFacts.ts';

const mapOf = <T extends Node | Pod>(objects: readonly T[]) => new Map(objects.map((each) => [each.meta.uid, each]));
const ready = <T>(value: T) => [{ namespace: undefined, snapshot: { state: 'ready', value } as const }];
const holder = aPod({ requests: new Map([['nvidia.com/gpu', 3]]) });
const nodes = mapOf([aNode()]);
const pods = mapOf([holder]);
const watched: WatchedParts = { nodes: ready(nodes), pods: ready(pods) };

describe('GPUs of a cluster', () => {
  it('are counted once, however often rows ask, and anew when something has changed', () => {
    const first = clusterGpus(watched);
    assert.equal(first?.[0]?.free, 5);
    assert.equal(clusterGpus({ ...watched }), first);
    assert.equal(clusterGpuTotals(watched), clusterGpuTotals(watched));
    assert.equal(gpusByNode(watched), gpusByNode(watched));
    const changed = clusterGpus({ ...watched, pods: ready(mapOf<Pod>([])) });
    assert.equal(changed?.[0]?.free, 8);
    assert.equal(clusterGpus({ nodes: ready(new Map(nodes)), pods: ready(pods) })?.[0]?.free, 5);
  });

  it('are not known while nodes are not, and nothing is free while pods are not', () => {
    assert.equal(clusterGpus({ pods: ready(pods) }), undefined);
    assert.equal(clusterGpus({ nodes: ready(nodes) })?.[0]?.free, undefined);
  });

  it('of several kinds on one node are not said to be busy kind by kind: nobody knows', () => {
    const amounts = new Map([
      ['nvidia.com/gpu', 4],
      ['nvidia.com/mig-1g.10gb', 7],
    ]);
    const mixed = mapOf([aNode({ capacity: amounts, allocatable: amounts })]);
    const readAt = new Date(0);
    const value = { source: 'x', readAt, pods: new Map(), nodes: new Map([['gpu-1', { gpus: 8, percent: 5 }]]) };
    const context = { clusterId: 'kube:lab', now: readAt, filter: NO_FILTER, isReadOnly: false } as const;
    const facts = { connection: aContext(), watched: { nodes: ready(mixed), pods: ready(pods) } };
    const [row] = gpuNodes(facts, { ...context, gpuUse: { state: 'ready', value } });
    assert.match(row?.description ?? '', /GPU 5 %/);
    assert.equal(row?.children?.length, 2);
    for (const kind of row?.children ?? []) assert.doesNotMatch(kind.description ?? '', / %/);
  });

  it('have rows that are made again for new figures of their use alone', () => {
    const facts = { connection: aContext(), watched };
    const use = (percent: number) => ({
      state: 'ready' as const,
      value: { source: 'x', readAt: new Date(0), pods: new Map(), nodes: new Map([['gpu-1', { gpus: 8, percent }]]) },
    });
    const context = { clusterId: 'kube:lab', now: new Date(1000), filter: NO_FILTER, isReadOnly: false };
    const low = { ...context, gpuUse: use(5) };
    const childrenOf = (with_: Parameters<typeof gpuNodes>[1]) => gpuNodes(facts, with_)[0]?.children;
    assert.equal(childrenOf(low), childrenOf({ ...low, now: new Date(2000) }));
    assert.match(childrenOf(low)?.[0]?.description ?? '', /GPU 5 %/);
    assert.match(childrenOf({ ...low, gpuUse: use(95) })?.[0]?.description ?? '', /GPU 95 %/);
    assert.match(childrenOf({ ...low, now: new Date(200_000) })?.[0]?.description ?? '', /3 min ago/);
  });
});
