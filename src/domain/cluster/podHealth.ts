import { assertNever } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { parseSchedulerMessage, verdictText } from '../scheduling/schedulerMessage.ts';
import type { ContainerStatus, Pod } from './clusterObject.ts';
import { containerHealth, endText, isFailing } from './containerHealth.ts';
import { conditionOf, isTrue, type ObjectHealth, shortLine, terminatingHealth, withRestarts } from './objectHealth.ts';

/** Ready containers of a pod, and how many it has; init containers are not counted. */
export function readyContainers({ containers }: Pod): { readonly ready: number; readonly all: number } {
  const main = containers.filter(({ isInit }) => !isInit);
  return { ready: main.filter(({ isReady }) => isReady).length, all: main.length };
}

export function podRestarts({ containers }: Pod): number {
  return containers.reduce((sum, { restarts }) => sum + restarts, 0);
}

/** It takes no resources any more. */
export function isFinished({ phase }: Pod): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

/** Objects never change, and rows of 10,000 pods are made up to five times a second. */
const known = new WeakMap<Pod, ObjectHealth>();

/** How a pod is, in words, from its phase, its conditions and the states of its containers. */
export function podHealth(pod: Pod): ObjectHealth {
  const before = known.get(pod);
  if (before) return before;
  const health = healthOf(pod);
  known.set(pod, health);
  return health;
}

function healthOf(pod: Pod): ObjectHealth {
  const terminating = terminatingHealth(pod.meta);
  if (terminating) return terminating;
  switch (pod.phase) {
    case 'Succeeded':
      return { health: 'ok', text: t('completed') };
    case 'Failed':
      return failedOf(pod);
    case 'Pending':
      return pendingOf(pod);
    case 'Running':
      return withRestarts(runningOf(pod), podRestarts(pod));
    case 'Unknown':
      return { health: 'unknown', text: t('not known: its node does not answer') };
    default:
      return assertNever(pod.phase);
  }
}

function failedOf(pod: Pod): ObjectHealth {
  const { reason = '', message = '' } = pod;
  const why = shortLine(message);
  const disruption = conditionOf(pod.conditions, 'DisruptionTarget');
  if (reason === 'Evicted') return failed(why === '' ? t('evicted') : t('evicted: {0}', why));
  if (disruption?.status === 'True') return failed(disruptionText(disruption.reason ?? '', disruption.message));
  const known = END_TEXTS.get(reason);
  if (known) return failed(known());
  if (reason.startsWith('OutOf')) {
    return failed(t('the node had not enough {0} when it came', reason.slice('OutOf'.length)));
  }
  const broken = pod.containers.find(isFailing);
  if (broken) return failed(containerText(pod, broken));
  const words = [reason, why].filter((part) => part !== '').join(': ');
  return failed(words === '' ? t('failed') : words);
}

/** Reasons of a failed pod that the kubelet and the node controller give. */
const END_TEXTS: ReadonlyMap<string, () => string> = new Map([
  ['DeadlineExceeded', () => t('its time limit was over (activeDeadlineSeconds)')],
  ['NodeLost', () => t('its node was lost')],
  ['NodeShutdown', () => t('its node was shut down')],
  ['Terminated', () => t('its node was shut down')],
]);

const failed = (text: string): ObjectHealth => ({ health: 'failed', text });

/** Reasons of the condition DisruptionTarget. Source: Kubernetes documentation, "Disruptions". */
function disruptionText(reason: string, message = ''): string {
  switch (reason) {
    case 'PreemptionByScheduler':
      return t('made way for a pod of higher priority');
    case 'DeletionByTaintManager':
      return t('removed because of a taint of its node');
    case 'EvictionByEvictionAPI':
      return t('evicted on request (drain)');
    case 'DeletionByPodGC':
      return t('removed because its node is gone');
    case 'TerminationByKubelet':
      return t('ended by its node: {0}', shortLine(message));
    default:
      return message === '' ? reason : shortLine(message);
  }
}

