import { t } from '../base/text.ts';
import { shortLine } from '../cluster/objectHealth.ts';
import type { Cause } from './diagnosis.ts';
import type { StoppedQueue } from './queueFacts.ts';

/** What Kueue says of what it holds. */
export interface HeldByKueue {
  readonly queue?: string | undefined;
  /** Of QuotaReserved=False of its Workload. */
  readonly message?: string | undefined;
  readonly stopped?: StoppedQueue | undefined;
}

/** Kueue's words as a cause. Sources: messages of Kueue 0.6 to 0.19; those of 0.19 are checked in test/real/operators. */
export function kueueCause({ queue, message, stopped }: HeldByKueue): Cause {
  const where = queue === undefined ? t('in its queue') : t('in the queue {0}', queue);
  if (message === undefined) return inTurn(t('It waits {0} to be admitted.', where));
  return (
    needCause(message, where) ??
    neverCause(message, where) ??
    closedCause(message, queue ?? '', stopped) ??
    inTurn(t('It waits {0}: {1}', where, shortLine(message)))
  );
}

function inTurn(cause: string): Cause {
  return {
    id: 'queued',
    cause,
    nextStep: t('It starts by itself when its turn comes; see the queue for what is before it.'),
    isWaiting: true,
  };
}

function needCause(message: string, where: string): Cause | undefined {
  const need = /insufficient unused quota for (\S+) in flavor (\S+), (\S+) more needed/.exec(message);
  if (!need) return undefined;
  const [, resource = '', flavor = '', amount = ''] = need;
  return {
    id: 'queued-quota',
    cause: t('It waits {0}: {1} more of {2} ({3}) must become free.', where, amount, resource, flavor),
    nextStep: t('It starts by itself when others in the queue end; or ask for less.'),
    isWaiting: true,
  };
}

/** "insufficient unused quota" passes; "> maximum capacity" and "unavailable" never do. */
function neverCause(message: string, where: string): Cause | undefined {
  const lacking = /resource (\S+) unavailable in ClusterQueue/.exec(message)?.[1];
  if (lacking !== undefined) {
    return {
      id: 'queued-never',
      cause: t('It waits {0}, which has no quota for {1}, and asks for some.', where, lacking),
      nextStep: t('Ask for no {0}, use another queue, or have quota for it added.', lacking),
      isWaiting: false,
    };
  }
  if (!/maximum capacity|exceeds? .*nominal|request > /i.test(message)) return undefined;
  return {
    id: 'queued-never',
    cause: t('It waits {0} and asks for more than that can ever give: {1}', where, shortLine(message)),
    nextStep: t('Ask for less, or use a queue with more.'),
    isWaiting: false,
  };
}

/** The queue is not there, takes nothing at all, or nothing of this namespace: no turn comes. */
function closedCause(message: string, queue: string, stopped: StoppedQueue | undefined): Cause | undefined {
  const [, kind, name = '', state = ''] =
    /^(LocalQueue|ClusterQueue) (\S+) (doesn't exist|is inactive)/.exec(message) ?? [];
  if (kind === 'LocalQueue' && state === "doesn't exist") {
    return {
      id: 'queued-no-queue',
      cause: t('Its queue {0} is not there.', name),
      nextStep: t('Use another queue of its namespace, or have this one made.'),
      isWaiting: false,
    };
  }
  if (state === "doesn't exist") {
    return {
      id: 'queued-no-queue',
      cause: t('Its queue {0} belongs to the ClusterQueue {1}, which is not there.', queue, name),
      nextStep: t('Use another queue, or have the ClusterQueue made.'),
      isWaiting: false,
    };
  }
  if (state !== '') return stoppedCause(kind === 'LocalQueue' ? name : queue, stopped);
  if (!/namespace doesn't match ClusterQueue selector/.test(message)) return undefined;
  return {
    id: 'queued-not-allowed',
    cause: t('The quota of its queue {0} is not for its namespace.', queue),
    nextStep: t(
      'Use another queue, or have the namespace let in: the ClusterQueue chooses namespaces by their labels.',
    ),
    isWaiting: false,
  };
}

function stoppedCause(queue: string, stopped: StoppedQueue | undefined): Cause {
  const isStopped = stopped?.reason === 'Stopped';
  return {
    id: 'queue-closed',
    cause:
      stopped === undefined || isStopped
        ? t('Its queue {0} is closed: nothing new starts in it.', queue)
        : t('Its queue {0} can let nothing in: {1}', queue, shortLine(stopped.message)),
    nextStep:
      stopped === undefined || isStopped
        ? t('Use another queue, or ask whoever closed it to open it again.')
        : t('Use another queue, or have this one set right.'),
    isWaiting: false,
  };
}
