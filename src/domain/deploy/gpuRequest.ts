import type { Failure, Result } from '../base/failure.ts';
import { fail, ok } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { Node, Pod, Taint, Toleration } from '../cluster/clusterObject.ts';
import { takesPods } from '../cluster/nodeHealth.ts';
import { formatBytes } from './resources.ts';
import type { GpuSpec } from './spec.ts';
import { freeOf, nodeGpus, type NodeGpus, podsByNode } from './toKubernetes/nodeGpus.ts';

/** How the GPUs of one pod are asked for in a cluster. */
export interface GpuRequest {
  /** Resource name and how many of it: limit and request at once, because extended resources cannot be promised twice. */
  readonly resource: string;
  readonly count: number;
  /** Node labels of which one must fit: key → values. Absent: the resource name alone chooses the right nodes. */
  readonly nodeLabels?: ReadonlyMap<string, readonly string[]>;
  readonly tolerations: readonly Toleration[];
  /** Models that fit, as the nodes are labelled. */
  readonly models: readonly string[];
  /** They are shares of GPUs (time-slicing). */
  readonly isShared: boolean;
  /** Absent when nodes are not known. */
  readonly fits?: GpuFits;
}

export interface GpuFits {
  /** Nodes that could hold one such pod when they are empty. */
  readonly nodes: number;
  /** Nodes that can hold one now, and pods that can be held now in all. Absent when the user may not see all pods. */
  readonly now?: { readonly nodes: number; readonly pods: number };
}

/** What else the pod asks for, by resource name as in `Amounts`. */
export interface GpuSurroundings {
  readonly nodes?: readonly Node[];
  readonly pods?: readonly Pod[];
  readonly amounts?: ReadonlyMap<string, number>;
  readonly toleratedTaints?: ReadonlySet<string>;
}

/** ECC takes a sixteenth of some cards, so a “24 GB” card has 22.5 GiB: who asks for 24 means that card. */
const MEMORY_TOLERANCE = 0.93;
/** Taints that keep pods without GPUs away. Nodes with any other taint are for somebody else. */
const GPU_TAINT = /(^|[./-])(gpus?|nvidia|amd|accelerator|cuda|sku)([./-]|$)/i;
const DEFAULT_RESOURCE = { nvidia: 'nvidia.com/gpu', amd: 'amd.com/gpu', intel: 'gpu.intel.com/i915' } as const;

/**
 * Compiles a request by number, model, memory, MIG profile or vendor to what this cluster's nodes understand; undefined when none is wanted.
 * Failures: `unsupported`: ids, or nodes are needed and not known · `not-found`: no node has such a GPU (names those that exist) ·
 * `invalid`: no node has so many, or all of them are tainted for somebody else.
 */
export function gpuRequest(gpu: GpuSpec | undefined, around: GpuSurroundings): Result<GpuRequest | undefined> {
  if (!gpu || gpu.count === 0) return ok(undefined);
  if (gpu.ids.length > 0) {
    return fail({
      code: 'unsupported',
      message: t('On Kubernetes the cluster chooses the GPUs; they cannot be asked for by id.'),
      nextStep: t('Ask for a number of GPUs, a model or a size of memory.'),
    });
  }
  if (!around.nodes || around.nodes.length === 0) return withoutNodes(gpu);
  const all = nodeGpus(around.nodes);
  const fitting = all.filter((gpus) => fitsSpec(gpus, gpu));
  if (fitting.length === 0) return fail(noSuchGpu(gpu, all));
  const reachable = fitting.filter(({ node }) => node.taints.every((taint) => isTolerable(taint, around)));
  if (reachable.length === 0) return fail(allTainted(gpu, fitting));
  const resource = largestResource(reachable);
  const chosen = reachable.filter((gpus) => gpus.resource === resource);
  const most = Math.max(...chosen.map(({ count }) => count));
  const count = gpu.count === 'all' ? most : gpu.count;
  if (count > most) return fail(tooMany(gpu, { count, most, chosen }));
  const enough = chosen.filter((gpus) => gpus.count >= count);
  const nodeLabels = labelsThatChoose(
    chosen,
    all.filter(({ node }) => node.taints.every((taint) => isTolerable(taint, around))),
  );
  if (!nodeLabels) return fail(cannotTell(gpu));
  return ok({
    resource,
    count,
    tolerations: tolerationsOf(chosen, around),
    models: Array.from(new Set(chosen.flatMap(({ model }) => model ?? []))),
    isShared: chosen.some(({ isShared }) => isShared),
    fits: fitsOf(enough, { resource, count, around }),
    ...(nodeLabels.size === 0 ? {} : { nodeLabels }),
  });
}

