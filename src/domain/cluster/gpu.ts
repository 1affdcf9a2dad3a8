import { formatBytes } from '../base/format.ts';
import { remembered } from '../base/remembered.ts';

/** A whole GPU, a hardware slice of one (MIG, a partition), or one that several pods share by turns. */
type GpuSharing = 'whole' | 'slice' | 'shared';

export interface GpuResource {
  /** As pods ask for it: `nvidia.com/gpu`. */
  readonly name: string;
  readonly vendor: 'nvidia' | 'amd' | 'intel' | 'other';
  readonly sharing: GpuSharing;
  /** Of a slice: `1g.10gb`, `cpx_nps4`. */
  readonly profile?: string;
}

/** What a node says of its GPUs. */
export interface GpuModel {
  /** Short name: `H100`. */
  readonly product?: string;
  /** As the label has it: `NVIDIA-H100-80GB-HBM3`. */
  readonly label?: string;
  readonly memoryBytes?: number;
  /** How many pods share one by turns: each GPU is counted so often. */
  readonly replicas?: number;
  /** The slice that every GPU of the node is cut into, where the name of the resource does not say it. */
  readonly profile?: string;
}

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** What a resource name says about GPUs; undefined: it is none. Few names are asked about again and again, for every pod and node. */
export const gpuResource = remembered(readResource);

export function hasGpus({ capacity }: { readonly capacity: ReadonlyMap<string, number> }): boolean {
  return Array.from(capacity.keys()).some((name) => gpuResource(name) !== undefined);
}

/**
 * Sources: NVIDIA k8s-device-plugin (`.shared`, `mig-…`), AMD k8s-device-plugin
 * (`gpu`, and partitions such as `cpx_nps4` with the mixed naming), Intel device plugins (`i915`, `xe`; their `_monitoring` is no GPU).
 */
function readResource(name: string): GpuResource | undefined {
  const nvidia = /^nvidia\.com\/(?:gpu|mig-([\w.]+?))(\.shared)?$/.exec(name);
  if (nvidia) {
    const [, profile, shared] = nvidia;
    const sharing = shared !== undefined ? 'shared' : profile !== undefined ? 'slice' : 'whole';
    return { name, vendor: 'nvidia', sharing, ...(profile === undefined ? {} : { profile }) };
  }
  const amd = /^amd\.com\/(?:gpu|([sdqc]px_nps\d))$/.exec(name);
  if (amd) {
    const profile = amd[1];
    return { name, vendor: 'amd', sharing: profile === undefined ? 'whole' : 'slice', ...(profile ? { profile } : {}) };
  }
  if (/^gpu\.intel\.com\/(?:i915|xe)$/.test(name)) return { name, vendor: 'intel', sharing: 'whole' };
  if (/^[^/]+\/v?gpu$/.test(name)) return { name, vendor: 'other', sharing: 'whole' };
  return undefined;
}

const PRODUCT_LABELS = [
  'nvidia.com/gpu.product',
  'amd.com/gpu.product-name',
  'beta.amd.com/gpu.product-name',
  'gpu.intel.com/product',
  'cloud.google.com/gke-accelerator',
  'karpenter.k8s.aws/instance-gpu-name',
  'k8s.amazonaws.com/accelerator',
];

const labelsLike = (pattern: RegExp): readonly string[] => PRODUCT_LABELS.filter((each) => pattern.test(each));

const LABELS_OF: Readonly<Record<GpuResource['vendor'], readonly string[]>> = {
  nvidia: labelsLike(/nvidia|cloud|karpenter|k8s\.amazonaws/),
  amd: labelsLike(/amd/),
  intel: labelsLike(/intel/),
  other: PRODUCT_LABELS,
};

