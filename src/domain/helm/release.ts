/** The kind of object that helm keeps its releases in, by its plural. */
export type ReleaseStore = 'secrets' | 'configmaps';

/** Names one revision of a release, and the object that holds it. */
export interface ReleaseRef {
  readonly store: ReleaseStore;
  readonly namespace: string;
  /** Of the release. */
  readonly name: string;
  readonly revision: number;
  /** Of the object. */
  readonly objectName: string;
  readonly uid: string;
}

/** A revision as its labels tell of it: the object itself, which can be a megabyte, is not read for this. */
export interface ReleaseEntry extends ReleaseRef {
  /** In helm's own words: `deployed`, `failed`, `pending-upgrade` … */
  readonly status: string;
  readonly createdAt: Date;
  /** When its status changed for the last time. */
  readonly changedAt?: Date;
}

/** An object that a manifest makes. */
export interface ReleaseObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** As the manifest has it; objects that belong to a namespace are in that of the release without it. */
  readonly namespace?: string;
  readonly name: string;
}

/** What a row shows of a revision besides its labels. */
export interface ReleaseSummary {
  readonly chart: string;
  readonly chartVersion: string;
  readonly appVersion?: string;
  /** Helm's last words about it: `Upgrade complete`, or why it failed. */
  readonly description: string;
  readonly objects: readonly ReleaseObject[];
}

/** A revision as a whole. */
export interface Release extends ReleaseSummary {
  readonly status: string;
  readonly firstDeployedAt?: Date;
  readonly lastDeployedAt?: Date;
  readonly notes: string;
  /** Helm 4 lets the server merge: then it refuses to change fields that somebody else manages. */
  readonly isServerSide: boolean;
  readonly manifest: string;
  /** What the user gave, as parsed JSON. */
  readonly values: unknown;
  /** The defaults of the chart, as parsed JSON. */
  readonly chartValues: unknown;
}

/** The newest revision of each release. */
export function newestReleases(entries: readonly ReleaseEntry[]): readonly ReleaseEntry[] {
  const newest = new Map<string, ReleaseEntry>();
  for (const entry of entries) {
    const key = releaseKey(entry);
    const known = newest.get(key);
    if (!known || known.revision < entry.revision) newest.set(key, entry);
  }
  return [...newest.values()];
}

/** The revisions of one release, the newest first. */
export function historyOf(
  entries: readonly ReleaseEntry[],
  release: Pick<ReleaseRef, 'store' | 'namespace' | 'name'>,
): readonly ReleaseEntry[] {
  const key = releaseKey(release);
  return entries.filter((entry) => releaseKey(entry) === key).toSorted((one, other) => other.revision - one.revision);
}

function releaseKey({ store, namespace, name }: Pick<ReleaseRef, 'store' | 'namespace' | 'name'>): string {
  return JSON.stringify([store, namespace, name]);
}
