import type { ManifestObject } from '../manifest/manifestObject.ts';
import type { Pod } from '../manifest/pod.ts';
import { objectReplicas } from '../manifest/podReplicas.ts';
import type { Definition, Reference } from './objectSymbols.ts';

const SCALED = new Set(['apps/Deployment', 'apps/StatefulSet', 'apps/ReplicaSet']);

/** What is asked of an object by rules that look at two of them. */
export function definitionFacts(object: ManifestObject): Pick<Definition, 'replicas' | 'hasGpus' | 'isOfOneNode'> {
  const { groupKind } = object;
  if (groupKind === '/PersistentVolumeClaim') return isOfOneNode(object) ? { isOfOneNode: true } : {};
  if (!SCALED.has(groupKind)) return {};
  const replicas = object.at('spec', 'replicas');
  return {
    ...(replicas?.number === undefined ? {} : { replicas: replicas.span }),
    ...(object.pods.some(({ hasGpus }) => hasGpus) ? { hasGpus: true } : {}),
  };
}

/** The same of a place that names an object. */
export function referenceFacts(
  rule: string,
  object: ManifestObject,
  pod: Pod | undefined,
): Pick<Reference, 'from' | 'pods' | 'metric'> {
  if (rule === 'ref-pvc') return pod?.purpose === 'training' ? { pods: objectReplicas(object) ?? 1 } : {};
  if (rule !== 'ref-hpa-target' || object.name === undefined) return {};
  const metric = slowMetric(object);
  return { from: object.name, ...(metric ? { metric } : {}) };
}

function isOfOneNode(claim: ManifestObject): boolean {
  const modes = Array.from(claim.at('spec', 'accessModes')?.items() ?? [], ({ text }) => text);
  return modes.length > 0 && modes.every((mode) => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod');
}

/** Where an autoscaler names CPU or memory, when it looks at nothing else. */
function slowMetric(autoscaler: ManifestObject): Reference['metric'] {
  const old = autoscaler.at('spec', 'targetCPUUtilizationPercentage');
  const metrics = Array.from(autoscaler.at('spec', 'metrics')?.items() ?? []);
  const names = metrics.flatMap(
    (metric) => metric.at('resource', 'name') ?? metric.at('containerResource', 'name') ?? [],
  );
  const [first] = names;
  if (metrics.length === 0) return old && { ...old.headSpan };
  const isSlow = names.length === metrics.length && names.every(({ text }) => text === 'cpu' || text === 'memory');
  return isSlow ? first?.span : undefined;
}
