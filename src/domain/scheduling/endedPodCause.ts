import { t } from '../base/text.ts';
import type { Pod } from '../cluster/clusterObject.ts';
import { conditionOf, shortLine } from '../cluster/objectHealth.ts';
import type { Cause } from './diagnosis.ts';

/** Why a pod was ended by the cluster and not by its program. Undefined: its containers tell. */
export function endedPodCause(pod: Pod): Cause | undefined {
  if (pod.phase !== 'Failed') return undefined;
  const { reason = '', message = '' } = pod;
  if (reason === 'Evicted') return evictedCause(message, pod.node);
  const disrupted = disruptedCause(pod);
  if (disrupted) return disrupted;
  if (reason === 'DeadlineExceeded') {
    return {
      id: 'time-limit',
      cause: t('Its time limit was over (activeDeadlineSeconds).'),
      nextStep: t('Give it more time, or let it write checkpoints so that it can go on.'),
      isWaiting: false,
    };
  }
  if (/^OutOf|^UnexpectedAdmissionError|^NodeAffinity/.test(reason)) {
    return {
      id: 'node-refused',
      cause: t(
        'The node {0} refused it when it came: {1}',
        pod.node ?? '',
        shortLine(message === '' ? reason : message),
      ),
      nextStep: t('Start it again; its controller does so by itself.'),
      isWaiting: true,
    };
  }
  if (reason === 'NodeLost' || reason === 'NodeShutdown' || reason === 'Terminated' || reason === 'Shutdown') {
    return {
      id: 'node-lost',
      cause: t('Its node {0} was shut down or lost.', pod.node ?? ''),
      nextStep: t('Start it again; its controller does so by itself.'),
      isWaiting: true,
    };
  }
  return undefined;
}

/** The cluster took it away, or is about to. Undefined: it did not. */
export function disruptedCause({ conditions }: Pod): Cause | undefined {
  const disruption = conditionOf(conditions, 'DisruptionTarget');
  if (disruption?.status !== 'True') return undefined;
  return disruptionCause(disruption.reason ?? '', disruption.message ?? '');
}

/** Messages of the kubelet's eviction manager. */
function evictedCause(message: string, node = ''): Cause {
  const pressure = /node was low on resource: ([\w-]+)/.exec(message);
  if (pressure) {
    return {
      id: 'evicted-pressure',
      cause: t('It was evicted because the node {0} ran short of {1}.', node, pressure[1] ?? ''),
      nextStep: t(
        'Ask for what it needs in requests, so that it is among the last to be evicted, or use another node.',
      ),
      isWaiting: false,
    };
  }
  if (/EmptyDir volume|ephemeral local storage|local ephemeral storage/i.test(message)) {
    return {
      id: 'evicted-storage',
      cause: t('It was evicted because it used more local disk than it may: {0}', shortLine(message)),
      nextStep: t('Raise the limit (emptyDir.sizeLimit or ephemeral-storage), or write to a claim.'),
      isWaiting: false,
    };
  }
  return {
    id: 'evicted',
    cause: t('It was evicted: {0}', shortLine(message)),
    nextStep: t('Start it again; its controller does so by itself.'),
    isWaiting: false,
  };
}

/** Source: Kubernetes documentation, "Disruptions". */
function disruptionCause(reason: string, message: string): Cause {
  if (reason === 'PreemptionByScheduler') {
    return {
      id: 'preempted',
      cause: t('It made way for a pod of higher priority: {0}', shortLine(message)),
      nextStep: t('Start it again when there is room, or give it a higher priority class.'),
      isWaiting: false,
    };
  }
  if (reason === 'EvictionByEvictionAPI') {
    return {
      id: 'evicted-drain',
      cause: t('It was evicted on request, as when a node is drained.'),
      nextStep: t('Start it again; its controller does so by itself.'),
      isWaiting: true,
    };
  }
  return {
    id: 'disrupted',
    cause: t('The cluster ended it ({0}): {1}', reason, shortLine(message)),
    nextStep: t('Start it again; its controller does so by itself.'),
    isWaiting: true,
  };
}
