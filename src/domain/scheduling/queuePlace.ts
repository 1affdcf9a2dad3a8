import { plainLine } from '../base/plainText.ts';
import { t } from '../base/text.ts';

/** What waits in a queue, as the manager of the queue has it. */
export interface Waiting {
  readonly name: string;
  readonly namespace: string;
  readonly queue: string;
  readonly priority: number;
  readonly createdAt: Date;
  /** What the user made: the job or the pods. */
  readonly owners: readonly { readonly uid: string; readonly name: string }[];
}

/** What a row says of it. */
export type ShortPlace = Pick<QueuePlace, 'queue' | 'position' | 'of' | 'isExact'>;

export interface QueuePlace {
  readonly queue: string;
  /** From 1. */
  readonly position: number;
  /** How many wait in the queue; absent when the list was cut. */
  readonly of?: number;
  /** The manager of the queue says it; otherwise it is reckoned from what waits. */
  readonly isExact: boolean;
  /** Names of what is before it, the next to start first. */
  readonly before: readonly string[];
  /** From 1, among all queues that share the quota. */
  readonly shared?: number;
}

/** More names than that tell nobody anything. */
const FEW = 3;

/** Source: Kueue, "Cluster Queue", queueing strategies: by priority, then by age. It goes on from there by evictions, which nobody can see. */
export function inTurn<T extends Waiting>(waiting: readonly T[]): readonly T[] {
  return waiting.toSorted(
    (one, other) =>
      other.priority - one.priority ||
      one.createdAt.getTime() - other.createdAt.getTime() ||
      one.name.localeCompare(other.name),
  );
}

/**
 * Where it stands, reckoned.
 * @param all what waits for the same quota in any queue, where that may be read
 */
export function placeAmong(own: Waiting, inQueue: readonly Waiting[], all?: readonly Waiting[]): QueuePlace {
  const turn = inTurn(inQueue);
  const index = indexIn(turn, own);
  return {
    queue: own.queue,
    position: index + 1,
    of: turn.length,
    isExact: false,
    before: turn.slice(0, index).map(nameOf),
    ...(all ? { shared: indexIn(inTurn(all), own) + 1 } : {}),
  };
}

/** As the user knows it. */
export function nameOf({ owners, name }: Pick<Waiting, 'owners' | 'name'>): string {
  // An owner is a reference that anybody may write, and need not be there.
  return plainLine(owners[0]?.name ?? name);
}

export function placeText({ queue, position, of, isExact, before, shared }: QueuePlace): string {
  const number = of === undefined ? t('number {0}', position) : t('number {0} of {1}', position, of);
  const sentences = [
    isExact ? t('It is {0} in the queue {1}.', number, queue) : t('It is about {0} in the queue {1}.', number, queue),
  ];
  if (before.length > 0 && before.length <= FEW) sentences.push(t('Before it: {0}.', before.join(', ')));
  if (shared !== undefined && shared > position) {
    sentences.push(
      isExact
        ? t('Among all queues that share its quota it is number {0}.', shared)
        : t('Among all queues that share its quota it is about number {0}.', shared),
    );
  }
  return sentences.join(' ');
}

/** For a row. */
export function shortPlace({ queue, position, of, isExact }: ShortPlace): string {
  if (of === undefined) {
    return isExact
      ? t('number {0} in the queue {1}', position, queue)
      : t('about number {0} in the queue {1}', position, queue);
  }
  return isExact
    ? t('number {0} of {1} in the queue {2}', position, of, queue)
    : t('about number {0} of {1} in the queue {2}', position, of, queue);
}

function indexIn(turn: readonly Waiting[], own: Waiting): number {
  return turn.findIndex(({ name, namespace }) => name === own.name && namespace === own.namespace);
}
