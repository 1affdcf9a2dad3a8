import type { Snapshot } from '../base/watched.ts';
import type { ClusterConnection } from '../cluster/clusterConnection.ts';
import { type ClusterFilter, nameFilter } from '../cluster/clusterFilter.ts';
import { passesFilter } from '../cluster/passesFilter.ts';
import { namespacesToRead } from '../cluster/namespacesToRead.ts';
import {
  newestReleases,
  type ReleaseEntry,
  type ReleaseRef,
  type ReleaseStore,
  type ReleaseSummary,
} from './release.ts';
import { releaseHealth } from './releaseHealth.ts';

/** One list of releases: of one kind of object, in one namespace or in the whole cluster (namespace absent). */
export interface ReleasePart {
  readonly store: ReleaseStore;
  readonly namespace: string | undefined;
  readonly snapshot: Snapshot<readonly ReleaseEntry[]>;
}

/** What is known of the releases of a cluster. */
export interface ReleaseFacts {
  readonly parts: readonly ReleasePart[];
  /** Of those on screen, by uid. */
  readonly summaries: ReadonlyMap<string, Snapshot<ReleaseSummary>>;
}

/** Where answers come from. What is not known is asked for. */
export interface ReleaseAnswers {
  releases(clusterId: string, store: ReleaseStore, namespace: string | undefined): Snapshot<readonly ReleaseEntry[]>;
  releaseSummary(clusterId: string, ref: ReleaseRef): Snapshot<ReleaseSummary>;
}

export const RELEASE_STORES = ['secrets', 'configmaps'] as const;

export interface Wanted {
  readonly filter: ClusterFilter;
  readonly now: Date;
  /** Releases whose chart is read. */
  readonly most: number;
  /** Releases whose objects are shown, wherever they stand in the list. */
  readonly opened: readonly ReleaseRef[];
}

/** What the rows of releases need: the lists, and of the first that are shown what is inside. */
export function releaseFacts(
  answers: ReleaseAnswers,
  connection: ClusterConnection,
  { filter, now, most, opened }: Wanted,
): ReleaseFacts {
  const parts = RELEASE_STORES.flatMap((store) => partsOf(answers, connection, store, filter.namespaces));
  const shown = shownReleases(parts, filter, now).slice(0, most);
  const summaries = [...shown, ...opened].map(
    (entry) => [entry.uid, answers.releaseSummary(connection.id, entry)] as const,
  );
  return { parts, summaries: new Map(summaries) };
}

function partsOf(
  answers: ReleaseAnswers,
  { id, namespace }: ClusterConnection,
  store: ReleaseStore,
  chosen: readonly string[],
): readonly ReleasePart[] {
  const listed = (within: string | undefined) => answers.releases(id, store, within);
  return namespacesToRead({ chosen, own: namespace }, () => listed(undefined)).map((within) => ({
    store,
    namespace: within,
    snapshot: listed(within),
  }));
}

/** The newest revision of each release that the filter lets through, by name. Nobody labels them, so that only names and namespaces count. */
export function shownReleases(
  parts: readonly ReleasePart[],
  filter: ClusterFilter,
  now: Date,
): readonly ReleaseEntry[] {
  const passes = (entry: ReleaseEntry) =>
    passesFilter(
      nameFilter(filter),
      { name: entry.name, namespace: entry.namespace, labels: new Map(), annotations: new Map() },
      releaseHealth(entry, now).health,
    );
  return newestReleases(entriesOf(parts))
    .filter(passes)
    .toSorted((a, b) => a.name.localeCompare(b.name) || a.namespace.localeCompare(b.namespace));
}

export function entriesOf(parts: readonly ReleasePart[]): readonly ReleaseEntry[] {
  return parts.flatMap(({ snapshot }) => (snapshot.state === 'ready' ? snapshot.value : []));
}
