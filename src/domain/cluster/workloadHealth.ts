import { t } from '../base/text.ts';
import { kueueCause } from '../scheduling/kueueCause.ts';
import type { QueueWait } from '../scheduling/queueFacts.ts';
import { shortPlace } from '../scheduling/queuePlace.ts';
import type { Workload } from './clusterObject.ts';
import { isCustomKind } from './customKinds.ts';
import { customEnd, customHealth } from './customHealth.ts';
import { conditionOf, isTrue, type ObjectHealth, shortLine, terminatingHealth } from './objectHealth.ts';

/**
 * How a workload is, in words. Every kind is read by the same rules, in this order: it is being deleted, its status is old, it has ended,
 * it is held, it cannot make pods, it is on its way, it is there.
 */
export function workloadHealth(workload: Workload, wait?: QueueWait): ObjectHealth {
  const terminating = terminatingHealth(workload.meta);
  if (terminating) return terminating;
  const ended = (isCustomKind(workload.resource) ? customEnd(workload) : undefined) ?? endedOf(workload);
  if (ended) return ended;
  if (workload.isOutdated) {
    const text = t('its last change is not seen by its controller yet');
    return { health: 'stale', text: workload.desired === 0 ? text : `${text}, ${countText(workload)}` };
  }
  const held = heldOf(workload, wait) ?? brokenOf(workload);
  if (held) return held;
  if (isCustomKind(workload.resource)) return customHealth(workload);
  return isSchedule(workload) ? scheduleOf(workload) : movingOf(workload);
}

/** Runs to its end rather than for ever. */
function isJobLike({ purpose, resource }: Workload): boolean {
  return resource.kind === 'Job' || purpose === 'training' || purpose === 'batch';
}

const isSchedule = ({ resource }: Workload) => resource.kind === 'CronJob';

/** Job, TrainJob, the v1 jobs and JobSet share these condition types; the failed ones come first (a job can have both while it ends). */
function endedOf({ conditions, succeeded }: Workload): ObjectHealth | undefined {
  const failure = conditionOf(conditions, 'Failed') ?? conditionOf(conditions, 'FailureTarget');
  if (failure?.status === 'True') {
    return { health: 'failed', text: failureText(failure.reason ?? '', failure.message ?? '') };
  }
  const isComplete = ['Complete', 'Completed', 'Succeeded'].some((type) => isTrue(conditions, type));
  if (!isComplete) return undefined;
  return {
    health: 'ok',
    text: succeeded !== undefined && succeeded > 1 ? t('completed, {0} succeeded', succeeded) : t('completed'),
  };
}

/** Reasons of a failed Job. Source: Kubernetes API, batch/v1. */
function failureText(reason: string, message: string): string {
  switch (reason) {
    case 'BackoffLimitExceeded':
      return t('failed: its pods failed more often than allowed (backoffLimit)');
    case 'DeadlineExceeded':
      return t('failed: its time limit was over (activeDeadlineSeconds)');
    case 'PodFailurePolicy':
      return t('failed by its pod failure policy: {0}', shortLine(message));
    case 'FailedIndexes':
      return t('failed: some of its indexes failed');
    case 'MaxFailedIndexesExceeded':
      return t('failed: more indexes failed than allowed');
    default:
      return t('failed: {0}', shortLine(message === '' ? reason : message));
  }
}

/** Label with the queue of a job. Source: Kueue. */
export const QUEUE_LABEL = 'kueue.x-k8s.io/queue-name';

/** Of Jobs and training jobs, of inference services, of Ray clusters. */
const HELD = ['Suspended', 'Stopped', 'RayClusterSuspended'];

function heldOf(workload: Workload, wait: QueueWait | undefined): ObjectHealth | undefined {
  if (isHeld(workload)) {
    const why = queueText(workload, wait);
    return { health: 'cancelled', text: why === undefined ? t('suspended') : t('suspended: {0}', why) };
  }
  if (workload.isPaused) return { health: 'warning', text: t('rollout paused, {0}', countText(workload)) };
  return undefined;
}

function isHeld({ isSuspended, conditions }: Workload): boolean {
  return isSuspended || HELD.some((type) => isTrue(conditions, type));
}

