import type { ClusterSubject, TreeNode } from '../base/tree.ts';
import type { Claim, Node, Pod, ResourceKind, Service, WatchedKind, Workload } from './clusterObject.ts';
import { customKindOf } from './customKinds.ts';
import { gpusOfNode } from './gpuInventory.ts';
import { nodeNode } from './nodeNode.ts';
import { claimNode, serviceNode } from './objectNodes.ts';
import { podNode } from './podNode.ts';
import type { RowContext } from './rowContext.ts';
import { sortedByName } from './sortedByName.ts';
import { workloadNode } from './workloadNode.ts';

const WORKLOADS = ['deployments', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs'] as const;
const ANY: readonly WatchedKind[] = [...WORKLOADS, 'pods', 'services', 'claims'];

/** Which kinds have rows with an action; for actions that are not here any kind can have it. */
const KINDS: ReadonlyMap<string, readonly WatchedKind[]> = new Map<string, readonly WatchedKind[]>([
  ['canWhyPending', [...WORKLOADS, 'pods']],
  ['canLogs', [...WORKLOADS, 'pods']],
  ['canForward', [...WORKLOADS, 'pods', 'services']],
  ['canLogBefore', ['pods']],
  ['canShell', ['pods']],
  ['canShowGpuUse', ['pods']],
  ['canDebug', ['pods']],
  ['canCopyFiles', ['pods']],
  ['canScale', ['deployments', 'statefulsets']],
  ['canRestart', ['deployments', 'statefulsets', 'daemonsets']],
  ['canUndo', ['deployments']],
  ['canPause', ['deployments']],
  ['canResume', ['deployments', 'jobs', 'cronjobs']],
  ['canSuspend', ['jobs', 'cronjobs']],
  ['canBrowse', ['claims']],
  ['canBrowseFiles', ['pods', 'claims']],
  ['canCordon', ['nodes']],
  ['canUncordon', ['nodes']],
  ['canDrain', ['nodes']],
]);

/** What can be done with workloads of operators, besides what can be done with anything. */
const CUSTOM = new Set(['canWhyPending', 'canLogs', 'canSuspend', 'canResume']);

/** What has to be read to offer everything that can have the action. */
export function kindsToPick(action: string): readonly WatchedKind[] {
  return KINDS.get(action) ?? ANY;
}

/** Whether workloads of operators can have the action. */
export function mayBeCustom(action: string): boolean {
  return isForAnyKind(action) || CUSTOM.has(action);
}

/** Whether objects of any kind can have the action. */
export function isForAnyKind(action: string): boolean {
  return !KINDS.has(action);
}

/** Whether an object of this kind can have the action; whether its state allows it now is not known here. */
export function canBePicked(action: string, subject: ClusterSubject): boolean {
  const kinds = KINDS.get(action);
  switch (subject.kind) {
    case 'pod':
      return kinds?.includes('pods') ?? true;
    case 'clusterNode':
      return kinds?.includes('nodes') ?? true;
    case 'clusterObject':
      return canKindBePicked(action, subject.resource);
    case 'cluster':
    case 'clusterGroup':
    case 'clusterKind':
    case 'helmRelease':
    default:
      return false;
  }
}

export type Pickable = Pod | Node | Service | Claim | Workload;

function canKindBePicked(action: string, resource: ResourceKind): boolean {
  const kinds = KINDS.get(action);
  if (!kinds || (mayBeCustom(action) && customKindOf(resource))) return true;
  return kinds.some(
    (kind) => kind === resource.plural || (kind === 'claims' && resource.plural === 'persistentvolumeclaims'),
  );
}

/** Rows of everything whose state allows the action, as the tree shows them: workloads, then what stands alone, then pods. */
export function pickRows(action: string, objects: readonly Pickable[], context: RowContext): readonly TreeNode[] {
  const rows = sortedByName(objects).map((object) => ({ object, row: rowOf(object, context) }));
  return rows
    .filter(({ row }) => row.actions?.includes(action) === true)
    .toSorted((a, b) => rankOf(a.object) - rankOf(b.object))
    .map(({ row }) => row);
}

function rankOf({ kind }: Pickable): number {
  return kind === 'Workload' ? 0 : kind === 'Pod' ? 2 : 1;
}

function rowOf(object: Pickable, context: RowContext): TreeNode {
  switch (object.kind) {
    case 'Workload':
      return workloadNode(object, context, 'pick');
    case 'Node':
      return nodeNode(object, { pods: undefined, gpus: gpusOfNode(object, undefined) }, context, 'pick');
    case 'Service':
      return serviceNode(object, context, 'pick');
    case 'Claim':
      return claimNode(object, context, 'pick');
    case 'Pod':
    default:
      return podNode(object, context, 'pick');
  }
}
