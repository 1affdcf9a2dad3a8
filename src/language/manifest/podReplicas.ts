import { YamlValue } from '../yaml/yamlValue.ts';
import type { ManifestObject } from './manifestObject.ts';
import type { Pod } from './pod.ts';

/**
 * How many pods run from one template at once: the product of every `replicas` and `parallelism` above it, so that jobs of jobs are counted.
 * Undefined where one of them is not known from the text.
 */
export function podReplicas(pod: Pod): number | undefined {
  const { tree } = pod.spec;
  let count = 1;
  for (let node = tree.parent(pod.spec.node); node >= 0; node = tree.parent(node)) {
    for (const key of ['replicas', 'parallelism']) {
      const found = tree.get(node, key);
      if (found < 0) continue;
      const factor = new YamlValue(tree, found).number;
      if (factor === undefined) return undefined;
      count *= factor;
    }
  }
  return count;
}

/** All pods that run at once for an object; undefined where the text does not say it. */
export function objectReplicas(object: ManifestObject): number | undefined {
  let sum = 0;
  for (const pod of object.pods) {
    const count = podReplicas(pod);
    if (count === undefined) return undefined;
    sum += count;
  }
  return sum;
}