/** `A100, at least 40Gi, 2 of them`: for messages and for the form. */
export function gpuText({ count, model, memoryBytes, mig, vendor }: GpuSpec): string {
  const words = [
    vendor === undefined ? undefined : vendor.toUpperCase(),
    model,
    mig === undefined ? undefined : t('MIG {0}', mig),
    memoryBytes === undefined ? undefined : t('at least {0}', formatBytes(memoryBytes)),
  ].filter((word) => word !== undefined);
  const text = count === 'all' ? t('all GPUs') : count === 1 ? t('1 GPU') : t('{0} GPUs', count);
  return words.length === 0 ? text : t('{0} ({1})', text, words.join(', '));
}

function withoutNodes(gpu: GpuSpec): Result<GpuRequest> {
  const { count, model, memoryBytes, mig, vendor = 'nvidia' } = gpu;
  if (count === 'all' || model !== undefined || memoryBytes !== undefined) {
    return fail({
      code: 'unsupported',
      message: t('The nodes of the cluster cannot be read, so {0} cannot be found.', gpuText(gpu)),
      nextStep: t('Ask for a number of GPUs alone, or for the right to list nodes.'),
    });
  }
  const resource = mig === undefined ? DEFAULT_RESOURCE[vendor] : `nvidia.com/mig-${mig}`;
  // The taint that GPU operators and clouds put on such nodes; tolerating one that is not there costs nothing.
  const key = vendor === 'intel' ? 'gpu.intel.com/i915' : `${vendor}.com/gpu`;
  return ok({ resource, count, tolerations: [{ key, operator: 'Exists' }], models: [], isShared: false });
}

function fitsSpec(gpus: NodeGpus, { model, memoryBytes, mig, vendor }: GpuSpec): boolean {
  if (gpus.vendor !== (vendor ?? 'nvidia')) return false;
  if (gpus.resource.endsWith('.shared')) return false;
  // An instance is only given to who asks for one: it is a part of a GPU.
  if (mig !== gpus.mig) return false;
  if (model !== undefined && !plainModel(gpus.model ?? '').includes(plainModel(model))) return false;
  return memoryBytes === undefined || (gpus.memoryBytes ?? 0) >= memoryBytes * MEMORY_TOLERANCE;
}

/** `A100 SXM4`, `a100-sxm4` and `NVIDIA-A100-SXM4-40GB` shall meet. */
function plainModel(model: string): string {
  return model.toLowerCase().replace(/[^a-z0-9]+/g, '');
}

function isTolerable({ key, effect }: Taint, { toleratedTaints }: GpuSurroundings): boolean {
  if (effect === 'PreferNoSchedule') return true;
  // Nodes that are down or cordoned come back; whether they are free is another question.
  return key.startsWith('node.kubernetes.io/') || GPU_TAINT.test(key) || toleratedTaints?.has(key) === true;
}

function largestResource(gpus: readonly NodeGpus[]): string {
  const totals = new Map<string, number>();
  for (const { resource, count } of gpus) totals.set(resource, (totals.get(resource) ?? 0) + count);
  const [first] = Array.from(totals).toSorted((a, b) => b[1] - a[1]);
  return first?.[0] ?? 'nvidia.com/gpu';
}

/**
 * The labels that tell the chosen nodes from others with the same resource; empty when there are no others, undefined when no label tells
 * them apart.
 */
function labelsThatChoose(
  chosen: readonly NodeGpus[],
  all: readonly NodeGpus[],
): ReadonlyMap<string, readonly string[]> | undefined {
  const resource = chosen[0]?.resource;
  const others = all.filter((gpus) => gpus.resource === resource && !chosen.includes(gpus));
  const foreign = others.filter((gpus) => !chosen.some((one) => one.model === gpus.model && one.model !== undefined));
  if (foreign.length === 0) return new Map();
  const labels = new Map<string, string[]>();
  for (const { modelLabel, model } of chosen) {
    if (modelLabel === undefined || model === undefined) return undefined;
    const values = labels.get(modelLabel) ?? [];
    if (!values.includes(model)) labels.set(modelLabel, [...values, model]);
  }
  return labels;
}

