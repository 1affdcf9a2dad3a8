import { bytesAt, cpusAt, integerOf, itemsOf, textAt, textOf } from './nodeValues.ts';
import type { GpuSpec, ResourcesSpec } from './spec.ts';
import type { SpecNode } from './specNode.ts';
import { fieldOf } from './specNode.ts';

/** The resources of a checked workload. */
export function readResources(node: SpecNode | undefined): ResourcesSpec {
  const cpus = cpusAt(node, 'cpu');
  const memoryBytes = bytesAt(node, 'memory');
  const shmBytes = bytesAt(node, 'shm');
  const gpu = readGpu(fieldOf(node, 'gpu'));
  return {
    ...(cpus === undefined ? {} : { cpus }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(shmBytes === undefined ? {} : { shmBytes }),
    ...(gpu === undefined ? {} : { gpu }),
  };
}

function readGpu(node: SpecNode | undefined): GpuSpec | undefined {
  if (node === undefined) return undefined;
  if (node.kind !== 'map') return { count: countOf(node) ?? 0, ids: [] };
  const ids = itemsOf(fieldOf(node, 'ids'));
  const model = textAt(node, 'model');
  const memoryBytes = bytesAt(node, 'memory');
  const mig = textAt(node, 'mig');
  const vendor = textAt(node, 'vendor');
  return {
    count: countOf(fieldOf(node, 'count')) ?? Math.max(1, ids.length),
    ...(model === undefined ? {} : { model }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(mig === undefined ? {} : { mig }),
    ...(vendor === 'nvidia' || vendor === 'amd' || vendor === 'intel' ? { vendor } : {}),
    ids,
  };
}

function countOf(node: SpecNode | undefined): number | 'all' | undefined {
  return textOf(node) === 'all' ? 'all' : integerOf(node);
}
