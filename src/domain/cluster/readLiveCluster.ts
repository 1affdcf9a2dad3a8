import { ok, type Result } from '../base/failure.ts';
import type { ClusterConnection } from './clusterConnection.ts';
import type { Node, ResourceKind } from './clusterObject.ts';
import type { LiveCluster, LiveNames, LiveQuestion } from './liveCluster.ts';
import type { ClusterReader } from './ports.ts';

/** Kinds whose names manifests use, by group. Sources: API references of Kubernetes, Kueue, Trainer and KServe. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  '': ['Secret', 'ConfigMap', 'ServiceAccount', 'PersistentVolumeClaim', 'Service'],
  'storage.k8s.io': ['StorageClass'],
  'scheduling.k8s.io': ['PriorityClass'],
  'node.k8s.io': ['RuntimeClass'],
  'kueue.x-k8s.io': ['LocalQueue', 'ClusterQueue', 'ResourceFlavor', 'WorkloadPriorityClass'],
  'trainer.kubeflow.org': ['TrainingRuntime', 'ClusterTrainingRuntime'],
  'serving.kserve.io': ['ServingRuntime', 'ClusterServingRuntime'],
};
/** Names of a kind in a namespace; nobody scrolls through more. */
const MOST_NAMES = 500;
/** Namespaces that are read for names: that of the context, and those that open manifests name. */
const MOST_NAMESPACES = 8;
/** Values of a label of nodes; `kubernetes.io/hostname` has one a node. */
const MOST_VALUES = 100;

interface Place {
  readonly resource: ResourceKind;
  readonly namespace: string | undefined;
}

type Names = Omit<
  LiveCluster,
  'clusterId' | 'context' | 'namespace' | 'labels' | 'resources' | 'waiting' | 'staleSince'
>;

/**
 * Asks a cluster for the names that manifests use: names alone, never what is in an object. Kinds that it does not have or that may not be listed are left
 * out; the failure is that of the first question, so of a cluster that cannot be reached.
 */
export async function readLiveNames(
  { reader, connection }: { readonly reader: ClusterReader; readonly connection: ClusterConnection },
  { namespaces }: LiveQuestion,
  signal: AbortSignal,
): Promise<Result<Names>> {
  const info = await reader.info(signal);
  if (!info.ok) return info;
  const [kinds, all] = await Promise.all([reader.kinds(signal), reader.namespaces(signal)]);
  const known = all.ok ? new Set(all.value) : undefined;
  // A manifest may name a namespace that is not there yet.
  const read = [...new Set([connection.namespace, ...namespaces])]
    .filter((name) => known === undefined || known.has(name))
    .slice(0, MOST_NAMESPACES);
  const places = (kinds.ok ? nameKinds(kinds.value) : []).flatMap((resource): readonly Place[] =>
    resource.isNamespaced ? read.map((namespace) => ({ resource, namespace })) : [{ resource, namespace: undefined }],
  );
  const names = await Promise.all(places.map((place) => namesIn(reader, place, signal)));
  return ok({
    version: info.value.version,
    namespaces: all.ok ? all.value : [...read],
    names: names.flatMap((one) => one ?? []),
  });
}

/** One version of each kind whose names are wanted. */
function nameKinds(kinds: readonly ResourceKind[]): readonly ResourceKind[] {
  const found = new Map<string, ResourceKind>();
  for (const resource of kinds) {
    const { group, kind } = resource;
    if (KINDS[group]?.includes(kind) !== true || resource.verbs?.includes('list') === false) continue;
    if (!found.has(`${group}/${kind}`)) found.set(`${group}/${kind}`, resource);
  }
  return Array.from(found.values());
}

async function namesIn(
  reader: ClusterReader,
  { resource, namespace }: Place,
  signal: AbortSignal,
): Promise<LiveNames | undefined> {
  const table = await reader.table(resource, namespace, MOST_NAMES, signal);
  if (!table.ok) return undefined;
  const names = table.value.rows.map(({ meta }) => meta.name);
  const base = { groupKind: `${resource.group}/${resource.kind}`, names };
  return namespace === undefined ? base : { ...base, namespace };
}

/** What nodes say of themselves. */
export function liveNodeValues(nodes: Iterable<Node>): Pick<LiveCluster, 'labels' | 'resources'> {
  const labels = new Map<string, Set<string>>();
  const resources = new Set<string>();
  for (const { meta, allocatable } of nodes) {
    for (const [key, value] of meta.labels) {
      const values = labels.get(key) ?? new Set();
      if (values.size < MOST_VALUES) values.add(value);
      labels.set(key, values);
    }
    // A device plugin that is gone leaves its resource behind with nothing of it.
    for (const [name, amount] of allocatable) if (amount > 0 && name !== 'pods') resources.add(name);
  }
  return {
    labels: Array.from(labels, ([key, values]) => ({ key, values: Array.from(values).sort() })).sort((a, b) =>
      a.key < b.key ? -1 : 1,
    ),
    resources: Array.from(resources).sort(),
  };
}
