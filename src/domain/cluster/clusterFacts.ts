import type { Failure } from '../base/failure.ts';
import type { Snapshot } from '../base/watched.ts';
import type { ClusterConnection, ClusterInfo } from './clusterConnection.ts';
import type { ObjectTable, ResourceKind, WatchedKind, WatchedKinds } from './clusterObject.ts';
import type { ReleaseFacts } from '../helm/releaseFacts.ts';
import type { Objects } from './ports.ts';

/** One watch and what it knows: of one namespace, or of the whole cluster (namespace absent). */
export interface WatchedPart<K extends WatchedKind> {
  readonly namespace: string | undefined;
  readonly snapshot: Snapshot<Objects<K>>;
}

/** What is watched of each kind. Absent: nobody has asked for it yet. */
export type WatchedParts = { readonly [K in WatchedKind]?: readonly WatchedPart<K>[] };

/** What is watched of a kind of an operator. */
export interface CustomPart {
  readonly resource: ResourceKind;
  readonly parts: readonly WatchedPart<'jobs'>[];
}

/** Everything that is known of a cluster now. Nothing in it was asked for by the rows that are made from it. */
export interface ClusterFacts {
  readonly connection: ClusterConnection;
  readonly info?: Snapshot<ClusterInfo>;
  readonly watched: WatchedParts;
  /** Kinds of operators whose objects own pods. */
  readonly custom?: readonly CustomPart[];
  readonly kinds?: Snapshot<readonly ResourceKind[]>;
  /** By `tableKey`. */
  readonly tables?: ReadonlyMap<string, Snapshot<ObjectTable>>;
  /** Absent: no row of a release is open. */
  readonly releases?: ReleaseFacts;
}

export function tableKey({ group, plural }: Pick<ResourceKind, 'group' | 'plural'>): string {
  return group === '' ? plural : `${plural}.${group}`;
}

/** What several watches of one kind know together. */
export interface Seen<T> {
  readonly objects: readonly T[];
  /** Every part is there as a whole: what is missing in `objects` is not there. */
  readonly isComplete: boolean;
  readonly isLoading: boolean;
  /** Parts that could not be read. */
  readonly failures: readonly { readonly namespace: string | undefined; readonly failure: Failure }[];
  readonly staleSince?: Date;
  readonly staleReason?: Failure;
}

/** Puts the watches of one kind together. Undefined: it is not watched. */
export function seenOf<K extends WatchedKind>(
  parts: readonly WatchedPart<K>[] | undefined,
): Seen<WatchedKinds[K]> | undefined {
  if (!parts || parts.length === 0) return undefined;
  const lists = parts.flatMap(({ snapshot }) => {
    const known = objectsIn(snapshot);
    return known ? [Array.from(known.values())] : [];
  });
  const objects = lists.length === 1 && lists[0] ? lists[0] : lists.flat();
  const failures = parts.flatMap(({ namespace, snapshot }) =>
    snapshot.state === 'failed' ? [{ namespace, failure: snapshot.failure }] : [],
  );
  const stale = parts
    .flatMap(({ snapshot }) => (snapshot.state === 'ready' && snapshot.staleSince ? [snapshot] : []))
    .sort((a, b) => (a.staleSince?.getTime() ?? 0) - (b.staleSince?.getTime() ?? 0))[0];
  return {
    objects,
    isComplete: parts.every(({ snapshot }) => snapshot.state === 'ready'),
    isLoading: parts.some(({ snapshot }) => snapshot.state === 'loading'),
    failures,
    ...(stale?.staleSince ? { staleSince: stale.staleSince } : {}),
    ...(stale?.staleReason ? { staleReason: stale.staleReason } : {}),
  };
}

function objectsIn<T>(snapshot: Snapshot<T>): T | undefined {
  if (snapshot.state === 'ready') return snapshot.value;
  return snapshot.state === 'loading' ? snapshot.partial : undefined;
}

/** What is watched of the whole cluster, when it is known; undefined when any object could be missing. */
export function wholeOf<K extends WatchedKind>(parts: readonly WatchedPart<K>[] | undefined): Objects<K> | undefined {
  const whole = parts?.find(({ namespace, snapshot }) => namespace === undefined && snapshot.state === 'ready');
  return whole?.snapshot.state === 'ready' ? whole.snapshot.value : undefined;
}
