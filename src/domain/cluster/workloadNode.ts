import { formatAge, formatDuration } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { TreeNode } from '../base/tree.ts';
import type { Workload } from './clusterObject.ts';
import { gpusAsked } from './gpuInventory.ts';
import { isWell, type ObjectHealth } from './objectHealth.ts';
import { gpuText } from './podNode.ts';
import { actionsOf, type RowContext } from './rowContext.ts';
import { workloadHealth } from './workloadHealth.ts';

/** The row of anything that owns pods. Its pods are asked for when it is opened. */
export function workloadNode(workload: Workload, context: RowContext, parentId: string): TreeNode {
  const state = workloadHealth(workload, context.waits?.get(workload.meta.uid));
  const { resource, meta } = workload;
  const { namespace, name } = meta;
  const subject = {
    kind: 'clusterObject',
    clusterId: context.clusterId,
    resource,
    ...(namespace === undefined ? {} : { namespace }),
    name,
  } as const;
  const shownNamespace = context.filter.namespaces.length === 1 ? undefined : namespace;
  const description = [state.text, resource.kind, gpuText(workload), shownNamespace, timeText(workload, context.now)]
    .filter((part) => part !== undefined)
    .join(' · ');
  return {
    id: `${parentId}/${resource.plural}.${resource.group}/${namespace ?? ''}/${name}`,
    label: name,
    description,
    health: state.health,
    tooltip: tooltipOf(workload, state),
    spoken: t('{0} {1}, {2}', resource.kind, name, description),
    actions: actionsOf(context, 'kubeWorkload', { namespace, can: workloadActions(workload, state) }),
    subject,
    isExpandable: true,
    open: { command: 'trainyard.clusters.describe', args: [subject] },
  };
}

/** How long it took, or how old it is. */
function timeText({ startedAt, finishedAt, meta }: Workload, now: Date): string {
  if (startedAt && finishedAt) {
    return t('took {0}, {1}', formatDuration(finishedAt.getTime() - startedAt.getTime()), formatAge(finishedAt, now));
  }
  return formatAge(meta.createdAt, now);
}

const SCALABLE = new Set(['Deployment', 'StatefulSet', 'ReplicaSet']);
const RESTARTABLE = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);
const SUSPENDABLE = new Set([
  'Job',
  'CronJob',
  'JobSet',
  'TrainJob',
  'PyTorchJob',
  'TFJob',
  'MPIJob',
  'XGBoostJob',
  'PaddleJob',
  'JAXJob',
  'RayJob',
  'RayCluster',
]);

const PLAIN = ['canDescribe', 'canShowYaml', 'canEditYaml', 'canEvents', 'canCopyName', 'canDelete'];

function workloadActions(workload: Workload, { health }: ObjectHealth): readonly string[] {
  const { kind } = workload.resource;
  const ended = hasEnded(workload, health);
  const isIdle = kind === 'CronJob' && (workload.active ?? 0) === 0;
  return [
    ...PLAIN,
    ...(isIdle ? [] : ['canLogs']),
    ...(workload.ready > 0 && !ended ? ['canForward'] : []),
    ...rolloutActions(workload),
    ...(SUSPENDABLE.has(kind) && !ended ? [workload.isSuspended ? 'canResume' : 'canSuspend'] : []),
    ...(isWell(health) || (ended && health !== 'failed') ? [] : ['canWhyPending']),
  ];
}

function rolloutActions({ resource: { kind }, isPaused }: Workload): readonly string[] {
  return [
    ...(SCALABLE.has(kind) ? ['canScale'] : []),
    ...(RESTARTABLE.has(kind) ? ['canRestart'] : []),
    ...(kind === 'Deployment' ? ['canUndo', isPaused ? 'canResume' : 'canPause'] : []),
  ];
}

/** A job that is over; a schedule never is. */
function hasEnded({ finishedAt, resource: { kind } }: Workload, health: ObjectHealth['health']): boolean {
  if (finishedAt !== undefined) return true;
  return SUSPENDABLE.has(kind) && kind !== 'CronJob' && (health === 'ok' || health === 'failed');
}

function tooltipOf(workload: Workload, { text }: ObjectHealth): string {
  const { resource, meta } = workload;
  return [
    `${resource.kind} ${meta.namespace ?? ''}/${meta.name}: ${text}`,
    ...workload.images.map((image) => t('image {0}', image)),
    ...gpusAsked(workload).map(({ name, count }) => t('asks {0} of {1} over all its pods', count, name)),
    workload.schedule === undefined ? undefined : t('schedule {0}', workload.schedule),
    workload.revision === undefined ? undefined : t('revision {0}', workload.revision),
    ...workload.conditions
      .filter(({ message }) => message !== undefined && message !== '')
      .map(({ type, status, message = '' }) => `${type}=${status}: ${message}`),
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}
