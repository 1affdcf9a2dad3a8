import { definedOf } from '../base/defined.ts';
import type { Failure } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { Condition, Pod, Workload } from '../cluster/clusterObject.ts';
import { endText } from '../cluster/containerHealth.ts';
import { shortLine } from '../cluster/objectHealth.ts';
import { isFinished, podHealth } from '../cluster/podHealth.ts';
import { KUBERNETES_ANNOTATIONS } from './kubernetesLabels.ts';
import type { RunState } from './run.ts';
import { endOfPods, OUT_OF_TIME, readEnd, type RunEnd } from './runEnd.ts';

export interface ClusterRunState {
  readonly state: RunState;
  readonly text: string;
  readonly exitCode?: number;
  readonly failure?: Failure;
  readonly end?: RunEnd;
}

const INDEX_LABEL = 'batch.kubernetes.io/job-completion-index';

/** Pods of a run with rank 0 first; of one rank the newest first, because that is the one that goes on. */
export function podsByRank(pods: readonly Pod[]): readonly Pod[] {
  if (pods.length < 2) return pods;
  const ranked = pods.map((pod) => ({ pod, rank: rankOf(pod), isLeaving: Number(pod.meta.deletedAt !== undefined) }));
  ranked.sort(
    (a, b) =>
      a.rank - b.rank ||
      a.isLeaving - b.isLeaving ||
      b.pod.meta.createdAt.getTime() - a.pod.meta.createdAt.getTime() ||
      (a.pod.meta.name < b.pod.meta.name ? -1 : 1),
  );
  return ranked.map(({ pod }) => pod);
}

function rankOf({ meta }: Pod): number {
  return Number(meta.labels.get(INDEX_LABEL) ?? meta.annotations.get(INDEX_LABEL) ?? 0);
}

/** How a run is, from its Job or Deployment and the pods, as far as they are there. */
export function clusterRunState(workload: Workload, pods: readonly Pod[]): ClusterRunState {
  if (workload.meta.annotations.has(KUBERNETES_ANNOTATIONS.stopped)) return { state: 'cancelled', text: t('stopped') };
  if (workload.meta.deletedAt !== undefined) return { state: 'cancelled', text: t('being removed') };
  return workload.resource.kind === 'Job' ? jobState(workload, pods) : servingState(workload, pods);
}

/** How a Job ended that failed: what was noted on it while its pods were there, otherwise what these tell. */
function runEnd(workload: Workload, pods: readonly Pod[]): RunEnd | undefined {
  return readEnd(workload.meta.annotations.get(KUBERNETES_ANNOTATIONS.ended), workload) ?? endOfPods(workload, pods);
}

function jobState(workload: Workload, pods: readonly Pod[]): ClusterRunState {
  const failed = conditionOf(workload, 'Failed') ?? conditionOf(workload, 'FailureTarget');
  if (failed) return failedJob(failed, runEnd(workload, pods));
  if (conditionOf(workload, 'Complete')) return { state: 'ok', text: t('ok'), exitCode: 0 };
  if (workload.isSuspended) return { state: 'queued', text: t('suspended') };
  const live = pods.filter(({ phase }) => phase === 'Pending' || phase === 'Running');
  const broken = firstText(live, brokenText);
  const running = live.filter(({ phase }) => phase === 'Running').length;
  const failures = workload.failed ?? 0;
  if (broken !== undefined) return { state: running > 0 ? 'running' : 'queued', text: broken };
  if (running > 0) return { state: 'running', text: runningText(running, workload.desired, failures) };
  const pending = firstText(live, pendingText);
  return { state: 'queued', text: pending ?? t('waiting for its pods') };
}

function runningText(running: number, desired: number, failures: number): string {
  const some = desired > 1 ? t('running, {0} of {1} pods', running, desired) : t('running');
  if (failures === 0) return some;
  return failures === 1 ? t('{0}, one pod failed before', some) : t('{0}, {1} pods failed before', some, failures);
}

function failedJob(condition: Condition, end: RunEnd | undefined): ClusterRunState {
  if ([condition, end].some((each) => each?.reason === OUT_OF_TIME)) {
    const message = t('Ended by its time limit');
    const nextStep = t('Give it more time (timeout), or let it write checkpoints so that it can go on.');
    const failure = { code: 'timeout', message, nextStep } as const;
    return { state: 'failed', text: t('ended by its time limit'), failure, ...definedOf({ end }) };
  }
  if (!end) {
    const words = shortLine(condition.message ?? condition.reason ?? '');
    return {
      state: 'failed',
      text: words === '' ? t('failed') : t('failed: {0}', words),
      failure: { code: 'rejected', message: words === '' ? t('The Job failed') : words },
    };
  }
  const text = runEndText(end);
  const { exitCode } = end;
  return { state: 'failed', text, failure: { code: 'rejected', message: text }, end, ...definedOf({ exitCode }) };
}

/** `exited 3, pod train-1-x7`. */
export function runEndText({ pod, ...end }: RunEnd): string {
  if (end.reason === OUT_OF_TIME) return t('ended by its time limit');
  const text = endText(end);
  return pod === undefined ? text : t('{0}, pod {1}', text, pod);
}

function servingState(workload: Workload, pods: readonly Pod[]): ClusterRunState {
  const { desired, ready } = workload;
  if (desired === 0 && ready === 0) return { state: 'cancelled', text: t('scaled to 0') };
  const live = pods.filter(({ meta }) => meta.deletedAt === undefined);
  const broken = firstText(live, brokenText);
  const count = desired === 1 ? t('ready') : t('{0} of {1} ready', ready, desired);
  if (ready > 0) return { state: 'running', text: broken === undefined ? count : t('{0}; {1}', count, broken) };
  const progressing = workload.conditions.find(({ type }) => type === 'Progressing');
  if (broken !== undefined) {
    return { state: 'failed', text: broken, failure: { code: 'rejected', message: broken } };
  }
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    const message = t('No pod became ready in time');
    return { state: 'failed', text: t('no pod became ready in time'), failure: { code: 'timeout', message } };
  }
  const pending = firstText(live, pendingText);
  const isStarted = live.some(({ phase }) => phase === 'Running');
  return { state: isStarted ? 'running' : 'queued', text: pending ?? t('starting, not ready yet') };
}

function conditionOf({ conditions }: Workload, type: string): Condition | undefined {
  return conditions.find((condition) => condition.type === type && condition.status === 'True');
}

/** Of the first pod that has one; a run can have thousands, and most have nothing to say. */
function firstText(pods: readonly Pod[], textOf: (pod: Pod) => string | undefined): string | undefined {
  for (const pod of pods) {
    const text = textOf(pod);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Why a pod that has not ended does not start or does not stay, in words; undefined when nothing is wrong. */
function brokenText(pod: Pod): string | undefined {
  if (pod.containers.every(({ state }) => state === 'running') || isFinished(pod)) return undefined;
  const { health, text } = podHealth(pod);
  return health === 'failed' ? text : undefined;
}

/** What a pod waits for; undefined when it does not. */
function pendingText(pod: Pod): string | undefined {
  return pod.phase === 'Pending' ? podHealth(pod).text : undefined;
}
