import { t } from '../base/text.ts';
import type { ContainerStatus, Pod } from '../cluster/clusterObject.ts';
import { endText, PULL_REASONS, START_REASONS } from '../cluster/containerHealth.ts';
import { shortLine } from '../cluster/objectHealth.ts';
import { classify } from '../failures/classify.ts';
import { type Cause, eventsAbout, type Situation } from './diagnosis.ts';
import { imageAnswer, isBareBackOff } from './imageAnswer.ts';
import { needCause } from './needCause.ts';
import { probeCause } from './probeCause.ts';

/**
 * Why a pod that has a node does not run well: image, secrets and config maps, volumes, the start itself, crashes, probes. `lastLines`: of the
 * log of the container that ended, when they are known. Undefined: nothing is wrong with it.
 */
export function containerCause(pod: Pod, situation: Situation, lastLines: readonly string[] = []): Cause | undefined {
  const events = eventsAbout(situation, pod.meta.uid);
  const look = { pod, messages: events.map(({ message }) => message), lastLines, now: situation.now };
  for (const container of pod.containers) {
    const cause = waitingCause(container, look) ?? endedCause(container, look) ?? restartedCause(container, look);
    if (cause) return named(withMemory(cause, container), pod, container);
  }
  return needCause(events) ?? probeCause(pod, events);
}

interface Look {
  readonly pod: Pod;
  /** Of its events, the newest first. */
  readonly messages: readonly string[];
  readonly lastLines: readonly string[];
  readonly now: Date;
}

/** How much it needs nobody knows; twice as much is a start. */
function withMemory(cause: Cause, { name, isInit, reason, last }: ContainerStatus): Cause {
  if (reason !== 'OOMKilled' && last?.reason !== 'OOMKilled') return cause;
  const path = [isInit ? 'initContainers' : 'containers', `name=${name}`, 'resources', 'limits', 'memory'];
  return { ...cause, fix: { title: t('Double the memory limit of {0}', name), path, value: undefined, factor: 2 } };
}

/** Of several containers the one that it is about is said first. */
function named(cause: Cause, { containers }: Pod, { name, isInit }: ContainerStatus): Cause {
  if (isInit) return { ...cause, cause: t('Init container {0}: {1}', name, cause.cause) };
  const isOneOfMany = containers.filter((each) => !each.isInit).length > 1;
  return isOneOfMany ? { ...cause, cause: t('Container {0}: {1}', name, cause.cause) } : cause;
}

function waitingCause(container: ContainerStatus, look: Look): Cause | undefined {
  if (container.state !== 'waiting') return undefined;
  const { reason = '', message = '' } = container;
  if (PULL_REASONS.has(reason)) return pullCause(container, look.messages);
  if (reason === 'CreateContainerConfigError') return configCause(message);
  if (START_REASONS.has(reason)) {
    return startCause(message === '' ? (look.messages.find((each) => each.startsWith('Error: ')) ?? '') : message);
  }
  return reason === 'CrashLoopBackOff' ? crashCause(container, look) : undefined;
}

function pullCause({ image, reason = '', message }: ContainerStatus, messages: readonly string[]): Cause {
  const event = messages.find((each) => /^Failed to (?:pull|apply|inspect)/.test(each) && each.includes(image));
  const words = isBareBackOff(message) ? (event ?? '') : (message ?? '');
  const answer = imageAnswer(`${reason}: ${words} ${event ?? ''}`);
  return {
    id: answer.id,
    cause: t('The image {0} cannot be pulled: {1}.', image, answer.text),
    nextStep: answer.nextStep,
    // The kubelet tries again without end, so that a push or a mended network is enough.
    isWaiting: answer.id !== 'image-name',
    ...(words === '' ? {} : { others: [{ id: 'words', text: shortLine(words, 400) }] }),
  };
}

