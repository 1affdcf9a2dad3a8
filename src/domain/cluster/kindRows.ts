import { t } from '../base/text.ts';
import type { TreeNode } from '../base/tree.ts';
import { apiVersionOf } from './apiVersionOf.ts';
import { type ClusterFacts, tableKey } from './clusterFacts.ts';
import { isInNamespaces, passesFilter } from './passesFilter.ts';
import type { ResourceKind } from './clusterObject.ts';
import { CONFIG_MAP_KIND, SECRET_KIND } from './knownKinds.ts';
import { tableNodes } from './objectNodes.ts';
import type { RowContext } from './rowContext.ts';
import { failureRows, loadingRow, lockRow } from './stateRows.ts';

/** Kinds that have rows of their own elsewhere, or that are asked and never listed. */
const ELSEWHERE = new Set(['pods', 'events', 'events.events.k8s.io', 'bindings', 'componentstatuses']);

/** The row of a kind; its objects are asked for when it is opened. */
function kindNode(resource: ResourceKind, context: RowContext, parentId: string): TreeNode {
  const { clusterId } = context;
  return {
    id: `${parentId}/${tableKey(resource)}`,
    label: resource.kind,
    description: apiVersionOf(resource),
    icon: 'symbol-class',
    actions: ['ofCluster', 'clusterKind', 'canRefresh'],
    subject: { kind: 'clusterKind', clusterId, resource },
    isExpandable: true,
  };
}

export function configRows(context: RowContext, parentId: string): readonly TreeNode[] {
  return [
    { ...kindNode(CONFIG_MAP_KIND, context, parentId), label: t('Config maps'), icon: 'symbol-file' },
    { ...kindNode(SECRET_KIND, context, parentId), label: t('Secrets'), icon: 'key' },
  ];
}

/** Everything that the server can list, by API group, custom resources first. */
export function allKindRows(facts: ClusterFacts, context: RowContext, parentId: string): readonly TreeNode[] {
  return kindsRows(facts, context, { parentId, isWanted: (kind) => !ELSEWHERE.has(tableKey(kind)) });
}

export function kindsRows(
  { kinds }: ClusterFacts,
  context: RowContext,
  { parentId, isWanted }: { readonly parentId: string; readonly isWanted: (kind: ResourceKind) => boolean },
): readonly TreeNode[] {
  const { clusterId } = context;
  if (!kinds || kinds.state === 'loading') return [loadingRow(parentId)];
  if (kinds.state === 'failed') return failureRows(`${parentId}/failed`, kinds.failure, { kind: 'cluster', clusterId });
  return kinds.value
    .filter((kind) => (kind.verbs === undefined || kind.verbs.includes('list')) && isWanted(kind))
    .toSorted(
      (a, b) =>
        Number(isCustom(b)) - Number(isCustom(a)) || a.kind.localeCompare(b.kind) || a.group.localeCompare(b.group),
    )
    .map((kind) => kindNode(kind, context, parentId));
}

/** Groups of Kubernetes itself have no dot, or end in `.k8s.io` without being those of its side projects. */
function isCustom({ group }: ResourceKind): boolean {
  if (!group.includes('.')) return false;
  return !group.endsWith('.k8s.io') || group.endsWith('.x-k8s.io') || group.endsWith('.sigs.k8s.io');
}

/** The objects of a kind, from the table that was asked for. */
export function tableRows(
  resource: ResourceKind,
  { tables }: ClusterFacts,
  context: RowContext,
  parentId: string,
): readonly TreeNode[] {
  const snapshot = tables?.get(tableKey(resource));
  if (!snapshot || snapshot.state === 'loading') return [loadingRow(parentId)];
  if (snapshot.state === 'failed') {
    const { failure } = snapshot;
    if (failure.code === 'forbidden') return [lockRow(`${parentId}/lock`, failure)];
    return failureRows(`${parentId}/failed`, failure, { kind: 'clusterKind', clusterId: context.clusterId, resource });
  }
  const filter = { ...context.filter, onlyNotReady: false };
  const rows = snapshot.value.rows.filter(({ meta }) => isInNamespaces(filter, meta) && passesFilter(filter, meta));
  return tableNodes(resource, { ...snapshot.value, rows }, context, parentId);
}
