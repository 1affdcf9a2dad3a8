import type { Node, Pod } from '../../cluster/clusterObject.ts';
import { gpuModel, gpuResource, type GpuResource } from '../../cluster/gpu.ts';
import { isFinished } from '../../cluster/podHealth.ts';

/** GPUs of one kind on one node: what one resource name counts there. */
export interface NodeGpus {
  readonly node: Node;
  readonly vendor: GpuResource['vendor'];
  /** `nvidia.com/gpu`, `nvidia.com/mig-1g.10gb`, `amd.com/gpu`, `gpu.intel.com/i915` … */
  readonly resource: string;
  readonly count: number;
  /** As the node's labels say; absent where nobody labels nodes. */
  readonly model?: string;
  /** The label that says so: what an affinity can name. */
  readonly modelLabel?: string;
  readonly memoryBytes?: number;
  readonly mig?: string;
  /** Time-slicing or MPS: the count is of shares. */
  readonly isShared: boolean;
}

const GIB = 1024 ** 3;

/** GiB of models that come in one size, for clusters that label the model alone. Source: the vendors' data sheets. */
const KNOWN_MEMORY: ReadonlyMap<string, number> = new Map([
  ['t4', 16],
  ['l4', 24],
  ['a10', 24],
  ['a10g', 24],
  ['a30', 24],
  ['a40', 48],
  ['l40', 48],
  ['l40s', 48],
  ['p4', 8],
  ['p100', 16],
  ['h200', 141],
  ['mi210', 64],
  ['mi250', 128],
  ['mi250x', 128],
  ['mi300x', 192],
  ['mi325x', 256],
]);

/** All kinds of GPUs that the nodes have, as allocatable now. */
export function nodeGpus(nodes: readonly Node[]): readonly NodeGpus[] {
  return nodes.flatMap((node) =>
    Array.from(node.allocatable).flatMap(([name, count]) => {
      const resource = gpuResource(name);
      return !resource || count <= 0 ? [] : [gpusOf(node, resource, count)];
    }),
  );
}

function gpusOf(node: Node, resource: GpuResource, count: number): NodeGpus {
  const { labels } = node.meta;
  const { label: model, memoryBytes: labelled, replicas = 1 } = gpuModel(labels, resource);
  const modelLabel = model === undefined ? undefined : labelWith(labels, model);
  // With one profile for the whole node the resource keeps its plain name, and the model tells the profile.
  const mig = resource.profile ?? /-MIG-([0-9a-z.+]+)/i.exec(model ?? '')?.[1];
  const memoryBytes = memoryOfProfile(mig) ?? labelled ?? memoryOfModel(model);
  return {
    node,
    vendor: resource.vendor,
    resource: resource.name,
    count,
    isShared: resource.sharing === 'shared' || model?.endsWith('-SHARED') === true || replicas > 1,
    ...(model === undefined ? {} : { model }),
    ...(modelLabel === undefined ? {} : { modelLabel }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(mig === undefined ? {} : { mig }),
  };
}

function labelWith(labels: ReadonlyMap<string, string>, model: string): string | undefined {
  const names = Array.from(labels.keys()).filter((name) => /gpu|accelerator|\bmig-/i.test(name));
  return names.find((name) => labels.get(name) === model);
}

function memoryOfProfile(mig: string | undefined): number | undefined {
  const size = /(\d+)gb/i.exec(mig ?? '')?.[1];
  return size === undefined ? undefined : Number(size) * GIB;
}

function memoryOfModel(model = ''): number | undefined {
  const named = /(\d+)\s?gb/i.exec(model)?.[1];
  if (named !== undefined) return Number(named) * GIB;
  const words = model.toLowerCase().split(/[^a-z0-9]+/);
  const known = words.map((word) => KNOWN_MEMORY.get(word)).find((size) => size !== undefined);
  return known === undefined ? undefined : known * GIB;
}

/** Pods that take something of a node, by its name. */
export function podsByNode(pods: readonly Pod[]): ReadonlyMap<string | undefined, readonly Pod[]> {
  return Map.groupBy(pods, (pod) => (isFinished(pod) ? undefined : pod.node));
}

/** What is left of a node: allocatable without the requests of the pods on it. */
export function freeOf(node: Node, pods: readonly Pod[]): ReadonlyMap<string, number> {
  const free = new Map(node.allocatable);
  for (const pod of pods) {
    for (const [resource, amount] of pod.requests) {
      if (resource !== 'pods') free.set(resource, (free.get(resource) ?? 0) - amount);
    }
    free.set('pods', (free.get('pods') ?? 0) - 1);
  }
  return free;
}