function configCause(message: string): Cause {
  const missing = /^(secret|configmap) "([^"]+)" not found/.exec(message);
  if (missing) {
    const [, kind = '', name = ''] = missing;
    return {
      id: kind === 'secret' ? 'secret-missing' : 'config-map-missing',
      cause:
        kind === 'secret'
          ? t('The secret {0} is not in the namespace.', name)
          : t('The config map {0} is not in the namespace.', name),
      nextStep: t('Create it; the pod starts by itself then.'),
      isWaiting: true,
    };
  }
  const key = /couldn't find key (\S+) in (Secret|ConfigMap) ([^/\s]+)\/(\S+)/.exec(message);
  if (key) {
    return {
      id: 'key-missing',
      cause: t('{0} {1} has no key {2}.', key[2] ?? '', key[4] ?? '', key[1] ?? ''),
      nextStep: t('Add the key, or correct its name in the manifest.'),
      isWaiting: true,
    };
  }
  if (/runAsNonRoot/.test(message)) {
    return {
      id: 'runs-as-root',
      cause: t('It may not run as root (runAsNonRoot), and the image does.'),
      nextStep: t('Set securityContext.runAsUser to a user other than 0, or give the image a USER.'),
      isWaiting: false,
    };
  }
  return {
    id: 'container-config',
    cause: t('The container cannot be set up: {0}', shortLine(message, 400)),
    nextStep: t('Correct what the message names.'),
    isWaiting: false,
  };
}

/** The words are those of runc, as with Docker. */
function startCause(message: string): Cause {
  const known = classify({ error: message }, []);
  return {
    id: known?.id ?? 'cannot-start',
    cause:
      known === undefined ? t('The container cannot be started: {0}', shortLine(message, 400)) : `${known.message}.`,
    nextStep: known?.fix ?? t('Correct what the message names.'),
    isWaiting: false,
    ...(known === undefined ? {} : { others: [{ id: 'words', text: shortLine(message, 400) }] }),
  };
}

function crashCause(container: ContainerStatus, { messages, lastLines }: Look): Cause {
  const { last = {}, restarts } = container;
  if (last.reason === 'StartError' || last.reason === 'ContainerCannotRun') {
    return startCause(
      messages.find((each) => /^Error: .*(?:OCI|exec|runc|containerd)/.test(each)) ?? container.message ?? '',
    );
  }
  const liveness = messages.find((each) => /failed (?:liveness|startup) probe, will be restarted/.test(each));
  if (liveness !== undefined && last.reason !== 'OOMKilled') {
    const probe = /startup/.test(liveness) ? 'startup' : 'liveness';
    return {
      id: `${probe}-probe`,
      cause: t('It is restarted again and again because its {0} probe fails ({1} restarts).', probe, restarts),
      nextStep: t('Check the path, port and times of the probe, and that the program answers it.'),
      isWaiting: false,
    };
  }
  const ended = endedWords({ ...last, lastLines });
  return {
    id: ended.id === 'exit' ? 'crash-loop' : ended.id,
    cause: t('It ends and is started again and again ({0} restarts): {1}.', restarts, ended.text),
    nextStep: ended.nextStep,
    isWaiting: false,
  };
}

/** It ended badly and is not started again, or not yet. */
function endedCause(container: ContainerStatus, look: Look): Cause | undefined {
  const { pod, lastLines } = look;
  const { state, exitCode, reason, message } = container;
  if (state !== 'terminated' || (exitCode === 0 && reason !== 'OOMKilled')) return undefined;
  if (reason === 'StartError' || reason === 'ContainerCannotRun') return startCause(message ?? '');
  const isAgain = container.restarts > 0 && pod.phase !== 'Failed';
  if (isAgain) return crashCause({ ...container, last: container }, look);
  const ended = endedWords({ exitCode, reason, lastLines });
  return {
    id: ended.id,
    cause: t('The program ended: {0}.', ended.text),
    nextStep: ended.nextStep,
    isWaiting: false,
  };
}

/** Within this time after a bad end a container that runs again is not taken for well. */
const RECENT_MS = 600_000;

function restartedCause(container: ContainerStatus, look: Look): Cause | undefined {
  const { state, restarts, last } = container;
  if (state !== 'running' || restarts === 0 || last?.finishedAt === undefined || last.exitCode === 0) return undefined;
  return look.now.getTime() - last.finishedAt.getTime() < RECENT_MS ? crashCause(container, look) : undefined;
}

function endedWords(end: {
  readonly exitCode?: number | undefined;
  readonly reason?: string | undefined;
  readonly lastLines: readonly string[];
}): { readonly id: string; readonly text: string; readonly nextStep: string } {
  const { exitCode, reason, lastLines } = end;
  const known = classify({ exitCode, isOomKilled: reason === 'OOMKilled' }, lastLines);
  if (known) return { id: known.id, text: known.message, nextStep: known.fix };
  return {
    id: 'exit',
    text: endText({ reason, exitCode }),
    nextStep: t('Its log says why; look at that of the run before.'),
  };
}
