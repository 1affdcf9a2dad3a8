import { t } from '../base/text.ts';
import type { Device, DeviceClaim, DeviceSlice, Node } from './clusterObject.ts';
import { type GpuModel, type GpuResource, gpuName, nodePool, shortProduct } from './gpu.ts';
import type { NodeGpus } from './gpuInventory.ts';
import { takesPods } from './nodeHealth.ts';

/** A device with where it is. */
interface Placed {
  readonly device: Device;
  readonly slice: DeviceSlice;
  /** Empty: several nodes can reach it. */
  readonly node: string;
}

/**
 * GPUs that DRA drivers offer, by node, driver and model. `claims` are those of all namespaces; undefined when they cannot all be read: then
 * nothing is said to be free. Source: kubernetes.io, "Dynamic Resource Allocation".
 */
export function deviceGpus(
  slices: Iterable<DeviceSlice>,
  claims: Iterable<DeviceClaim> | undefined,
  nodes: Iterable<Node>,
): readonly NodeGpus[] {
  const current = newest(Array.from(slices));
  const placed = current.flatMap((slice) =>
    slice.devices
      .filter((device) => isGpu(slice, device))
      .map((device): Placed => ({ device, slice, node: device.node ?? slice.node ?? '' })),
  );
  if (placed.length === 0) return [];
  const held = claims && holdersOf(claims);
  const left = held && countersLeft(current, held);
  const known = new Map(Array.from(nodes, (node) => [node.meta.name, node]));
  const groups = Map.groupBy(placed, (each) => JSON.stringify([each.node, ...modelKey(each)]));
  return Array.from(groups.values(), (group) => gpusOf(group, { held, left, known }));
}

/** A driver that changes a pool publishes a new generation beside the old one. */
function newest(slices: readonly DeviceSlice[]): readonly DeviceSlice[] {
  const generations = new Map<string, number>();
  for (const { driver, pool, generation } of slices) {
    const key = `${driver}/${pool}`;
    generations.set(key, Math.max(generations.get(key) ?? 0, generation));
  }
  return slices.filter(({ driver, pool, generation }) => generations.get(`${driver}/${pool}`) === generation);
}

/** Drivers offer network cards and processors too. */
function isGpu({ driver }: DeviceSlice, { type }: Device): boolean {
  if (type !== undefined && /^(?:gpu|mig|vgpu|amdgpu)/i.test(type)) return true;
  return /(?:^|[.-])gpu(?:[.-]|$)/.test(driver);
}

function modelKey({ slice, device }: Placed): readonly unknown[] {
  return [slice.driver, device.product, device.profile, device.memoryBytes];
}

const keyOf = ({ slice, device }: Placed): string => `${slice.driver}/${slice.pool}/${device.name}`;

interface Holder {
  readonly namespace: string;
  readonly pod: string;
}

/** Who has a device, by driver, pool and device. */
function holdersOf(claims: Iterable<DeviceClaim>): ReadonlyMap<string, Holder> {
  const holders = new Map<string, Holder>();
  for (const { meta, given, pods } of claims) {
    const pod = pods[0] ?? t('claim {0}', meta.name);
    for (const { driver, pool, device } of given) {
      holders.set(`${driver}/${pool}/${device}`, { namespace: meta.namespace ?? '', pod });
    }
  }
  return holders;
}

type Counters = ReadonlyMap<string, number>;

/** What is left of the counters that slices of one GPU share, by pool. */
function countersLeft(
  slices: readonly DeviceSlice[],
  held: ReadonlyMap<string, Holder>,
): ReadonlyMap<string, Counters> {
  const left = new Map<string, Map<string, number>>();
  for (const { driver, pool, counters } of slices) {
    const key = `${driver}/${pool}`;
    left.set(key, new Map([...(left.get(key) ?? []), ...counters]));
  }
  for (const { driver, pool, devices } of slices) {
    const own = left.get(`${driver}/${pool}`);
    for (const { name, consumes } of devices) {
      if (!own || !held.has(`${driver}/${pool}/${name}`)) continue;
      for (const [counter, amount] of consumes) own.set(counter, (own.get(counter) ?? 0) - amount);
    }
  }
  return left;
}

interface Taken {
  readonly held: ReadonlyMap<string, Holder> | undefined;
  readonly left: ReadonlyMap<string, Counters> | undefined;
  readonly known: ReadonlyMap<string, Node>;
}

function gpusOf(group: readonly Placed[], { held, left, known }: Taken): NodeGpus {
  const [first] = group;
  if (!first) throw new Error('a group without members');
  const { slice, device, node: name } = first;
  const node = known.get(name);
  const pool = node && nodePool(node.meta.labels);
  const resource = resourceOf(slice.driver, device);
  const model = modelOf(device);
  const healthy = group.filter((each) => !each.device.isTainted);
  const holders = group.flatMap((each) => held?.get(keyOf(each)) ?? []);
  const isFree = (each: Placed) => held?.has(keyOf(each)) === false && fits(each, left);
  const counts = Map.groupBy(holders, ({ namespace, pod }) => `${namespace}/${pod}`);
  return {
    node: name,
    ...(pool === undefined ? {} : { pool }),
    resource,
    model,
    name: t('{0} by claim', gpuName(resource, model)),
    total: healthy.length,
    ...(held ? { requested: holders.length, free: healthy.filter(isFree).length } : {}),
    unhealthy: group.length - healthy.length,
    isUsable: node === undefined ? name === '' : takesPods(node),
    holders: Array.from(counts.values())
      .flatMap((same) => same.slice(0, 1).map((holder) => ({ ...holder, count: same.length })))
      .sort((a, b) => b.count - a.count),
  };
}

/** A slice of a GPU is only free while the GPU has room for it. */
function fits({ slice, device }: Placed, left: Taken['left']): boolean {
  const own = left?.get(`${slice.driver}/${slice.pool}`);
  return Array.from(device.consumes).every(([counter, amount]) => amount <= (own?.get(counter) ?? 0));
}

function resourceOf(driver: string, { profile }: Device): GpuResource {
  const vendor = (['nvidia', 'amd', 'intel'] as const).find((each) => driver.includes(each)) ?? 'other';
  return {
    name: driver,
    vendor,
    sharing: profile === undefined ? 'whole' : 'slice',
    ...(profile === undefined ? {} : { profile }),
  };
}

function modelOf({ product, memoryBytes }: Device): GpuModel {
  return {
    ...(product === undefined ? {} : { label: product, product: shortProduct(product) }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  };
}
