import { definedOf } from '../base/defined.ts';
import { t } from '../base/text.ts';
import type { Pod, Workload } from '../cluster/clusterObject.ts';
import { gpusAsked } from '../cluster/gpuInventory.ts';
import { podContainerId } from '../cluster/podContainerId.ts';
import { debugPortOf, KUBERNETES_ANNOTATIONS, KUBERNETES_LABELS } from './kubernetesLabels.ts';
import { clusterRunState, podsByRank } from './kubernetesRunState.ts';
import { RUN_LABELS } from './labels.ts';
import { outputsOf } from './outputs.ts';

import type { Run } from './run.ts';
import { readEnd, type RunEnd } from './runEnd.ts';
import { originOf, parametersOf } from './runsOf.ts';

/**
 * The runs among the Jobs and Deployments of one cluster, newest first: read from their labels, annotations and pods alone, so every window and
 * every colleague sees the same.
 */
export function kubernetesRuns(
  workloads: Iterable<Workload>,
  pods: Iterable<Pod>,
  { clusterId, staleSince }: { readonly clusterId: string; readonly staleSince?: Date },
): readonly Run[] {
  const own = Array.from(pods).filter(isRunPod);
  const byRun = Map.groupBy(own, ({ meta }) => keyOf(meta.namespace, meta.labels.get(KUBERNETES_LABELS.runId)));
  return Array.from(workloads)
    .flatMap((workload) => {
      const id = workload.meta.labels.get(KUBERNETES_LABELS.runId);
      const objectKind = objectKindOf(workload);
      if (id === undefined || objectKind === undefined) return [];
      const mine = (byRun.get(keyOf(workload.meta.namespace, id)) ?? []).filter((pod) => belongsTo(pod, workload));
      return [runOf(workload, podsByRank(mine), { id, objectKind, clusterId })];
    })
    .map((run) => (staleSince === undefined ? run : { ...run, staleSince }))
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
}

/** Whether a pod is one of a run: for its log, before its workload is known. */
export function isRunPod({ meta }: Pod): boolean {
  return meta.labels.has(KUBERNETES_LABELS.runId);
}

/** Names and label values hold no slash. */
const keyOf = (namespace: string | undefined, id: string | undefined) => `${namespace}/${id}`;

function objectKindOf({ resource }: Workload): 'Job' | 'Deployment' | undefined {
  if (resource.group === 'batch' && resource.kind === 'Job') return 'Job';
  return resource.group === 'apps' && resource.kind === 'Deployment' ? 'Deployment' : undefined;
}

/** A copy of a manifest can hold the id of another run; the instance tells whose pod it is. */
function belongsTo(pod: Pod, { meta }: Workload): boolean {
  return pod.meta.labels.get(KUBERNETES_LABELS.instance) === meta.name;
}

interface RunFacts {
  readonly id: string;
  readonly objectKind: 'Job' | 'Deployment';
  readonly clusterId: string;
}

function runOf(workload: Workload, pods: readonly Pod[], { id, objectKind, clusterId }: RunFacts): Run {
  const { meta } = workload;
  const word = (name: string) => meta.annotations.get(name) ?? meta.labels.get(name);
  const [first] = pods;
  const container = first?.containers.find(({ isInit }) => !isInit);
  const namespace = meta.namespace ?? 'default';
  const { state, text, failure, exitCode, end } = clusterRunState(workload, pods);
  const outputs = word(KUBERNETES_ANNOTATIONS.outputs);
  return {
    id,
    name: word(KUBERNETES_LABELS.runName) ?? meta.name,
    workload: word(KUBERNETES_LABELS.workload) ?? meta.name,
    kind: word(KUBERNETES_LABELS.kind) === 'serve' ? 'serve' : 'run',
    engineId: clusterId,
    containerId:
      first === undefined
        ? ''
        : podContainerId({ namespace, pod: first.meta.name, ...(container ? { container: container.name } : {}) }),
    state,
    stateText: text,
    createdAt: meta.createdAt,
    parameters: parametersOf(word(KUBERNETES_ANNOTATIONS.parameters)),
    image: container?.image ?? workload.images[0] ?? t('unknown image'),
    imageId: container?.imageId ?? word(KUBERNETES_ANNOTATIONS.imageDigest) ?? '',
    ports: [],
    outputs: outputs === undefined ? [] : outputsOf(new Map([[RUN_LABELS.outputs, outputs]])),
    cluster: {
      clusterId,
      namespace,
      objectKind,
      objectName: meta.name,
      pods: pods.map((pod) => pod.meta.name),
      gpus: pods.flatMap(gpusAsked).reduce((sum, { count }) => sum + count, 0),
      ...definedOf({
        debugPort: debugPortOf(meta.labels.get(KUBERNETES_LABELS.debugPort)),
        user: word(KUBERNETES_LABELS.user),
        end,
        noteEndOn: noteEndOn(workload, end),
      }),
      containerPorts: Array.from(new Set(pods.flatMap((pod) => pod.ports.map(({ port }) => port)))),
    },
    ...definedOf({
      startedAt: startedAt(workload, pods),
      finishedAt: workload.finishedAt,
      exitCode,
      failure,
      tracking: meta.annotations.get(KUBERNETES_ANNOTATIONS.tracking),
      specPath: word(KUBERNETES_ANNOTATIONS.specPath),
      from: originOf(meta.annotations, KUBERNETES_ANNOTATIONS),
    }),
    ...gitOf(meta),
  };
}

/** A Deployment's pods come again, so that nothing has to be kept of them. */
function noteEndOn(workload: Workload, end: RunEnd | undefined): string | undefined {
  const { annotations, uid } = workload.meta;
  return end && !readEnd(annotations.get(KUBERNETES_ANNOTATIONS.ended), workload) ? uid : undefined;
}

function gitOf({ annotations }: Workload['meta']): Pick<Run, 'commit' | 'isDirty'> {
  const commit = annotations.get(KUBERNETES_ANNOTATIONS.commit);
  const isDirty = annotations.get(KUBERNETES_ANNOTATIONS.dirty);
  return definedOf({ commit, isDirty: isDirty === undefined ? undefined : isDirty === 'true' });
}

/** When the program began. A Job counts from its creation, also while its pods wait. */
function startedAt(workload: Workload, pods: readonly Pod[]): Date | undefined {
  const starts = pods.flatMap(({ containers }) =>
    containers.flatMap(({ isInit, startedAt: start }) => (isInit || start === undefined ? [] : [start.getTime()])),
  );
  if (starts.length > 0) return new Date(Math.min(...starts));
  return workload.finishedAt === undefined ? undefined : workload.startedAt;
}
