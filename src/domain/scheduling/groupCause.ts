import { t } from '../base/text.ts';
import { shortLine } from '../cluster/objectHealth.ts';
import { type Cause, eventsAbout, type Situation } from './diagnosis.ts';
import type { PodGroup } from './queueFacts.ts';

/** Volcano holds the group of pods: its queue takes nothing, or has not let it in. Source: Volcano, PodGroup and Queue; checked with 1.14. */
export function groupCause(situation: Situation): Cause | undefined {
  const group = situation.queue?.group;
  if (!group) return undefined;
  const { name, queue, phase, minMember, queueState } = group;
  const message = wordsOfQueue(situation, group) ?? group.message;
  const isWaitingForRoom = phase === 'Pending' || phase === 'Inqueue';
  if (isWaitingForRoom && (queueState === 'Closed' || queueState === 'Closing')) {
    return {
      id: 'queue-closed',
      cause: t('Its queue {0} is closed: nothing new starts in it.', queue),
      nextStep: t('Use another queue, or ask whoever closed it to open it again.'),
      isWaiting: false,
    };
  }
  if (phase === 'Pending') {
    return {
      id: 'group-not-enqueued',
      cause:
        message === undefined
          ? t('Its group of pods {0} is not let into the queue {1} yet.', name, queue)
          : t('Its group of pods {0} is not let into the queue {1} yet: {2}', name, queue, shortLine(message)),
      nextStep:
        minMember === undefined
          ? t('It starts by itself when there is room for the whole group; or ask for less.')
          : t('It starts by itself when there is room for {0} pods at once; or ask for less.', minMember),
      isWaiting: true,
    };
  }
  if (phase !== 'Inqueue' || message === undefined) return undefined;
  return {
    id: 'pod-group',
    cause: t('Its group of pods does not fit as a whole yet: {0}', shortLine(message)),
    nextStep: t('It starts when all pods of the group fit at once; or ask for fewer.'),
    isWaiting: true,
  };
}

/** Of a group that is not let in an event alone says why; its condition, if it has one, counts pods. */
function wordsOfQueue(situation: Situation, { uid, phase }: PodGroup): string | undefined {
  if (phase !== 'Pending') return undefined;
  return eventsAbout(situation, uid).find(({ message }) => /queue resource quota/.test(message))?.message;
}
