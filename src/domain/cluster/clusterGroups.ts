import { t } from '../base/text.ts';
import type { TreeNode } from '../base/tree.ts';
import { type ClusterFacts, seenOf } from './clusterFacts.ts';
import { passesFilter } from './passesFilter.ts';
import type { WatchedKind, Workload } from './clusterObject.ts';
import { customWorkloads, withPods } from './customRows.ts';
import type { RowContext } from './rowContext.ts';

/** Groups below a cluster. The name is that of the subject `clusterGroup`; below `pods` follows a namespace, below `workloads` a purpose. */
type ClusterGroup =
  | 'workloads'
  | 'pods'
  | 'nodes'
  | 'storage'
  | 'network'
  | 'quotas'
  | 'queues'
  | 'config'
  | 'releases'
  | 'kinds'
  | 'events';

export const WORKLOAD_KINDS = ['deployments', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs', 'replicasets'] as const;

const KINDS_OF_GROUPS: ReadonlyMap<string, readonly WatchedKind[]> = new Map<ClusterGroup, readonly WatchedKind[]>([
  ['workloads', WORKLOAD_KINDS],
  ['pods', ['pods']],
  ['nodes', ['nodes', 'pods']],
  ['storage', ['claims']],
  ['network', ['services']],
  ['quotas', ['quotas']],
  ['events', ['events']],
]);

/** What has to be watched while a group is open. */
export function kindsOfGroup(group: string): readonly WatchedKind[] {
  return KINDS_OF_GROUPS.get(group.split('/', 1)[0] ?? '') ?? [];
}

/** API groups of queueing systems. */
export const QUEUE_GROUPS: ReadonlySet<string> = new Set(['kueue.x-k8s.io', 'scheduling.volcano.sh']);

/** The groups of a cluster. Queues have one only where the cluster serves them. */
export function clusterGroups(facts: ClusterFacts, context: RowContext): readonly TreeNode[] {
  const kinds = facts.kinds?.state === 'ready' ? facts.kinds.value : [];
  const hasQueues = kinds.some(({ group }) => QUEUE_GROUPS.has(group));
  const { watched } = facts;
  const count = (kind: WatchedKind) => countText(seenOf<WatchedKind>(watched[kind]), context);
  return [
    groupNode(context, 'workloads', {
      label: t('Workloads'),
      icon: 'rocket',
      description: workloadCount(facts, context),
    }),
    groupNode(context, 'pods', { label: t('Pods'), icon: 'vm-outline', description: count('pods') }),
    groupNode(context, 'nodes', { label: t('Nodes'), icon: 'server', description: nodeCount(facts) }),
    ...(hasQueues ? [groupNode(context, 'queues', { label: t('Queues'), icon: 'list-ordered' })] : []),
    groupNode(context, 'storage', { label: t('Storage'), icon: 'database', description: count('claims') }),
    groupNode(context, 'network', { label: t('Network'), icon: 'plug', description: count('services') }),
    groupNode(context, 'quotas', { label: t('Quotas'), icon: 'dashboard', description: count('quotas') }),
    groupNode(context, 'config', { label: t('Config'), icon: 'settings-gear' }),
    groupNode(context, 'releases', { label: t('Helm releases'), icon: 'package' }),
    groupNode(context, 'kinds', { label: t('All kinds'), icon: 'list-tree' }),
    groupNode(context, 'events', { label: t('Events'), icon: 'bell', description: count('events') }),
  ];
}

interface GroupFace {
  readonly label: string;
  readonly icon: string;
  readonly description?: string | undefined;
}

export function groupNode(context: RowContext, group: string, face: GroupFace): TreeNode {
  const { label, icon, description } = face;
  const { clusterId } = context;
  return {
    id: `cluster/${clusterId}/group/${group}`,
    label,
    icon,
    ...(description === undefined ? {} : { description }),
    actions: ['ofCluster', 'clusterGroup', 'canRefresh'],
    subject: { kind: 'clusterGroup', clusterId, group },
    isExpandable: true,
  };
}

/** How many there are; only when that is known. */
function countText(seen: ReturnType<typeof seenOf<WatchedKind>>, { filter }: RowContext): string | undefined {
  if (!seen || !seen.isComplete) return undefined;
  return String(seen.objects.filter(({ meta }) => passesFilter({ ...filter, onlyNotReady: false }, meta)).length);
}

function nodeCount({ watched }: ClusterFacts): string | undefined {
  const seen = seenOf(watched.nodes);
  return seen?.isComplete === true ? String(seen.objects.length) : undefined;
}

function workloadCount(facts: ClusterFacts, context: RowContext): string | undefined {
  const parts = WORKLOAD_KINDS.map((kind) => seenOf<(typeof WORKLOAD_KINDS)[number]>(facts.watched[kind]));
  if (!parts.every((seen) => seen?.isComplete === true)) return undefined;
  const shown = topWorkloads(facts).filter(({ meta }) =>
    passesFilter({ ...context.filter, onlyNotReady: false }, meta),
  );
  return String(shown.length);
}

/** Workloads of all kinds but those that another one of them made. */
export function topWorkloads(facts: ClusterFacts): readonly Workload[] {
  const all = allWorkloads(facts);
  const uids = new Set(all.map(({ meta }) => meta.uid));
  const tops = all.filter(({ meta, resource }) => {
    if (meta.owner === undefined) return true;
    // Without the right to read Deployments their ReplicaSets would all stand here.
    return !uids.has(meta.owner.uid) && !(resource.kind === 'ReplicaSet' && meta.owner.kind === 'Deployment');
  });
  return withPods(tops, all, seenOf<'pods'>(facts.watched.pods)?.objects ?? []);
}

export function allWorkloads(facts: ClusterFacts): readonly Workload[] {
  const builtIn = WORKLOAD_KINDS.flatMap(
    (kind) => seenOf<(typeof WORKLOAD_KINDS)[number]>(facts.watched[kind])?.objects ?? [],
  );
  return [...customWorkloads(facts), ...builtIn];
}
