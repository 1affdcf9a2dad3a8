import { t } from '../base/text.ts';
import type { Amounts, Node, Pod } from './clusterObject.ts';
import {
  type GpuModel,
  type GpuResource,
  gpuMemoryText,
  gpuModel,
  gpuName,
  gpuResource,
  hasGpus,
  nodePool,
} from './gpu.ts';
import { takesPods } from './nodeHealth.ts';
import { isFinished } from './podHealth.ts';

interface GpuHolder {
  readonly namespace: string;
  readonly pod: string;
  readonly count: number;
}

/** GPUs of one resource on one node. */
export interface NodeGpus {
  readonly node: string;
  readonly pool?: string;
  readonly resource: GpuResource;
  readonly model: GpuModel;
  /** `H100`, `H100 MIG 1g.10gb`. */
  readonly name: string;
  /** Allocatable: what pods may take. */
  readonly total: number;
  /** Asked for by the unfinished pods that are bound to the node. Undefined: pods of other namespaces may not be read. */
  readonly requested?: number;
  /** Undefined: not known. */
  readonly free?: number;
  /** In the node, but not offered to pods: the device plugin calls them unhealthy. */
  readonly unhealthy: number;
  /** The node is ready and not cordoned. */
  readonly isUsable: boolean;
  readonly holders: readonly GpuHolder[];
}

/** The same over several nodes: a pool, or the cluster. One entry for each name and memory. */
export interface GpuTotal {
  readonly name: string;
  readonly resource: GpuResource;
  readonly memoryBytes?: number;
  readonly total: number;
  readonly requested?: number;
  /** On nodes that take pods. Undefined: not known. */
  readonly free?: number;
  /** Free on nodes that take no pods now. */
  readonly blocked: number;
  readonly unhealthy: number;
  /** The most that a single pod can get now, and where. */
  readonly largestFree?: { readonly count: number; readonly node: string };
  readonly nodes: readonly NodeGpus[];
}

/**
 * GPUs of every node that has any, by node and resource name. `pods` are all pods of the cluster; undefined when they cannot all be read: then
 * nothing is said to be free.
 */
export function gpusOfNodes(nodes: Iterable<Node>, pods: Iterable<Pod> | undefined): readonly NodeGpus[] {
  const withGpus = Array.from(nodes).filter(hasGpus);
  const holders = pods === undefined ? undefined : holdersByNode(pods);
  return withGpus
    .flatMap((node) => gpusOfNode(node, holders && (holders.get(node.meta.name) ?? [])))
    .sort((a, b) => a.name.localeCompare(b.name) || a.node.localeCompare(b.node));
}

/** GPUs of one node. `pods` are those that are bound to it; undefined when they cannot all be read. */
export function gpusOfNode(node: Node, pods: readonly Pod[] | undefined): readonly NodeGpus[] {
  const pool = nodePool(node.meta.labels);
  return Array.from(node.capacity).flatMap(([name, capacity]) => {
    const resource = gpuResource(name);
    if (!resource || capacity === 0) return [];
    const model = gpuModel(node.meta.labels, resource);
    const total = node.allocatable.get(name) ?? 0;
    const holders = (pods ?? []).flatMap((pod) => holderOf(pod, name));
    const requested = holders.reduce((sum, { count }) => sum + count, 0);
    return [
      {
        node: node.meta.name,
        ...(pool === undefined ? {} : { pool }),
        resource,
        model,
        name: gpuName(resource, model),
        total,
        ...(pods === undefined ? {} : { requested, free: Math.max(0, total - requested) }),
        unhealthy: Math.max(0, capacity - total),
        isUsable: takesPods(node),
        holders: holders.sort((a, b) => b.count - a.count),
      },
    ];
  });
}

function holdersByNode(pods: Iterable<Pod>): Map<string, Pod[]> {
  const bound = new Map<string, Pod[]>();
  for (const pod of pods) {
    if (pod.node === undefined || isFinished(pod) || !asksForGpus(pod)) continue;
    const list = bound.get(pod.node);
    if (list) list.push(pod);
    else bound.set(pod.node, [pod]);
  }
  return bound;
}

interface GpusAsked {
  readonly name: string;
  readonly count: number;
}

/** Pods that ask for the same share one map of it. */
const ASKED = new WeakMap<Amounts, readonly GpusAsked[]>();

