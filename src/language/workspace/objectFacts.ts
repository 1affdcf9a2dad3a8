import type { ManifestObject } from '../manifest/manifestObject.ts';
import type { Pod } from '../manifest/pod.ts';
import { objectReplicas } from '../manifest/podReplicas.ts';
import {
  amountOf,
  clusterQueueFacts,
  experimentFacts,
  gpusOf,
  isUnqueued,
  localQueueFacts,
  quotaOf,
} from './gpuFacts.ts';
import { ingressFacts, serviceFacts } from './networkFacts.ts';
import type { Definition, Reference } from './objectSymbols.ts';
import { runtimeFacts, servingRuntimeFacts, trainJobFacts } from './runtimeFacts.ts';
import { labelPairs } from './selectors.ts';

const SCALED = new Set(['apps/Deployment', 'apps/StatefulSet', 'apps/ReplicaSet']);
/** Kinds that Kueue admits as a whole. Source: Kueue documentation, Run workloads. */
const QUEUED = /^(?:batch\/Job|jobset\.x-k8s\.io\/JobSet|kubeflow\.org\/\w+Job|ray\.io\/Ray(?:Job|Cluster))$/;

/** What is asked of an object by rules that look at two of them. */
export function definitionFacts(object: ManifestObject): Partial<Definition> {
  const { groupKind } = object;
  if (groupKind === '/PersistentVolumeClaim') return isOfOneNode(object) ? { isOfOneNode: true } : {};
  if (SCALED.has(groupKind)) return scaledFacts(object);
  if (QUEUED.test(groupKind)) return isUnqueued(object) ? { isUnqueued: true } : {};
  return FACTS.get(groupKind)?.(object) ?? {};
}

const FACTS: ReadonlyMap<string, (object: ManifestObject) => Partial<Definition>> = new Map([
  ['/Service', serviceFacts],
  ['networking.k8s.io/Ingress', ingressFacts],
  ['/ResourceQuota', (object: ManifestObject) => ({ allows: quotaOf(object) })],
  ['kueue.x-k8s.io/ClusterQueue', clusterQueueFacts],
  ['kueue.x-k8s.io/LocalQueue', localQueueFacts],
  ['kubeflow.org/Experiment', experimentFacts],
  ['trainer.kubeflow.org/TrainingRuntime', runtimeFacts],
  ['trainer.kubeflow.org/ClusterTrainingRuntime', runtimeFacts],
  ['trainer.kubeflow.org/TrainJob', trainJobFacts],
  ['serving.kserve.io/ServingRuntime', servingRuntimeFacts],
  ['serving.kserve.io/ClusterServingRuntime', servingRuntimeFacts],
]);

function scaledFacts(object: ManifestObject): Partial<Definition> {
  const replicas = object.at('spec', 'replicas');
  const [pod] = object.pods;
  const labels = pod?.metadata?.at('labels');
  const pairs = labels && labelPairs(labels);
  return {
    ...(replicas?.number === undefined ? {} : { replicas: replicas.span }),
    ...(object.pods.some(({ hasGpus }) => hasGpus) ? { hasGpus: true } : {}),
    ...(pod && pairs && !object.isTemplated
      ? { runs: { labels: pairs, count: replicas?.number, gpus: gpusOf(pod) } }
      : {}),
  };
}

/** The same of a place that names an object. */
export function referenceFacts(
  rule: string,
  object: ManifestObject,
  pod: Pod | undefined,
): Pick<Reference, 'from' | 'pods' | 'metric' | 'least' | 'most'> {
  if (rule === 'ref-pvc') return pod?.purpose === 'training' ? { pods: objectReplicas(object) ?? 1 } : {};
  if (rule !== 'ref-hpa-target' || object.name === undefined) return {};
  const metric = slowMetric(object);
  const [least, most] = [amountOf(object.at('spec', 'minReplicas')), amountOf(object.at('spec', 'maxReplicas'))];
  return { from: object.name, ...(metric ? { metric } : {}), ...(least ? { least } : {}), ...(most ? { most } : {}) };
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
