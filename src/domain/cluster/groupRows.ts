import { t } from '../base/text.ts';
import type { TreeNode } from '../base/tree.ts';
import { type ClusterFacts, type Seen, seenOf } from './clusterFacts.ts';
import { nameFilter } from './clusterFilter.ts';
import { passesFilter } from './passesFilter.ts';
import { allWorkloads, groupNode, QUEUE_GROUPS, topWorkloads, WORKLOAD_KINDS } from './clusterGroups.ts';
import type { Pod, Workload } from './clusterObject.ts';
import { releaseRows } from '../helm/releaseRows.ts';
import { boundPods } from './boundPods.ts';
import { gpusByNode } from './clusterGpus.ts';
import { allKindRows, configRows, kindsRows } from './kindRows.ts';
import { nodeHealth } from './nodeHealth.ts';
import { nodeNode, nodeRowId } from './nodeNode.ts';
import { claimHealth, claimNode, eventNode, quotaNode, serviceNode } from './objectNodes.ts';
import { isWell } from './objectHealth.ts';
import { podHealth } from './podHealth.ts';
import { podNodes } from './podNode.ts';
import type { RowContext } from './rowContext.ts';
import { sortedByName } from './sortedByName.ts';
import { loadingRow, stateRows } from './stateRows.ts';
import { workloadHealth } from './workloadHealth.ts';
import { workloadNode } from './workloadNode.ts';

/** The rows of a group of a cluster, by the name in its subject. */
export function groupRows(group: string, facts: ClusterFacts, context: RowContext): readonly TreeNode[] {
  const id = `cluster/${context.clusterId}/group/${group}`;
  const [first = '', ...rest] = group.split('/');
  const below = rest.join('/');
  switch (first) {
    case 'workloads':
      return below === '' ? purposeRows(facts, context, id) : workloadRows(below, facts, context, id);
    case 'pods':
      return below === '' ? podRows(facts, context, id) : namespaceRows(below, facts, context, id);
    case 'nodes':
      return nodeRows(facts, context, id);
    case 'config':
      return configRows(context, id);
    case 'releases':
      return releaseRows(facts, context, id);
    case 'kinds':
      return allKindRows(facts, context, id);
    case 'queues':
      return kindsRows(facts, context, { parentId: id, isWanted: (kind) => QUEUE_GROUPS.has(kind.group) });
    default:
      return objectRows(group, facts, context, id);
  }
}

function objectRows(group: string, { watched }: ClusterFacts, context: RowContext, id: string): readonly TreeNode[] {
  const { filter } = context;
  switch (group) {
    case 'storage':
      return rowsOf(seenOf(watched.claims), context, id, (claims) =>
        sortedByName(claims.filter((claim) => passesFilter(filter, claim.meta, claimHealth(claim).health))).map(
          (claim) => claimNode(claim, context, id),
        ),
      );
    case 'network':
      return rowsOf(seenOf(watched.services), context, id, (services) =>
        sortedByName(services.filter(({ meta }) => passesFilter({ ...filter, onlyNotReady: false }, meta))).map(
          (service) => serviceNode(service, context, id),
        ),
      );
    case 'quotas':
      return rowsOf(seenOf(watched.quotas), context, id, (quotas) =>
        sortedByName(quotas.filter(({ meta }) => passesFilter({ ...filter, onlyNotReady: false }, meta))).map((quota) =>
          quotaNode(quota, context, id),
        ),
      );
    case 'events':
      return rowsOf(seenOf(watched.events), context, id, (events) =>
        events
          .filter(({ meta, type }) => passesFilter(nameFilter(filter), meta, type === 'Warning' ? 'warning' : 'ok'))
          .toSorted((a, b) => b.lastSeen.getTime() - a.lastSeen.getTime())
          .map((event) => eventNode(event, context, id)),
      );
    default:
      return [];
  }
}

/** What could not be read, then what there is. An empty group says so, so that it is not taken for one that is still loading. */
function rowsOf<T>(
  seen: Seen<T> | undefined,
  context: RowContext,
  id: string,
  toRows: (objects: readonly T[]) => readonly TreeNode[],
): readonly TreeNode[] {
  if (!seen) return [loadingRow(id)];
  const rows = [...stateRows(id, context.clusterId, seen), ...toRows(seen.objects)];
  return rows.length > 0 ? rows : [{ id: `${id}/none`, label: noneText(seen.objects.length) }];
}

function noneText(hidden: number): string {
  return hidden === 0 ? t('None') : t('None that the filter lets through ({0} hidden)', hidden);
}

function podRows({ watched }: ClusterFacts, context: RowContext, id: string): readonly TreeNode[] {
  return rowsOf(seenOf(watched.pods), context, id, (pods) => {
    const shown = pods.filter((pod) => passesPod(pod, context));
    if (context.filter.namespaces.length === 1) return sortedPods(shown, context, id);
    const namespaces = Map.groupBy(shown, ({ meta }) => meta.namespace ?? '');
    return Array.from(namespaces)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([namespace, members]) =>
        groupNode(context, `pods/${namespace}`, {
          label: namespace,
          icon: 'symbol-namespace',
          description: healthCount(members),
        }),
      );
  });
}