/** Of several containers the name is said too. */
function containerText({ containers }: Pod, container: ContainerStatus): string {
  const { text } = containerHealth(container);
  if (container.isInit) return t('init container {0}: {1}', container.name, text);
  return containers.filter(({ isInit }) => !isInit).length > 1 ? `${container.name}: ${text}` : text;
}

function pendingOf(pod: Pod): ObjectHealth {
  const broken = pod.containers.find(isFailing);
  if (broken) return withRestarts(failed(containerText(pod, broken)), broken.restarts);
  if (pod.schedulingGates.length > 0) {
    return { health: 'queued', text: t('held by scheduling gate {0}', pod.schedulingGates.join(', ')) };
  }
  const scheduled = conditionOf(pod.conditions, 'PodScheduled');
  if (scheduled?.status === 'False') return { health: 'queued', text: unscheduledText(scheduled.message ?? '') };
  if (scheduled?.status !== 'True' && pod.node === undefined) {
    return { health: 'queued', text: t('pending: not looked at yet') };
  }
  const init = initText(pod);
  if (init !== undefined) return { health: 'queued', text: init };
  const waiting = pod.containers.find(({ state, isInit }) => state === 'waiting' && !isInit);
  return waiting ? containerHealth(waiting) : { health: 'queued', text: t('container is being created') };
}

/** The scheduler's message cut down to its main reason. */
function unscheduledText(message: string): string {
  const verdict = parseSchedulerMessage(message);
  const reason = verdict && verdictText(verdict);
  if (reason !== undefined) return t('pending: {0}', shortLine(reason));
  return message === '' ? t('pending: no node for it') : t('pending: {0}', shortLine(message));
}

function initText({ containers }: Pod): string | undefined {
  const inits = containers.filter(({ isInit }) => isInit);
  const current = inits.find(({ state, isReady }) => state === 'running' && !isReady);
  if (!current) return undefined;
  const done = inits.filter(({ state, exitCode }) => state === 'terminated' && exitCode === 0).length;
  return t('init container {0} is running ({1} of {2} done)', current.name, done, inits.length);
}

function runningOf(pod: Pod): ObjectHealth {
  const broken = pod.containers.find(isFailing);
  if (broken) return failed(containerText(pod, broken));
  const ready = conditionOf(pod.conditions, 'Ready');
  if (isForgotten(pod)) {
    return { health: 'unknown', text: t('not known: its node does not answer') };
  }
  const last = lastText(pod);
  const { ready: count, all } = readyContainers(pod);
  const done = pod.containers.filter(({ isInit, state }) => !isInit && state === 'terminated').length;
  if (count + done < all) return { health: 'warning', text: t('running, {0} of {1} ready{2}', count, all, last) };
  if (done > 0) return { health: 'running', text: t('running, {0} of {1} containers completed', done, all) };
  if (ready?.status === 'False') {
    const gate = ready.reason === 'ReadinessGatesNotReady' ? shortLine(ready.message ?? '') : undefined;
    return {
      health: 'warning',
      text: gate === undefined ? t('running, not ready') : t('running, not ready: {0}', gate),
    };
  }
  if (!ready && !isTrue(pod.conditions, 'ContainersReady') && all === 0) {
    return { health: 'unknown', text: t('running, nothing known of its containers') };
  }
  return { health: 'running', text: `${t('running')}${last}` };
}

/** The node controller says of pods on a silent node that they are not ready, without a reason, and leaves what the kubelet said last. */
function isForgotten({ conditions }: Pod): boolean {
  const ready = conditionOf(conditions, 'Ready');
  if (ready?.status !== 'False') return false;
  return ready.reason === 'NodeStatusUnknown' || (ready.reason === undefined && isTrue(conditions, 'ContainersReady'));
}

/** How the latest restart came about, when it was no plain end. */
function lastText({ containers }: Pod): string {
  const restarted = containers.filter(({ restarts, last }) => restarts > 0 && last !== undefined);
  const latest = restarted.sort((a, b) => timeOf(b) - timeOf(a))[0];
  if (!latest?.last || latest.last.exitCode === 0) return '';
  return ` (${t('before: {0}', endText(latest.last))})`;
}

const timeOf = ({ last }: ContainerStatus): number => last?.finishedAt?.getTime() ?? 0;
