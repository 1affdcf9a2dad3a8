import type { ObjectMeta } from './clusterObject.ts';

interface Named {
  readonly meta: ObjectMeta;
}

/** By namespace and name, digits as numbers: `worker-2` before `worker-10`. Made for 10,000 objects: a collator takes ten times as long. */
export function sortedByName<T extends Named>(objects: readonly T[]): readonly T[] {
  const keyed = objects.map((object) => ({ object, key: keyOf(object.meta) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ object }) => object);
}

/** No name of Kubernetes holds a space, so that the namespace ends there. */
function keyOf({ namespace = '', name }: ObjectMeta): string {
  return `${namespace} ${name.replace(DIGITS, (digits) => digits.padStart(12, '0'))}`;
}

const DIGITS = /\d+/g;
