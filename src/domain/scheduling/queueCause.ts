import { t } from '../base/text.ts';
import type { ClusterEvent, Pod, Workload } from '../cluster/clusterObject.ts';
import { conditionOf, isTrue, shortLine } from '../cluster/objectHealth.ts';
import { QUEUE_LABEL } from '../cluster/workloadHealth.ts';
import { type Cause, eventsAbout, type Situation } from './diagnosis.ts';
import { groupCause } from './groupCause.ts';
import { kueueCause } from './kueueCause.ts';
import type { QueueQuestion } from './queueFacts.ts';
import { placeText } from './queuePlace.ts';

/** Ids of all causes that are a queue of Kueue begin with it. */
const QUEUED = 'queued';

/** It is held on purpose: by a scheduling gate, by suspension, by a queue. */
export function queueCause(situation: Situation): Cause | undefined {
  const { pod, workloads } = situation;
  if (pod && pod.schedulingGates.length > 0) return gateCause(pod, situation);
  const suspended = workloads.find(({ isSuspended, conditions }) => isSuspended || isTrue(conditions, 'Suspended'));
  if (suspended) return suspendedCause(suspended, situation);
  return groupCause(situation) ?? (pod && podGroupCause(eventsAbout(situation, pod.meta.uid)));
}

/** What the managers of queues have to be asked; undefined for what has a node already. */
export function queueQuestion(situation: Situation): QueueQuestion | undefined {
  const { pod, workloads } = situation;
  const objects = pod ? [pod, ...workloads] : workloads;
  const namespace = objects[0]?.meta.namespace;
  if (namespace === undefined || pod?.node !== undefined) return undefined;
  const queue = queueOf(objects);
  const isQueued = queueCause(situation)?.id.startsWith(QUEUED) ?? false;
  const uids = new Set(objects.map(({ meta }) => meta.uid));
  return { namespace, uids, isQueued, ...(queue === undefined ? {} : { queue }) };
}

function gateCause(pod: Pod, situation: Situation): Cause {
  const gates = pod.schedulingGates.join(', ');
  const queue = queueOf([pod, ...situation.workloads]);
  if (/kueue/.test(gates)) return queuedCause(queue, situation);
  return {
    id: 'scheduling-gate',
    cause: t('It is held back by the scheduling gate {0}.', gates),
    nextStep: t('Whoever set the gate takes it off; until then the scheduler does not look at the pod.'),
    isWaiting: true,
  };
}

function suspendedCause(workload: Workload, situation: Situation): Cause {
  // The queue holds what the user made; what that made below it is suspended with it, and need not name the queue.
  const queue = queueOf([workload, ...situation.workloads]);
  if (queue !== undefined || queueMessage(situation) !== undefined) return queuedCause(queue, situation);
  return {
    id: 'suspended',
    cause: t('{0} {1} is suspended.', workload.resource.kind, workload.meta.name),
    nextStep: t('Resume it to let it start.'),
    isWaiting: true,
  };
}

function queuedCause(queue: string | undefined, situation: Situation): Cause {
  const { place, stopped } = situation.queue ?? {};
  const cause = kueueCause({ queue: queue ?? place?.queue, message: queueMessage(situation), stopped });
  // What no turn comes for has no place.
  return place && cause.isWaiting ? { ...cause, place: placeText(place) } : cause;
}

function queueOf(objects: readonly (Pod | Workload)[]): string | undefined {
  return objects.map(({ meta }) => meta.labels.get(QUEUE_LABEL)).find((queue) => queue !== undefined);
}

/** Kueue says it in QuotaReserved=False of its Workload, and in the event Pending. */
function queueMessage(situation: Situation): string | undefined {
  if (situation.queue?.message !== undefined) return situation.queue.message;
  for (const { conditions, meta } of situation.workloads) {
    const quota = conditionOf(conditions, 'QuotaReserved');
    if (quota?.status === 'False' && quota.message) return quota.message;
    const event = eventsAbout(situation, meta.uid).find(
      ({ reason, message }) => reason === 'Pending' && /quota|flavor|queue/i.test(message),
    );
    if (event) return event.message;
  }
  return undefined;
}

/** Volcano and the coscheduling plugin hold pods until the whole group fits. */
function podGroupCause(events: readonly ClusterEvent[]): Cause | undefined {
  const event = events.find(({ message }) => /pod group|podgroup|gang/i.test(message));
  if (!event) return undefined;
  if (/pod group is ready/.test(event.message)) {
    return {
      id: 'pod-group-more',
      cause: t(
        'Its group of pods has started with the least number; there is no room for this one yet: {0}',
        shortLine(event.message),
      ),
      nextStep: t('It starts by itself when its queue and a node have room.'),
      isWaiting: true,
    };
  }
  return {
    id: 'pod-group',
    cause: t('Its group of pods does not fit as a whole yet: {0}', shortLine(event.message)),
    nextStep: t('It starts when all pods of the group fit at once; or ask for fewer.'),
    isWaiting: true,
  };
}
