import { formatAge } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { TreeNode } from '../base/tree.ts';
import { debugPortOf, KUBERNETES_LABELS } from '../runs/kubernetesLabels.ts';
import type { ContainerStatus, Pod } from './clusterObject.ts';
import { containerHealth } from './containerHealth.ts';
import { gpusAsked } from './gpuInventory.ts';
import { podUseTexts } from './gpuUseRows.ts';
import { isWell, type ObjectHealth, withRestarts } from './objectHealth.ts';
import { isFinished, podHealth, podRestarts, readyContainers } from './podHealth.ts';
import { actionsOf, type RowContext } from './rowContext.ts';

/** Rows of many pods. Those behind `rowLimit` are asked for again before anybody sees them, so that they get a name only. */
export function podNodes(pods: readonly Pod[], context: RowContext, parentId: string): readonly TreeNode[] {
  const { rowLimit = Infinity } = context;
  return pods.map((pod, index) =>
    index < rowLimit ? podNode(pod, context, parentId) : { id: rowId(pod, parentId), label: pod.meta.name },
  );
}

function rowId({ meta }: Pod, parentId: string): string {
  return `${parentId}/pod/${meta.namespace ?? ''}/${meta.name}`;
}

/** The row of a pod, with what its state allows. `parentId`: the row it stands under; a pod stands under its workload, its node and its namespace. */
export function podNode(pod: Pod, context: RowContext, parentId: string): TreeNode {
  const state = podHealth(pod);
  const { clusterId, now } = context;
  const { name, namespace = '', createdAt } = pod.meta;
  const id = rowId(pod, parentId);
  const subject = { kind: 'pod', clusterId, namespace, name } as const;
  const uses = isFinished(pod) ? [] : podUseTexts(pod.meta, gpuCount(pod), context);
  const description = [state.text, gpuText(pod), ...uses, pod.node, formatAge(createdAt, now)]
    .filter((part) => part !== undefined)
    .join(' · ');
  const rows = pod.containers.length > 1 ? pod.containers : [];
  return {
    id,
    label: name,
    description,
    health: state.health,
    tooltip: tooltipOf(pod, state, uses),
    spoken: t('Pod {0}, {1}', name, description),
    actions: actionsOf(context, 'pod', { namespace, can: podActions(pod, state) }),
    subject,
    open: { command: 'trainyard.clusters.describe', args: [subject] },
    children: rows.map((container) => containerRow(pod, container, context, id)),
  };
}

function gpuCount(asking: Pick<Pod, 'requests'>): number {
  return gpusAsked(asking).reduce((sum, asked) => sum + asked.count, 0);
}

/** It asks for some by name, or may by a claim. */
export const holdsGpus = (pod: Pick<Pod, 'requests' | 'deviceClaims'>): boolean =>
  gpuCount(pod) > 0 || pod.deviceClaims !== undefined;

/** `4 GPUs`; undefined: none. */
export function gpuText(asking: Pick<Pod, 'requests'>): string | undefined {
  const count = gpuCount(asking);
  if (count === 0) return undefined;
  return count === 1 ? t('1 GPU') : t('{0} GPUs', count);
}

function podActions(pod: Pod, { health }: ObjectHealth): readonly string[] {
  const hasRun = pod.containers.some(
    ({ state, restarts }) => state === 'running' || state === 'terminated' || restarts > 0,
  );
  const isRunning = pod.containers.some(({ state }) => state === 'running');
  return [
    'canDescribe',
    'canShowYaml',
    'canEditYaml',
    'canEvents',
    'canCopyName',
    'canDelete',
    ...(hasRun ? ['canLogs'] : []),
    ...(pod.containers.some(hasBefore) ? ['canLogBefore'] : []),
    ...(isRunning ? ['canShell', 'canCopyFiles', 'canBrowseFiles', 'canForward'] : []),
    ...(isRunning && holdsGpus(pod) ? ['canShowGpuUse'] : []),
    ...(isDebuggable(pod) ? ['canDebug'] : []),
    ...(isWell(health) && podRestarts(pod) === 0 ? [] : ['canWhyPending']),
  ];
}

function isDebuggable(pod: Pod): boolean {
  return !isFinished(pod) && debugPortOf(pod.meta.labels.get(KUBERNETES_LABELS.debugPort)) !== undefined;
}

/** Whether the node still has the log of a process that ended before a restart. */
const hasBefore = ({ last }: ContainerStatus): boolean => last !== undefined;

function tooltipOf(pod: Pod, { text }: ObjectHealth, uses: readonly string[]): string {
  const { ready, all } = readyContainers(pod);
  return [
    `${pod.meta.namespace ?? ''}/${pod.meta.name}: ${text}`,
    t('{0} of {1} containers ready', ready, all),
    pod.node === undefined ? undefined : t('on node {0}', pod.node),
    ...gpusAsked(pod).map(({ name, count }) => t('asks {0} of {1}', count, name)),
    ...(pod.deviceClaims ?? []).map((name) => t('device claim {0}', name)),
    ...uses,
    ...pod.containers.map(({ name, image }) => `${name}: ${image}`),
    pod.meta.owner === undefined ? undefined : t('belongs to {0} {1}', pod.meta.owner.kind, pod.meta.owner.name),
    pod.priorityClass === undefined ? undefined : t('priority class {0}', pod.priorityClass),
    isFinished(pod) && pod.message !== undefined ? pod.message : undefined,
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}

function containerRow(pod: Pod, container: ContainerStatus, context: RowContext, podId: string): TreeNode {
  const { name, namespace = '' } = pod.meta;
  const state = withRestarts(containerHealth(container), container.restarts);
  const subject = { kind: 'pod', clusterId: context.clusterId, namespace, name, container: container.name } as const;
  const hasRun = container.state === 'running' || container.state === 'terminated' || container.restarts > 0;
  const description = [state.text, container.isInit ? t('init container') : undefined, container.image]
    .filter((part) => part !== undefined)
    .join(' · ');
  return {
    id: `${podId}/${container.name}`,
    label: container.name,
    description,
    health: state.health,
    spoken: t('Container {0}, {1}', container.name, description),
    actions: actionsOf(context, 'podContainer', {
      namespace,
      can: [
        'canCopyName',
        ...(hasRun ? ['canLogs'] : []),
        ...(hasBefore(container) ? ['canLogBefore'] : []),
        ...(container.state === 'running' ? ['canShell', 'canCopyFiles', 'canBrowseFiles'] : []),
      ],
    }),
    subject,
    ...(hasRun ? { open: { command: 'trainyard.clusters.logs', args: [subject] } } : {}),
  };
}