/** The label of a schedule is for the jobs that it makes; whoever suspended it was no queue. */
function queueOf(workload: Workload): string | undefined {
  return isSchedule(workload) ? undefined : workload.meta.labels.get(QUEUE_LABEL);
}

/** What a queue says about it, when it says it on the object itself; else the queue that holds it. */
function queueText(workload: Workload, wait: QueueWait | undefined): string | undefined {
  const quota = conditionOf(workload.conditions, 'QuotaReserved');
  if (quota?.status === 'False' && quota.message) return shortLine(quota.message);
  const queue = queueOf(workload);
  if (queue === undefined) return undefined;
  // What can never be let in has a place in the list all the same; no turn comes for it.
  if (wait?.message !== undefined && !kueueCause({ queue, message: wait.message }).isWaiting)
    return t('in the queue {0}, where it cannot start', queue);
  return wait?.place ? shortPlace(wait.place) : t('in the queue {0}', queue);
}

/** The queue that holds it now. */
export function holdingQueue(workload: Workload): string | undefined {
  return isHeld(workload) && endedOf(workload) === undefined ? queueOf(workload) : undefined;
}

function brokenOf(workload: Workload): ObjectHealth | undefined {
  const { conditions } = workload;
  const replicas = conditionOf(conditions, 'ReplicaFailure');
  if (replicas?.status === 'True') {
    return { health: 'failed', text: t('cannot make pods: {0}', shortLine(replicas.message ?? replicas.reason ?? '')) };
  }
  const progressing = conditionOf(conditions, 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return {
      health: 'failed',
      text: t('rollout got stuck (progress deadline exceeded), {0}', countText(workload)),
    };
  }
  return undefined;
}

function scheduleOf({ schedule = '', active = 0 }: Workload): ObjectHealth {
  if (active === 0) return { health: 'ok', text: t('waits for its schedule {0}', schedule) };
  return { health: 'running', text: t('{0} running, schedule {1}', active, schedule) };
}

function movingOf(workload: Workload): ObjectHealth {
  if (isJobLike(workload)) return jobOf(workload);
  const { desired, ready, updated, available } = workload;
  if (desired === 0) return { health: 'cancelled', text: t('scaled to 0') };
  const counts = countText(workload);
  // ReplicaSets have one revision only.
  if (updated !== undefined && updated < desired && workload.resource.kind !== 'ReplicaSet') {
    return { health: 'queued', text: t('rolling out, {0} of {1} updated, {2}', updated, desired, counts) };
  }
  if (ready < desired) return { health: 'warning', text: counts };
  if (ready > desired) return { health: 'queued', text: t('{0}, {1} too many are going', counts, ready - desired) };
  if (available !== undefined && available < desired) {
    return { health: 'queued', text: t('{0}, {1} available', counts, available) };
  }
  if (isTrue(workload.conditions, 'Stalled')) return { health: 'warning', text: t('{0}, stalled', counts) };
  return { health: 'ok', text: counts };
}

/** "Created" is not said of a job whose pods crash: the counters tell, and its pods' rows say why. */
function jobOf(workload: Workload): ObjectHealth {
  const { active = 0, ready, succeeded = 0, failed = 0, desired } = workload;
  const counts = [
    t('{0} of {1} ready', ready, Math.max(desired, active)),
    succeeded > 0 ? t('{0} succeeded', succeeded) : undefined,
    failed > 0 ? t('{0} failed', failed) : undefined,
  ].filter((part) => part !== undefined);
  if (active === 0 && ready === 0) {
    if (failed > 0) return { health: 'warning', text: t('between attempts, {0} failed so far', failed) };
    return { health: 'queued', text: t('no pods yet') };
  }
  if (ready === 0) return { health: failed > 0 ? 'warning' : 'queued', text: t('starting, {0}', counts.join(', ')) };
  return { health: failed > 0 ? 'warning' : 'running', text: t('running, {0}', counts.join(', ')) };
}

function countText({ ready, desired }: Workload): string {
  return t('{0} of {1} ready', ready, desired);
}