/** GPUs that a pod asks for, of all names. */
export function gpusAsked({ requests }: Pick<Pod, 'requests'>): readonly GpusAsked[] {
  const known = ASKED.get(requests);
  if (known) return known;
  const asked: GpusAsked[] = [];
  for (const [name, count] of requests) {
    if (count > 0 && name.includes('/') && gpuResource(name)) asked.push({ name, count });
  }
  ASKED.set(requests, asked);
  return asked;
}

const asksForGpus = (pod: Pod): boolean => gpusAsked(pod).length > 0;

function holderOf(pod: Pod, resource: string): readonly GpuHolder[] {
  const count = pod.requests.get(resource) ?? 0;
  if (count === 0 || isFinished(pod)) return [];
  return [{ namespace: pod.meta.namespace ?? '', pod: pod.meta.name, count }];
}

/** Sums up the GPUs of several nodes; GPUs of one name with different memory stay apart. */
export function gpuTotals(gpus: readonly NodeGpus[]): readonly GpuTotal[] {
  const groups = Map.groupBy(gpus, ({ resource, name, model }) =>
    [name, resource.name, model.memoryBytes === undefined ? '' : gpuMemoryText(model.memoryBytes)].join('\n'),
  );
  const sums = Array.from(groups.values(), totalOf);
  const names = Map.groupBy(sums, ({ name }) => name);
  return sums.map((sum) => ((names.get(sum.name)?.length ?? 0) > 1 ? { ...sum, name: withMemory(sum) } : sum));
}

function withMemory({ name, memoryBytes, resource }: GpuTotal): string {
  return memoryBytes === undefined ? `${name} (${resource.name})` : `${name} ${gpuMemoryText(memoryBytes)}`;
}

function totalOf(nodes: readonly NodeGpus[]): GpuTotal {
  const [first] = nodes;
  if (!first) throw new Error('a group without members');
  const usable = nodes.filter(({ isUsable }) => isUsable);
  const isKnown = nodes.every(({ free }) => free !== undefined);
  const best = usable.reduce<NodeGpus | undefined>((a, b) => ((b.free ?? 0) > (a?.free ?? 0) ? b : a), undefined);
  const { memoryBytes } = first.model;
  return {
    name: first.name,
    resource: first.resource,
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    total: sum(nodes, ({ total }) => total),
    ...(isKnown
      ? { requested: sum(nodes, ({ requested }) => requested ?? 0), free: sum(usable, ({ free }) => free ?? 0) }
      : {}),
    blocked: sum(nodes, ({ isUsable, free }) => (isUsable ? 0 : (free ?? 0))),
    unhealthy: sum(nodes, ({ unhealthy }) => unhealthy),
    ...(best ? { largestFree: { count: best.free ?? 0, node: best.node } } : {}),
    nodes,
  };
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

/** `H100 3/8 free`; what is not known is said to be unknown. */
export function gpuFreeText({ name, total, free }: Pick<GpuTotal, 'name' | 'total' | 'free'>): string {
  return free === undefined ? t('{0} {1}, free unknown', name, total) : t('{0} {1}/{2} free', name, free, total);
}

/** All of them in one line: `H100 3/8 free · T4 0/2 free`. Empty when there are none. */
export function gpuSummary(totals: readonly GpuTotal[]): string {
  return totals.map(gpuFreeText).join(' · ');
}

/** What a share is. */
function sharingText({ nodes }: GpuTotal): string | undefined {
  const replicas = Math.max(...nodes.map(({ model }) => model.replicas ?? 1));
  return replicas > 1 ? t('each GPU is counted {0} times: pods share it by turns', replicas) : undefined;
}

/** Who holds them and what is not usable, one fact a line. */
export function gpuTooltip(total: GpuTotal): string {
  const holders = total.nodes.flatMap(({ node, holders }) => holders.map((holder) => ({ node, ...holder })));
  const shown = holders.sort((a, b) => b.count - a.count).slice(0, 20);
  return [
    gpuFreeText(total),
    t('resource {0}', total.resource.name),
    total.memoryBytes === undefined ? undefined : t('{0} each', gpuMemoryText(total.memoryBytes)),
    sharingText(total),
    total.largestFree && total.largestFree.count > 0
      ? t('largest free block: {0} on {1}', total.largestFree.count, total.largestFree.node)
      : undefined,
    total.blocked > 0 ? t('{0} more on nodes that take no pods now', total.blocked) : undefined,
    total.unhealthy > 0 ? t('{0} unhealthy', total.unhealthy) : undefined,
    ...shown.map(({ namespace, pod, count, node }) => t('{0} held by {1}/{2} on {3}', count, namespace, pod, node)),
    holders.length > shown.length ? t('and {0} more pods', holders.length - shown.length) : undefined,
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}