function tolerationsOf(chosen: readonly NodeGpus[], around: GpuSurroundings): readonly Toleration[] {
  const found = new Map<string, Toleration>();
  for (const { key, value, effect } of chosen.flatMap(({ node }) => node.taints)) {
    if (effect === 'PreferNoSchedule' || key.startsWith('node.kubernetes.io/')) continue;
    if (!isTolerable({ key, effect }, around)) continue;
    const toleration: Toleration =
      value === undefined || value === ''
        ? { key, operator: 'Exists', effect }
        : { key, operator: 'Equal', value, effect };
    found.set(JSON.stringify([key, value, effect]), toleration);
  }
  return Array.from(found.values());
}

function fitsOf(
  enough: readonly NodeGpus[],
  { resource, count, around }: { readonly resource: string; readonly count: number; readonly around: GpuSurroundings },
): GpuFits {
  const { pods, amounts = new Map<string, number>() } = around;
  if (!pods) return { nodes: enough.length };
  const wanted = new Map([...amounts, [resource, count], ['pods', 1]]);
  const byNode = podsByNode(pods);
  const held = enough.map(({ node }) =>
    takesPods(node) ? timesIn(freeOf(node, byNode.get(node.meta.name) ?? []), wanted) : 0,
  );
  return {
    nodes: enough.length,
    now: { nodes: held.filter((times) => times > 0).length, pods: held.reduce((sum, times) => sum + times, 0) },
  };
}

function timesIn(free: ReadonlyMap<string, number>, wanted: ReadonlyMap<string, number>): number {
  const times = Array.from(wanted, ([resource, amount]) => {
    // A node that does not say how many pods it takes takes them.
    if (amount <= 0 || (resource === 'pods' && !free.has(resource))) return Infinity;
    return Math.floor((free.get(resource) ?? 0) / amount + 1e-9);
  });
  return Math.max(0, Math.min(...times));
}

function noSuchGpu(gpu: GpuSpec, all: readonly NodeGpus[]): Failure {
  return {
    code: 'not-found',
    message: t('No node of the cluster has {0}.', gpuText(gpu)),
    nextStep: all.length === 0 ? t('No node has a GPU. Choose another cluster.') : t('There are: {0}.', inventory(all)),
  };
}

/** `NVIDIA-A100-SXM4-40GB (8 on each of 2 nodes, 40Gi)`, for messages. */
function inventory(all: readonly NodeGpus[]): string {
  const kinds = Map.groupBy(all, ({ model, resource, mig, count }) =>
    JSON.stringify([model ?? resource, mig ?? '', count]),
  );
  const texts = Array.from(kinds.values(), (same) => {
    const [first] = same;
    if (!first) return '';
    const name = first.model ?? first.resource;
    const shown = first.mig === undefined || name.includes(first.mig) ? name : t('{0} as MIG {1}', name, first.mig);
    const size = first.memoryBytes === undefined ? '' : `, ${formatBytes(first.memoryBytes)}`;
    return same.length === 1
      ? t('{0} ({1} on one node{2})', shown, first.count, size)
      : t('{0} ({1} on each of {2} nodes{3})', shown, first.count, same.length, size);
  });
  return texts.join(', ');
}

function allTainted(gpu: GpuSpec, fitting: readonly NodeGpus[]): Failure {
  const taints = fitting.flatMap(({ node }) => node.taints.filter((taint) => !isTolerable(taint, {})));
  const words = Array.from(new Set(taints.map(({ key, value }) => (value ? `${key}=${value}` : key)))).join(', ');
  return {
    code: 'invalid',
    message: t('All nodes with {0} are kept for somebody else: {1}.', gpuText(gpu), words),
    nextStep: t('If they are for you too, choose to tolerate that taint.'),
  };
}

function tooMany(
  gpu: GpuSpec,
  { count, most, chosen }: { readonly count: number; readonly most: number; readonly chosen: readonly NodeGpus[] },
): Failure {
  return {
    code: 'invalid',
    message: t('{0} are asked for on one node, and the largest has {1} that fit.', gpuText({ ...gpu, count }), most),
    nextStep: t('Ask for at most {0}, or for more nodes. There are: {1}.', most, inventory(chosen)),
  };
}

function cannotTell(gpu: GpuSpec): Failure {
  return {
    code: 'unsupported',
    message: t('No label tells which nodes have {0}.', gpuText(gpu)),
    nextStep: t('Ask for a number of GPUs alone, or have GPU feature discovery installed.'),
  };
}
