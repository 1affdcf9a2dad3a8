import type { YamlValue } from '../yaml/yamlValue.ts';
import type { Pod } from './pod.ts';

/** Fields that say how many pods are made of a template, whatever the kind. */
const COUNTS = ['replicas', 'parallelism', 'numNodes'];
/** Kinds that run a pod without saying how many, on each node. */
const UNCOUNTED = new Set([
  'apps/DaemonSet',
  'trainer.kubeflow.org/TrainingRuntime',
  'trainer.kubeflow.org/ClusterTrainingRuntime',
]);

/**
 * How many pods of a template run at once: the product of all counts around it (a JobSet has one for jobs and one for pods). Undefined where a count is a template
 * or the kind does not say.
 */
export function podCopies(pod: Pod): number | undefined {
  if (UNCOUNTED.has(pod.object.groupKind)) return undefined;
  const { tree } = pod.spec;
  let copies = 1;
  for (let node = tree.parent(pod.spec.node); node >= 0; node = tree.parent(node)) {
    for (const key of COUNTS) {
      const count = countAt(pod.spec, node, key);
      if (count === null) return undefined;
      copies *= count;
    }
    if (node === pod.object.root.node) break;
  }
  return copies;
}

/** 1 where it is absent, null where it is not known. */
function countAt({ tree }: YamlValue, map: number, key: string): number | null {
  const node = tree.get(map, key);
  const target = node < 0 ? -1 : tree.target(node);
  if (node < 0) return 1;
  const text = target < 0 ? undefined : tree.scalarText(target);
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : null;
}
