import { assertNever } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { exitReason } from '../engines/health.ts';
import { imageAnswer, isBareBackOff } from '../scheduling/imageAnswer.ts';
import type { ContainerStatus } from './clusterObject.ts';
import { type ObjectHealth, shortLine } from './objectHealth.ts';

/** How one container of a pod is. Reasons are those of the kubelet, 1.20 to 1.34. */
export function containerHealth(container: ContainerStatus): ObjectHealth {
  switch (container.state) {
    case 'waiting':
      return waitingOf(container);
    case 'running':
      return container.isReady
        ? { health: 'running', text: t('running') }
        : { health: 'warning', text: t('running, not ready') };
    case 'terminated':
      return terminatedOf(container);
    case 'unknown':
      return { health: 'unknown', text: t('not known') };
    default:
      return assertNever(container.state);
  }
}

/** It has ended in a way that the pod did not want, or cannot start. */
export function isFailing(container: ContainerStatus): boolean {
  return containerHealth(container).health === 'failed';
}

/** Reasons of a waiting container whose image cannot be had. */
export const PULL_REASONS: ReadonlySet<string> = new Set([
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'InvalidImageName',
  'RegistryUnavailable',
  'ImageInspectError',
]);

/** Reasons of a waiting container that could not be started. */
export const START_REASONS: ReadonlySet<string> = new Set([
  'CreateContainerError',
  'RunContainerError',
  'PreStartHookError',
  'PostStartHookError',
]);

function waitingOf(container: ContainerStatus): ObjectHealth {
  const { reason = '', message = '', last = {} } = container;
  if (reason === '' || reason === 'ContainerCreating') {
    return { health: 'queued', text: t('container is being created') };
  }
  if (reason === 'PodInitializing') return { health: 'queued', text: t('waits for its init containers') };
  if (reason === 'CrashLoopBackOff') {
    return { health: 'failed', text: t('crashes again and again: {0}', endText(last)) };
  }
  if (PULL_REASONS.has(reason)) return { health: 'failed', text: pullText(container) };
  if (reason === 'CreateContainerConfigError' || START_REASONS.has(reason)) {
    return { health: 'failed', text: t('cannot start: {0}', shortLine(message === '' ? reason : message)) };
  }
  return { health: 'warning', text: message === '' ? reason : `${reason}: ${shortLine(message)}` };
}

function pullText({ image, reason = '', message }: ContainerStatus): string {
  return reason === 'ImagePullBackOff' && isBareBackOff(message)
    ? t('cannot pull image {0}', image)
    : t('cannot pull image {0}: {1}', image, imageAnswer(`${reason}: ${message ?? ''}`).text);
}

function terminatedOf(container: ContainerStatus): ObjectHealth {
  if (container.exitCode === 0 && container.reason !== 'OOMKilled') return { health: 'ok', text: t('completed') };
  if (container.reason === 'StartError' || container.reason === 'ContainerCannotRun') {
    return { health: 'failed', text: t('cannot start: {0}', shortLine(container.message ?? container.reason)) };
  }
  return { health: 'failed', text: endText(container) };
}

/** How it ended, starting with the exit code. */
export function endText({
  reason,
  exitCode,
}: {
  readonly reason?: string | undefined;
  readonly exitCode?: number | undefined;
}): string {
  if (reason === 'OOMKilled') return t('out of memory: killed at its memory limit');
  // Container runtimes give 128 when the process could not be started at all.
  if (reason === 'StartError' || reason === 'ContainerCannotRun') return t('its command could not be started');
  if (exitCode === undefined) return reason ?? t('ended');
  return exitCode === 0 ? t('exited 0') : exitReason(exitCode);
}
