import { assertNever } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { ClusterSubject, TreeNode } from '../base/tree.ts';
import { RELEASE_KINDS, releaseObjectRows } from '../helm/releaseObjectRows.ts';
import { type ClusterFacts, seenOf } from './clusterFacts.ts';
import { filterText } from './clusterFilter.ts';
import { mineText } from './passesFilter.ts';
import { allWorkloads, clusterGroups, kindsOfGroup } from './clusterGroups.ts';
import { isForbidden } from './clusterNode.ts';
import type { WatchedKind } from './clusterObject.ts';
import { customKindOf } from './customKinds.ts';
import { withPods } from './customRows.ts';
import { gpuNodes } from './gpuNode.ts';
import { groupRows } from './groupRows.ts';
import { tableRows } from './kindRows.ts';
import { podsOf } from './ownedPods.ts';
import { holdsGpus, podNodes } from './podNode.ts';
import type { RowContext } from './rowContext.ts';
import { sortedByName } from './sortedByName.ts';
import { failureRows, loadingRow, lockRow, stateRows } from './stateRows.ts';
import { workloadNode } from './workloadNode.ts';

/** What has to be watched while a row is open, besides what its parents need. */
export function kindsOfSubject(subject: ClusterSubject): readonly WatchedKind[] {
  switch (subject.kind) {
    case 'cluster':
      return ['nodes', 'pods'];
    case 'clusterGroup':
      return kindsOfGroup(subject.group);
    case 'clusterObject':
      return ['pods', 'replicasets', 'jobs'];
    case 'clusterNode':
      return ['pods'];
    case 'helmRelease':
      return RELEASE_KINDS;
    case 'clusterKind':
    case 'pod':
      return [];
    default:
      return assertNever(subject);
  }
}

/** The rows below a row of a cluster. Rows that hold their children already need no call. */
export function clusterChildren(
  node: Pick<TreeNode, 'id'> & { readonly subject: ClusterSubject },
  facts: ClusterFacts,
  context: RowContext,
): readonly TreeNode[] {
  const { id, subject } = node;
  switch (subject.kind) {
    case 'cluster':
      return rootRows(facts, context);
    case 'clusterGroup':
      return groupRows(subject.group, facts, context);
    case 'clusterKind':
      return tableRows(subject.resource, facts, context, id);
    case 'clusterObject':
      return ownedRows(subject, facts, context, id);
    case 'clusterNode':
      return podsOnNode(subject, facts, context, id);
    case 'helmRelease':
      return releaseObjectRows(subject, facts, context, id);
    case 'pod':
      return [];
    default:
      return assertNever(subject);
  }
}

function rootRows(facts: ClusterFacts, context: RowContext): readonly TreeNode[] {
  const id = `cluster/${context.clusterId}`;
  const { info } = facts;
  if (info?.state === 'failed') {
    const { failure } = info;
    const subject = { kind: 'cluster', clusterId: context.clusterId } as const;
    // Who may not read the version may still read a namespace.
    if (!isForbidden(failure)) return failureRows(`${id}/failure`, failure, subject);
    return [lockRow(`${id}/lock`, failure), ...filterRow(context), ...clusterGroups(facts, context)];
  }
  if (info?.state === 'loading') return [{ ...loadingRow(id), label: t('Connecting…') }];
  return [...filterRow(context), ...gpuNodes(facts, context), ...clusterGroups(facts, context)];
}

/** A filter is never silent. */
function filterRow({ clusterId, filter }: RowContext): readonly TreeNode[] {
  const description = filterText(filter);
  if (description === undefined) return [];
  const subject = { kind: 'cluster', clusterId } as const;
  return [
    {
      id: `cluster/${clusterId}/filter`,
      label: t('Filter'),
      description,
      ...(filter.isMine === true && filter.owners ? { tooltip: mineText(filter.owners) } : {}),
      icon: 'filter-filled',
      actions: ['ofCluster', 'clusterFilter', 'canClearFilter'],
      subject,
      open: { command: 'trainyard.clusters.filter', args: [subject] },
    },
  ];
}

/** Pods of a workload; a schedule has jobs, and they have the pods. */
function ownedRows(
  subject: Extract<ClusterSubject, { readonly kind: 'clusterObject' }>,
  facts: ClusterFacts,
  context: RowContext,
  id: string,
): readonly TreeNode[] {
  const all = allWorkloads(facts);
  const { resource, namespace, name } = subject;
  const workload = all.find(
    (each) => each.meta.name === name && each.meta.namespace === namespace && each.resource.kind === resource.kind,
  );
  if (!workload) return [];
  if (resource.kind === 'CronJob' || customKindOf(resource)?.isSeries === true) {
    const below = all.filter(({ meta }) => meta.owner?.uid === workload.meta.uid);
    const jobs = [...withPods(below, all, seenOf<'pods'>(facts.watched.pods)?.objects ?? [])];
    return jobs
      .sort((a, b) => b.meta.createdAt.getTime() - a.meta.createdAt.getTime())
      .map((job) => workloadNode(job, context, id));
  }
  const seen = seenOf(facts.watched.pods);
  if (!seen) return [loadingRow(id)];
  const rows = podNodes(sortedByName(podsOf(workload, seen.objects, all)), context, id);
  const missing = { ...seen, failures: seen.failures.filter((each) => (each.namespace ?? namespace) === namespace) };
  return [...stateRows(id, context.clusterId, missing), ...rows];
}

function podsOnNode(
  { name, onlyHolders = false }: Extract<ClusterSubject, { readonly kind: 'clusterNode' }>,
  facts: ClusterFacts,
  context: RowContext,
  id: string,
): readonly TreeNode[] {
  const seen = seenOf(facts.watched.pods);
  if (!seen) return [loadingRow(id)];
  const pods = sortedByName(seen.objects.filter(({ node }) => node === name));
  // Who holds GPUs is what people look for.
  const holders = pods.filter(holdsGpus);
  const others = onlyHolders ? [] : pods.filter((pod) => !holders.includes(pod));
  const rows = podNodes([...holders, ...others], context, id);
  return [...stateRows(id, context.clusterId, seen), ...rows];
}