function passesPod(pod: Pod, { filter }: RowContext): boolean {
  return passesFilter(filter, pod.meta, podHealth(pod).health);
}

function sortedPods(pods: readonly Pod[], context: RowContext, id: string): readonly TreeNode[] {
  return podNodes(sortedByName(pods), context, id);
}

function healthCount(pods: readonly Pod[]): string {
  const bad = pods.filter((pod) => !isWell(podHealth(pod).health)).length;
  const count = pods.length === 1 ? t('1 pod') : t('{0} pods', pods.length);
  return bad === 0 ? count : t('{0}, {1} not ready', count, bad);
}

function namespaceRows(
  namespace: string,
  { watched }: ClusterFacts,
  context: RowContext,
  id: string,
): readonly TreeNode[] {
  return rowsOf(seenOf(watched.pods), context, id, (pods) =>
    sortedPods(
      pods.filter((pod) => pod.meta.namespace === namespace && passesPod(pod, context)),
      context,
      id,
    ),
  );
}

const PURPOSES = [
  { purpose: 'training', label: () => t('Training'), icon: 'beaker' },
  { purpose: 'serving', label: () => t('Serving'), icon: 'broadcast' },
  { purpose: 'batch', label: () => t('Batch'), icon: 'layers' },
  { purpose: 'other', label: () => t('Other'), icon: 'rocket' },
] as const;

/** One row a purpose, where there is anything. */
function purposeRows(facts: ClusterFacts, context: RowContext, id: string): readonly TreeNode[] {
  return rowsOf(workloadsSeen(facts), context, id, () => {
    const shown = shownWorkloads(facts, context);
    return PURPOSES.flatMap(({ purpose, label, icon }) => {
      const members = shown.filter((workload) => workload.purpose === purpose);
      if (members.length === 0) return [];
      const bad = members.filter((workload) => !isWell(workloadHealth(workload).health)).length;
      const description = bad === 0 ? String(members.length) : t('{0}, {1} not ready', members.length, bad);
      return [groupNode(context, `workloads/${purpose}`, { label: label(), icon, description })];
    });
  });
}

function workloadRows(purpose: string, facts: ClusterFacts, context: RowContext, id: string): readonly TreeNode[] {
  return rowsOf(workloadsSeen(facts), context, id, () =>
    sortedByName(shownWorkloads(facts, context).filter((workload) => workload.purpose === purpose)).map((workload) =>
      workloadNode(workload, context, id),
    ),
  );
}

function shownWorkloads(facts: ClusterFacts, { filter }: RowContext): readonly Workload[] {
  return topWorkloads(facts).filter((each) => passesFilter(filter, each.meta, workloadHealth(each).health));
}

/** All kinds as one; a right that is missing for all of them is one lock and not six. */
function workloadsSeen(facts: ClusterFacts): Seen<Workload> | undefined {
  const parts = [
    ...WORKLOAD_KINDS.flatMap((kind) => seenOf<(typeof WORKLOAD_KINDS)[number]>(facts.watched[kind]) ?? []),
    ...(facts.custom ?? []).flatMap((each) => seenOf<'jobs'>(each.parts) ?? []),
  ];
  if (parts.length === 0) return undefined;
  const failures = parts.flatMap((part) => part.failures);
  const once = failures.filter(
    (each, index) =>
      failures.findIndex(
        ({ namespace, failure }) => namespace === each.namespace && failure.code === each.failure.code,
      ) === index,
  );
  const stale = parts.find(({ staleSince }) => staleSince !== undefined);
  return {
    objects: allWorkloads(facts),
    isComplete: parts.every(({ isComplete }) => isComplete),
    isLoading: parts.some(({ isLoading }) => isLoading),
    failures: once,
    ...(stale?.staleSince ? { staleSince: stale.staleSince } : {}),
    ...(stale?.staleReason ? { staleReason: stale.staleReason } : {}),
  };
}

/** Nodes with GPUs first: they are what people look for. */
function nodeRows({ watched }: ClusterFacts, context: RowContext, id: string): readonly TreeNode[] {
  const { rowLimit = Infinity } = context;
  const bound = boundPods(watched);
  const gpus = gpusByNode(watched);
  const partsOf = (name: string) => ({ pods: bound && (bound.get(name) ?? []), gpus: gpus.get(name) ?? [] });
  return rowsOf(seenOf(watched.nodes), context, id, (nodes) =>
    sortedByName(nodes)
      .filter((node) => passesFilter(nameFilter(context.filter), node.meta, nodeHealth(node).health))
      .map((node) => ({ node, meta: node.meta, hasGpus: gpus.has(node.meta.name) }))
      .toSorted((a, b) => Number(b.hasGpus) - Number(a.hasGpus))
      .map(({ node }, index) =>
        index < rowLimit
          ? nodeNode(node, partsOf(node.meta.name), context, id)
          : { id: nodeRowId(node, id), label: node.meta.name },
      ),
  );
}