/** Product and memory of a node's GPUs of this resource, from the labels of GPU feature discovery, of AMD's and Intel's labellers, and of clouds. */
export function gpuModel(labels: ReadonlyMap<string, string>, { vendor, profile }: GpuResource): GpuModel {
  const own = profile === undefined ? undefined : labels.get(`nvidia.com/mig-${profile}.product`);
  const named = LABELS_OF[vendor].find((each) => labels.has(each));
  const label = own ?? (named === undefined ? undefined : labels.get(named));
  const memoryBytes = memoryOf(labels, vendor, profile);
  const model = {
    ...(label === undefined ? {} : { label, product: shortProduct(label) }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  };
  if (vendor !== 'nvidia') return model;
  const replicas = replicasOf(labels, profile);
  const cut = profile === undefined ? cutOf(labels, label) : undefined;
  return { ...model, ...(replicas > 1 ? { replicas } : {}), ...(cut === undefined ? {} : { profile: cut }) };
}

/** As the device plugin and GKE tell it. */
function replicasOf(labels: ReadonlyMap<string, string>, profile: string | undefined): number {
  const own = profile === undefined ? 'nvidia.com/gpu.replicas' : `nvidia.com/mig-${profile}.replicas`;
  return countOf(labels.get(own)) ?? countOf(labels.get('cloud.google.com/gke-max-shared-clients-per-gpu')) ?? 1;
}

/** With the MIG strategy `single`, and on GKE, slices go by the name of whole GPUs; a label has the profile. */
function cutOf(labels: ReadonlyMap<string, string>, product: string | undefined): string | undefined {
  return labels.get('cloud.google.com/gke-gpu-partition-size') ?? /-MIG-([0-9a-z.+]+)/i.exec(product ?? '')?.[1];
}

/** GPU feature discovery and karpenter count in MiB, AMD writes `64G`. */
function memoryOf(
  labels: ReadonlyMap<string, string>,
  vendor: GpuResource['vendor'],
  profile: string | undefined,
): number | undefined {
  if (vendor === 'nvidia') {
    const name = profile === undefined ? 'nvidia.com/gpu.memory' : `nvidia.com/mig-${profile}.memory`;
    const mebibytes = countOf(labels.get(name)) ?? countOf(labels.get('karpenter.k8s.aws/instance-gpu-memory'));
    return mebibytes === undefined ? undefined : mebibytes * MIB;
  }
  const text =
    labels.get(vendor === 'amd' ? 'amd.com/gpu.vram' : 'gpu.intel.com/memory') ?? labels.get('beta.amd.com/gpu.vram');
  const match = /^(\d+)([GM])i?$/.exec(text ?? '');
  return match ? Number(match[1]) * (match[2] === 'G' ? GIB : MIB) : undefined;
}

function countOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Words of a product label that name the maker, the series, the way it is built in, or the memory: people leave them out. */
const NOISE =
  /^(?:nvidia|tesla|geforce|quadro|amd|instinct|radeon|pro|intel|data|center|gpu|series|sxm\d*|pcie|hbm\d*e?|nvl\d*|oam|shared|mig|\d+gb|\d+g\.\d+gb(?:\.\w+)?)$/i;

/** `NVIDIA-H100-80GB-HBM3` → `H100`, `NVIDIA-GeForce-RTX-4090` → `RTX 4090`. A label of nothing but noise stays as it is. */
export const shortProduct = remembered(shortened);

function shortened(label: string): string {
  const words = label.split(/[-_ ]+/).filter((word) => word !== '' && !NOISE.test(word));
  if (words.length === 0) return label;
  return words.map((word) => (/^[a-z]+\d+\w*$/.test(word) || word === 'rtx' ? word.toUpperCase() : word)).join(' ');
}

/** `H100`, `H100 MIG 1g.10gb`, `T4 shared`; without a product label the resource name. */
export function gpuName(resource: GpuResource, { product, profile: cut, replicas = 1 }: GpuModel): string {
  const profile = resource.profile ?? cut;
  const slice = profile !== undefined && resource.vendor === 'nvidia' ? `MIG ${profile}` : profile;
  // The name of the resource holds its profile already.
  const parts = product === undefined ? [resource.name, cut === undefined ? undefined : slice] : [product, slice];
  const isShared = resource.sharing === 'shared' || replicas > 1;
  return [...parts, isShared ? 'shared' : undefined].filter((part) => part !== undefined).join(' ');
}

/** Memory of a GPU as it is sold: `80 GB` for the 81,559 MiB that the driver tells. */
export function gpuMemoryText(bytes: number): string {
  return bytes < 1e9 ? formatBytes(bytes) : `${soldGigabytes(bytes)} GB`;
}

/** The size on the box, in GB. */
export function soldGigabytes(bytes: number): number {
  return soldSize(Math.round(bytes / 1e9));
}

/** Drivers tell a little more or less than the round number on the box. */
function soldSize(gigabytes: number): number {
  const sizes = [4, 6, 8, 10, 11, 12, 16, 20, 24, 32, 40, 48, 64, 80, 94, 96, 128, 141, 144, 180, 192, 256, 288];
  return sizes.find((size) => Math.abs(size - gigabytes) <= size * 0.075) ?? gigabytes;
}

/** Labels with the node pool of clouds and of karpenter, the most specific first. */
const POOL_LABELS = [
  'cloud.google.com/gke-nodepool',
  'eks.amazonaws.com/nodegroup',
  'karpenter.sh/nodepool',
  'kubernetes.azure.com/agentpool',
  'agentpool',
  'ibm-cloud.kubernetes.io/worker-pool-name',
  'doks.digitalocean.com/node-pool',
  'k8s.scaleway.com/pool-name',
  'oke.oraclecloud.com/pool.name',
  'alpha.eksctl.io/nodegroup-name',
];

/** Node pool of a node; undefined: its labels name none. */
export function nodePool(labels: ReadonlyMap<string, string>): string | undefined {
  for (const label of POOL_LABELS) {
    const pool = labels.get(label);
    if (pool !== undefined && pool !== '') return pool;
  }
  return undefined;
}
