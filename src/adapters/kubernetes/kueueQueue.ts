import { ok, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import type { ResourceKind } from '../../domain/cluster/clusterObject.ts';
import type { QueueFacts, QueueQuestion, QueueWait, StoppedQueue } from '../../domain/scheduling/queueFacts.ts';
import {
  inTurn,
  nameOf,
  placeAmong,
  type QueuePlace,
  type ShortPlace,
  type Waiting,
} from '../../domain/scheduling/queuePlace.ts';
import { allObjects } from './allObjects.ts';
import { type Fields, fieldsIn, fieldsOf, listIn, numberIn, textIn } from './fields.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { objectPath } from './objectPath.ts';
import { collectionPath } from './watchedResources.ts';

const GROUP = 'kueue.x-k8s.io';
/** Served by Kueue itself, if its administrator lets it: only Kueue knows in which order it looks at what waits. */
const VISIBILITY_GROUP = 'visibility.kueue.x-k8s.io';
/** As many as Kueue gives by itself. */
const MOST = 1000;

interface Kueue {
  readonly transport: KubeTransport;
  readonly kinds: readonly ResourceKind[];
}

/** A Workload of Kueue. */
interface Entry extends Waiting {
  readonly uid: string;
  /** Neither admitted, nor ended, nor switched off. */
  readonly isPending: boolean;
  readonly message?: string;
}

/** What Kueue itself is asked for. */
interface Visible {
  readonly visible: ResourceKind;
  readonly queue: string;
  readonly own: Entry | undefined;
  readonly question: QueueQuestion;
}

/** Why and at which place something waits. Sources: Kueue, API reference, Workload, LocalQueue and PendingWorkloadsSummary. */
export async function kueueFacts(kueue: Kueue, question: QueueQuestion, signal: AbortSignal): Promise<QueueFacts> {
  const { kinds } = kueue;
  const kind = find(kinds, GROUP, 'workloads');
  const visible = visibleQueues(kinds);
  if (!kind && !visible) return {};
  const listed = kind && (await entries(kueue, kind, question.namespace, signal));
  const known = listed?.ok ? listed.value : [];
  const own = known.find((entry) => isAsked(entry, question));
  const found = await placeIn(kueue, { visible, own, known, question }, signal);
  const stopped = own && /inactive/.test(own.message ?? '') ? await stoppedQueue(kueue, own, signal) : undefined;
  const message = { ...(own?.message === undefined ? {} : { message: own.message }), ...(stopped ? { stopped } : {}) };
  if (found.place) return { ...message, place: found.place, isPlaceUnknown: false };
  return { ...message, isPlaceUnknown: found.isRefused || listed?.ok === false };
}

/** Its own queue says it, or that the quota behind it does; what may not be read is passed over. */
async function stoppedQueue(
  { transport, kinds }: Kueue,
  { namespace, queue }: Entry,
  signal: AbortSignal,
): Promise<StoppedQueue | undefined> {
  const read = async (plural: string, name: string) => {
    const resource = find(kinds, GROUP, plural);
    const path = resource && objectPath({ resource, name, ...(resource.isNamespaced ? { namespace } : {}) });
    const answer = path?.ok ? await transport.json({ method: 'GET', path: path.value, signal }) : undefined;
    return answer?.ok ? fieldsOf(answer.value) : undefined;
  };
  const local = await read('localqueues', queue);
  const stopped = local && inactiveIn(local);
  if (!local || stopped?.reason !== 'ClusterQueueIsInactive') return stopped;
  const quota = await read('clusterqueues', textIn(fieldsIn(local, 'spec'), 'clusterQueue') ?? '');
  return (quota && inactiveIn(quota)) ?? stopped;
}

function inactiveIn(raw: Fields): StoppedQueue | undefined {
  const active = listIn(fieldsIn(raw, 'status'), 'conditions').find((one) => one['type'] === 'Active');
  if (active?.['status'] !== 'False') return undefined;
  return { reason: textIn(active, 'reason') ?? '', message: textIn(active, 'message') ?? '' };
}

/** As Kueue says it, else reckoned. */
async function placeIn(
  kueue: Kueue,
  asked: Omit<Visible, 'queue' | 'visible'> & {
    readonly visible: ResourceKind | undefined;
    readonly known: readonly Entry[];
  },
  signal: AbortSignal,
): Promise<{ readonly place?: QueuePlace; readonly isRefused: boolean }> {
  const { visible, own, known, question } = asked;
  if (own?.isPending === false) return { isRefused: false };
  const queue = own?.queue ?? question.queue;
  const exact =
    visible && queue !== undefined ? await exactPlace(kueue, { visible, queue, own, question }, signal) : ok(undefined);
  if (exact.ok && exact.value) return { place: exact.value, isRefused: false };
  return own ? { place: await aboutPlace(kueue, { own, known }, signal), isRefused: false } : { isRefused: !exact.ok };
}

/** What waits in queues of a namespace, by the uid of its owner. Without a right what needs it is missing. */
export async function kueueWaits(
  kueue: Kueue,
  { namespace, queues }: { readonly namespace: string; readonly queues: readonly string[] },
  signal: AbortSignal,
): Promise<Result<ReadonlyMap<string, QueueWait>>> {
  const kind = find(kueue.kinds, GROUP, 'workloads');
  const listed = kind ? await entries(kueue, kind, namespace, signal) : ok([]);
  const waits = new Map(listed.ok ? reckonedWaits(listed.value) : []);
  for (const queue of queues) {
    for (const [uid, place] of await visiblePlaces(kueue, { queue, namespace }, signal)) {
      waits.set(uid, { ...waits.get(uid), place });
    }
  }
  return listed.ok || waits.size > 0 ? ok(waits) : listed;
}

/** Each queue is put in order once: thousands may wait in it. */
function reckonedWaits(known: readonly Entry[]): readonly (readonly [string, QueueWait])[] {
  const queues = new Map<string, Entry[]>();
  for (const entry of known) {
    if (!entry.isPending) continue;
    const inQueue = queues.get(entry.queue) ?? [];
    inQueue.push(entry);
    queues.set(entry.queue, inQueue);
  }
  return [...queues].flatMap(([queue, inQueue]) =>
    inTurn(inQueue).flatMap(({ owners, message }, index) => {
      const place = { queue, position: index + 1, of: inQueue.length, isExact: false };
      const wait = { place, ...(message === undefined ? {} : { message }) };
      return owners.map(({ uid }) => [uid, wait] as const);
    }),
  );
}

async function visiblePlaces(
  kueue: Kueue,
  { queue, namespace }: { readonly queue: string; readonly namespace: string },
  signal: AbortSignal,
): Promise<readonly (readonly [string, ShortPlace])[]> {
  const visible = visibleQueues(kueue.kinds);
  const answer = visible && (await pendingIn(kueue, { visible, queue, namespace }, signal));
  const items = answer?.ok ? answer.value : [];
  const count = items.length < MOST ? { of: items.length } : {};
  return items.flatMap((item) => {
    const position = numberIn(item, 'positionInLocalQueue');
    if (position === undefined) return [];
    const place = { queue, position: position + 1, isExact: true, ...count };
    return metaIn(item).owners.map(({ uid }) => [uid, place] as const);
  });
}

function find(kinds: readonly ResourceKind[], group: string, plural: string): ResourceKind | undefined {
  return kinds.find((kind) => kind.group === group && kind.plural === plural);
}

/** Nothing can be done with these queues but to ask what is pending in them, so that a server need not list them with verbs or kind. */
function visibleQueues(kinds: readonly ResourceKind[]): ResourceKind | undefined {
  const served = kinds.find(({ group }) => group === VISIBILITY_GROUP);
  return served && { ...served, plural: 'localqueues', kind: 'LocalQueue', isNamespaced: true };
}

function isAsked({ uid, owners }: Pick<Entry, 'uid' | 'owners'>, { uids }: QueueQuestion): boolean {
  return uids.has(uid) || owners.some((owner) => uids.has(owner.uid));
}

async function entries(
  { transport }: Kueue,
  kind: ResourceKind,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<Result<readonly Entry[]>> {
  const all = await allObjects(transport, { path: collectionPath(kind, namespace) }, signal);
  return all.ok ? ok(all.value.map(entryOf)) : all;
}

/** What Kueue says. Undefined when it does not have it among those that wait. */
async function exactPlace(
  kueue: Kueue,
  { visible, queue, own, question }: Visible,
  signal: AbortSignal,
): Promise<Result<QueuePlace | undefined>> {
  const items = await pendingIn(kueue, { visible, queue, namespace: question.namespace }, signal);
  if (!items.ok) return items;
  const found = items.value.find((item) => {
    const meta = metaIn(item);
    return meta.name === own?.name || isAsked(meta, question);
  });
  return ok(found && visiblePlace(queue, items.value, found));
}

/** What is pending in a queue, as Kueue itself has it. */
async function pendingIn(
  { transport }: Kueue,
  { visible: resource, queue, namespace }: Pick<Visible, 'visible' | 'queue'> & { readonly namespace: string },
  signal: AbortSignal,
): Promise<Result<readonly Fields[]>> {
  const path = objectPath({ resource, namespace, name: queue }, 'pendingworkloads');
  if (!path.ok) return path;
  const answer = await transport.json({ method: 'GET', path: path.value, query: { limit: MOST }, signal });
  return answer.ok ? ok(listIn(fieldsOf(answer.value), 'items')) : answer;
}

function visiblePlace(queue: string, items: readonly Fields[], found: Fields): QueuePlace | undefined {
  const position = numberIn(found, 'positionInLocalQueue');
  if (position === undefined) return undefined;
  const shared = numberIn(found, 'positionInClusterQueue');
  const localPlace = (item: Fields) => numberIn(item, 'positionInLocalQueue') ?? Infinity;
  const before = items.filter((item) => localPlace(item) < position).toSorted((a, b) => localPlace(a) - localPlace(b));
  return {
    queue,
    position: position + 1,
    isExact: true,
    before: before.map((item) => nameOf(metaIn(item))),
    ...(items.length < MOST ? { of: items.length } : {}),
    ...(shared === undefined ? {} : { shared: shared + 1 }),
  };
}

/** Reckoned from what waits; over all queues of the same quota where those may be read. */
async function aboutPlace(
  kueue: Kueue,
  { own, known }: { readonly own: Entry; readonly known: readonly Entry[] },
  signal: AbortSignal,
): Promise<QueuePlace> {
  const inQueue = known.filter(({ isPending, queue }) => isPending && queue === own.queue);
  return placeAmong(own, inQueue, await sharing(kueue, own, signal));
}

/** What waits for the same quota. Undefined when it may not be read, or when no other queue has a part in it. */
async function sharing(kueue: Kueue, own: Entry, signal: AbortSignal): Promise<readonly Entry[] | undefined> {
  const { transport, kinds } = kueue;
  const [kind, queueKind] = [find(kinds, GROUP, 'workloads'), find(kinds, GROUP, 'localqueues')];
  if (!kind || !queueKind) return undefined;
  const queues = await allObjects(transport, { path: collectionPath(queueKind, undefined) }, signal);
  if (!queues.ok) return undefined;
  const keyOf = (namespace: string, queue: string) => `${namespace}/${queue}`;
  const quotas = new Map(
    queues.value.map((raw) => {
      const { namespace, name } = metaIn(raw);
      return [keyOf(namespace, name), textIn(fieldsIn(raw, 'spec'), 'clusterQueue')];
    }),
  );
  const quota = quotas.get(keyOf(own.namespace, own.queue));
  if (quota === undefined || [...quotas.values()].filter((each) => each === quota).length < 2) return undefined;
  const all = await entries(kueue, kind, undefined, signal);
  if (!all.ok) return undefined;
  return all.value.filter(
    ({ isPending, namespace, queue }) => isPending && quotas.get(keyOf(namespace, queue)) === quota,
  );
}

function metaIn(raw: Fields) {
  const meta = fieldsIn(raw, 'metadata');
  return {
    uid: textIn(meta, 'uid') ?? '',
    name: textIn(meta, 'name') ?? '',
    namespace: textIn(meta, 'namespace') ?? '',
    createdAt: new Date(textIn(meta, 'creationTimestamp') ?? 0),
    owners: listIn(meta, 'ownerReferences').map((owner) => ({
      uid: textIn(owner, 'uid') ?? '',
      name: textIn(owner, 'name') ?? '',
    })),
  };
}

const OUT_OF_QUEUE = new Set(['QuotaReserved', 'Admitted', 'Finished']);

function entryOf(raw: Fields): Entry {
  const spec = fieldsIn(raw, 'spec');
  const conditions = listIn(fieldsIn(raw, 'status'), 'conditions');
  const quota = conditions.find((one) => one['type'] === 'QuotaReserved' && one['status'] === 'False');
  const message = quota && textIn(quota, 'message');
  return {
    ...metaIn(raw),
    queue: plainLine(textIn(spec, 'queueName') ?? ''),
    priority: numberIn(spec, 'priority') ?? 0,
    isPending:
      spec['active'] !== false &&
      !conditions.some((one) => one['status'] === 'True' && OUT_OF_QUEUE.has(textIn(one, 'type') ?? '')),
    ...(message === undefined ? {} : { message }),
  };
}
