import type { Amounts, Device, DeviceClaim, DeviceSlice } from '../../domain/cluster/clusterObject.ts';
import { parseQuantity } from '../../domain/cluster/quantity.ts';
import { type Fields, fieldsIn, fieldsOf, listIn, numberIn, textIn } from './fields.ts';
import type { Interner } from './interner.ts';
import { metaOf } from './recordMeta.ts';

/** A ResourceSlice of resource.k8s.io/v1, v1beta2 or v1beta1. */
export function deviceSliceOf(object: Fields, interner: Interner): DeviceSlice | undefined {
  const meta = metaOf(object, interner);
  if (meta === undefined) return undefined;
  const spec = fieldsIn(object, 'spec');
  const pool = fieldsIn(spec, 'pool');
  const node = interner.text(textIn(spec, 'nodeName'));
  return {
    kind: 'DeviceSlice',
    meta,
    driver: interner.text(textIn(spec, 'driver') ?? ''),
    pool: interner.text(textIn(pool, 'name') ?? ''),
    generation: numberIn(pool, 'generation') ?? 0,
    devices: listIn(spec, 'devices').map((raw) => deviceOf(raw, interner)),
    counters: countersOf(listIn(spec, 'sharedCounters'), 'name'),
    ...(node === undefined ? {} : { node }),
  };
}

function deviceOf(raw: Fields, interner: Interner): Device {
  // In v1beta1 everything but the name is one level below.
  const fields = raw['basic'] === undefined ? raw : fieldsIn(raw, 'basic');
  const attributes = fieldsIn(fields, 'attributes');
  const product = interner.text(attributeOf(attributes, ['productName', 'product', 'model', 'deviceName']));
  const profile = interner.text(attributeOf(attributes, ['profile', 'partitionProfile']));
  const type = interner.text(attributeOf(attributes, ['type']));
  const memoryBytes = memoryOf(fieldsIn(fields, 'capacity'));
  const node = interner.text(textIn(fields, 'nodeName'));
  return {
    name: textIn(raw, 'name') ?? '',
    isTainted: listIn(fields, 'taints').some((taint) => /^No(?:Schedule|Execute)$/.test(textIn(taint, 'effect') ?? '')),
    consumes: countersOf(listIn(fields, 'consumesCounters'), 'counterSet'),
    ...(product === undefined ? {} : { product }),
    ...(profile === undefined ? {} : { profile }),
    ...(type === undefined ? {} : { type }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(node === undefined ? {} : { node }),
  };
}

/** Names can carry the domain of the driver: `gpu.nvidia.com/productName`. */
function attributeOf(attributes: Fields, names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = Object.entries(attributes).find(([key]) => key === name || key.endsWith(`/${name}`));
    const text = found && textIn(fieldsOf(found[1]), 'string');
    if (text !== undefined) return text;
  }
  return undefined;
}

function memoryOf(capacity: Fields): number | undefined {
  const found = Object.entries(capacity).find(([key]) => /(?:^|\/)(?:memory|vram|globalMemory)$/.test(key));
  return found && quantityOf(found[1]);
}

/** A plain quantity, or one with what may be asked of it. */
function quantityOf(raw: unknown): number | undefined {
  return parseQuantity(typeof raw === 'string' ? raw : fieldsOf(raw)['value']);
}

function countersOf(sets: readonly Fields[], name: string): Amounts {
  return new Map(
    sets.flatMap((set) =>
      Object.entries(fieldsIn(set, 'counters')).flatMap(([counter, raw]): [string, number][] => {
        const amount = quantityOf(raw);
        return amount === undefined ? [] : [[`${textIn(set, name) ?? ''}/${counter}`, amount]];
      }),
    ),
  );
}

/** A ResourceClaim of the same versions. */
export function deviceClaimOf(object: Fields, interner: Interner): DeviceClaim | undefined {
  const meta = metaOf(object, interner);
  if (meta === undefined) return undefined;
  const status = fieldsIn(object, 'status');
  const allocation = status['allocation'];
  const results = listIn(fieldsIn(fieldsOf(allocation), 'devices'), 'results');
  return {
    kind: 'DeviceClaim',
    meta,
    asks: listIn(fieldsIn(fieldsIn(object, 'spec'), 'devices'), 'requests').flatMap((raw) => askOf(raw, interner)),
    isAllocated: allocation !== undefined && allocation !== null,
    // Somebody who only looks on takes nothing away.
    given: results
      .filter((raw) => raw['adminAccess'] !== true)
      .map((raw) => ({
        driver: interner.text(textIn(raw, 'driver') ?? ''),
        pool: interner.text(textIn(raw, 'pool') ?? ''),
        device: textIn(raw, 'device') ?? '',
      })),
    pods: listIn(status, 'reservedFor').flatMap((raw) =>
      raw['resource'] === 'pods' ? (textIn(raw, 'name') ?? []) : [],
    ),
  };
}

/** Of several alternatives the first is what is wanted most. */
function askOf(raw: Fields, interner: Interner): DeviceClaim['asks'] {
  const exactly = raw['exactly'] === undefined ? (listIn(raw, 'firstAvailable')[0] ?? raw) : fieldsIn(raw, 'exactly');
  const deviceClass = textIn(exactly, 'deviceClassName');
  if (deviceClass === undefined || exactly['adminAccess'] === true) return [];
  return [{ deviceClass: interner.text(deviceClass), count: numberIn(exactly, 'count') ?? 1 }];
}
