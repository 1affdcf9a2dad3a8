import type { Node } from './clusterObject.ts';
import type { NodeGpus } from './gpuInventory.ts';

/**
 * GPUs of device plugins and of DRA drivers, each GPU once. A node that offers the same GPUs in both ways is misconfigured or on its way from one
 * to the other, and neither of both knows of the other: who holds a GPU by a claim has taken it from the plugin too. Devices of a claim are told
 * beside those of the plugin as far as the node has more GPUs than that.
 *
 * Nothing names a GPU in both ways, so vendor and slice are compared, and the number of GPUs that GPU feature discovery counted on the node.
 * Pods that get devices by a name of the plugin (`extendedResourceName` of a device class, KEP-5004) are in neither twice: the scheduler does so
 * only on nodes without the plugin's resource, and its claim names the pod.
 */
export function eachGpuOnce(
  byPlugin: readonly NodeGpus[],
  byClaim: readonly NodeGpus[],
  nodes: Iterable<Node>,
): readonly NodeGpus[] {
  const offered = new Set(byPlugin.map(keyOf));
  if (!byClaim.some((gpus) => offered.has(keyOf(gpus)))) return [...byPlugin, ...byClaim];
  const known = new Map(Array.from(nodes, (node) => [node.meta.name, node]));
  const claims = Map.groupBy(byClaim, keyOf);
  const merged = Array.from(Map.groupBy(byPlugin, keyOf), ([key, own]) => {
    const others = claims.get(key) ?? [];
    claims.delete(key);
    return both(own, others, countOn(known.get(own[0]?.node ?? '')));
  });
  return [...merged.flat(), ...Array.from(claims.values()).flat()];
}

/** Node, vendor and slice. */
function keyOf({ node, resource, model }: NodeGpus): string {
  const vendor = resource.vendor === 'other' ? domainOf(resource.name) : resource.vendor;
  return [node, vendor, resource.profile ?? model.profile ?? ''].join('\n');
}

/** `example.com` of the resource `example.com/gpu` and of the driver `gpu.example.com`. */
function domainOf(name: string): string {
  return name.includes('/') ? name.slice(0, name.indexOf('/')) : name.replace(/^v?gpu\./, '');
}

/** How many GPUs the node has. Source: NVIDIA GPU feature discovery, where a GPU that is shared counts once. */
function countOn(node: Node | undefined): number | undefined {
  const text = node?.meta.labels.get('nvidia.com/gpu.count') ?? '';
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function both(own: readonly NodeGpus[], others: readonly NodeGpus[], count: number | undefined): readonly NodeGpus[] {
  const physical = own.reduce((sum, { total, model }) => sum + total / (model.replicas ?? 1), 0);
  const claimable = others.reduce((sum, { total }) => sum + total, 0);
  let twice = Math.max(
    0,
    Math.min(physical, claimable, count === undefined ? claimable : physical + claimable - count),
  );
  let takenTwice: NodeGpus['holders'] = [];
  const rest = others.flatMap((gpus) => {
    const gone = Math.min(gpus.total, Math.floor(twice));
    if (gone === 0) return [gpus];
    twice -= gone;
    const total = gpus.total - gone;
    const [kept, moved] = split(gpus.holders, total);
    takenTwice = [...takenTwice, ...moved];
    if (total === 0) return [];
    const requested = kept.reduce((sum, holder) => sum + holder.count, 0);
    const isKnown = gpus.requested !== undefined;
    return [{ ...gpus, total, ...(isKnown ? { requested, free: total - requested } : {}), holders: kept }];
  });
  // Where claims may not be read and GPUs are there twice, nobody knows how many of the plugin's are free.
  const isKnown = rest.length === others.length || others.every(({ requested }) => requested !== undefined);
  return [...own.map((gpus, index) => (index === 0 ? withHolders(gpus, takenTwice, isKnown) : gpus)), ...rest];
}

/** Holders of at most so many devices, and the others. */
function split(holders: NodeGpus['holders'], room: number): readonly [NodeGpus['holders'], NodeGpus['holders']] {
  const [kept, moved]: [NodeGpus['holders'][number][], NodeGpus['holders'][number][]] = [[], []];
  let left = room;
  for (const holder of holders) {
    const count = Math.min(left, holder.count);
    left -= count;
    if (count > 0) kept.push({ ...holder, count });
    if (count < holder.count) moved.push({ ...holder, count: holder.count - count });
  }
  return [kept, moved];
}

function withHolders(gpus: NodeGpus, more: NodeGpus['holders'], isKnown: boolean): NodeGpus {
  if (!isKnown) {
    const { requested: _requested, free: _free, ...rest } = gpus;
    return rest;
  }
  const shares = gpus.model.replicas ?? 1;
  const taken = more.map((holder) => ({ ...holder, count: holder.count * shares }));
  if (taken.length === 0 || gpus.requested === undefined) return gpus;
  const requested = gpus.requested + taken.reduce((sum, { count }) => sum + count, 0);
  const holders = [...gpus.holders, ...taken].sort((a, b) => b.count - a.count);
  return { ...gpus, requested, free: Math.max(0, gpus.total - requested), holders };
}
