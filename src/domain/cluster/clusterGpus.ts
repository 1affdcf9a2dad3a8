import { wholeOf, type WatchedParts } from './clusterFacts.ts';
import type { DeviceClaim, DeviceSlice, Node, Pod } from './clusterObject.ts';
import { deviceGpus } from './deviceGpus.ts';
import { eachGpuOnce } from './eachGpuOnce.ts';
import { gpusOfNodes, type GpuTotal, gpuTotals, type NodeGpus } from './gpuInventory.ts';

type All<T> = ReadonlyMap<string, T> | undefined;

interface Sources {
  readonly pods: All<Pod>;
  readonly slices: All<DeviceSlice>;
  readonly claims: All<DeviceClaim>;
}

/** By the nodes that they were counted from. Watches replace their map when anything in it changes, so that the same map means the same content. */
const COUNTED = new WeakMap<ReadonlyMap<string, Node>, Sources & { readonly gpus: readonly NodeGpus[] }>();

/**
 * All GPUs of a cluster: those that device plugins tell the nodes of, and those that DRA drivers offer, each once. Undefined while nodes are not known.
 * Counted once for all rows, and again when something has changed.
 */
export function clusterGpus(watched: WatchedParts): readonly NodeGpus[] | undefined {
  const nodes = wholeOf(watched.nodes);
  if (!nodes) return undefined;
  const pods = wholeOf(watched.pods);
  const slices = wholeOf(watched.deviceSlices);
  const claims = wholeOf(watched.deviceClaims);
  const known = COUNTED.get(nodes);
  if (known && known.pods === pods && known.slices === slices && known.claims === claims) return known.gpus;
  const byClaim = slices ? deviceGpus(slices.values(), claims?.values(), nodes.values()) : [];
  const gpus = eachGpuOnce(gpusOfNodes(nodes.values(), pods?.values()), byClaim, nodes.values());
  COUNTED.set(nodes, { pods, slices, claims, gpus });
  return gpus;
}

const BY_NODE = new WeakMap<readonly NodeGpus[], ReadonlyMap<string, readonly NodeGpus[]>>();

/** The same for one node. */
export function gpusByNode(watched: WatchedParts): ReadonlyMap<string, readonly NodeGpus[]> {
  const gpus = clusterGpus(watched) ?? [];
  const known = BY_NODE.get(gpus) ?? Map.groupBy(gpus, ({ node }) => node);
  BY_NODE.set(gpus, known);
  return known;
}

const TOTALS = new WeakMap<readonly NodeGpus[], readonly GpuTotal[]>();

/** The same summed up by model. */
export function clusterGpuTotals(watched: WatchedParts): readonly GpuTotal[] | undefined {
  const gpus = clusterGpus(watched);
  if (!gpus) return undefined;
  const known = TOTALS.get(gpus) ?? gpuTotals(gpus);
  TOTALS.set(gpus, known);
  return known;
}
