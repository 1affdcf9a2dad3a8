import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/event.ts';
import type { Result } from '../base/failure.ts';
import type { Disposable } from '../base/lifecycle.ts';
import type { Snapshot } from '../base/watched.ts';
import type { ReleaseEntry, ReleaseRef, ReleaseStore, ReleaseSummary } from '../helm/release.ts';
import type { ReleaseAnswers } from '../helm/releaseFacts.ts';
import type { ClusterInfo } from './clusterConnection.ts';
import type { QueueWait } from '../scheduling/queueFacts.ts';
import { tableKey } from './clusterFacts.ts';
import type { ClusterHub } from './clusterHub.ts';
import type { ObjectTable, ResourceKind } from './clusterObject.ts';
import type { Cluster } from './ports.ts';

/** Rows of one kind that are listed at most. */
const TABLE_ROWS = 1000;
/** How old a listed table may become while its row is open: kinds of others are not watched. */
const TABLE_AGE_MS = 15_000;

interface Kept<T> {
  snapshot: Snapshot<T>;
  askedAt: number;
  abort: AbortController;
}

/** Answers of clusters to questions that are asked and not watched: version, kinds, tables. Asked once, and again when they are too old. */
export class ClusterAnswers implements ReleaseAnswers, Disposable {
  readonly #clusters: ClusterHub;
  readonly #clock: Clock;
  readonly #changed = new Emitter<void>();
  readonly #info = new Map<string, Kept<ClusterInfo>>();
  readonly #kinds = new Map<string, Kept<readonly ResourceKind[]>>();
  readonly #tables = new Map<string, Kept<ObjectTable>>();
  readonly #waits = new Map<string, Kept<ReadonlyMap<string, QueueWait>>>();
  readonly #releases = new Map<string, Kept<readonly ReleaseEntry[]>>();
  readonly #summaries = new Map<string, Kept<ReleaseSummary>>();
  readonly onDidChange = this.#changed.event;

  constructor(clusters: ClusterHub, clock: Clock) {
    this.#clusters = clusters;
    this.#clock = clock;
  }

  /** What is known; asks when nothing is. */
  info(clusterId: string): Snapshot<ClusterInfo> {
    return this.#ask(this.#info, { key: clusterId, clusterId, ageMs: Infinity }, (cluster, signal) =>
      cluster.reader.info(signal),
    );
  }

  kinds(clusterId: string): Snapshot<readonly ResourceKind[]> {
    return this.#ask(this.#kinds, { key: clusterId, clusterId, ageMs: Infinity }, (cluster, signal) =>
      cluster.reader.kinds(signal),
    );
  }

  table(clusterId: string, resource: ResourceKind, namespace: string | undefined): Snapshot<ObjectTable> {
    const key = JSON.stringify([clusterId, tableKey(resource), namespace ?? null]);
    return this.#ask(this.#tables, { key, clusterId, ageMs: TABLE_AGE_MS }, (cluster, signal) =>
      cluster.reader.table(resource, namespace, TABLE_ROWS, signal),
    );
  }

  queueWaits(
    clusterId: string,
    asked: { readonly namespace: string; readonly queues: readonly string[] },
  ): Snapshot<ReadonlyMap<string, QueueWait>> {
    const key = JSON.stringify([clusterId, asked.namespace, asked.queues]);
    return this.#ask(this.#waits, { key, clusterId, ageMs: TABLE_AGE_MS }, (cluster, signal) =>
      cluster.reader.queueWaits(asked, signal),
    );
  }

  releases(clusterId: string, store: ReleaseStore, namespace: string | undefined): Snapshot<readonly ReleaseEntry[]> {
    const key = JSON.stringify([clusterId, store, namespace ?? null]);
    return this.#ask(this.#releases, { key, clusterId, ageMs: TABLE_AGE_MS }, (cluster, signal) =>
      cluster.releases.list(store, namespace, signal),
    );
  }

  /** What is in a revision never changes but for its status, which labels tell. */
  releaseSummary(clusterId: string, ref: ReleaseRef): Snapshot<ReleaseSummary> {
    const key = JSON.stringify([clusterId, ref.uid]);
    return this.#ask(this.#summaries, { key, clusterId, ageMs: Infinity }, (cluster, signal) =>
      cluster.releases.summary(ref, signal),
    );
  }

  /** What is known of the version, without asking. */
  peekInfo(clusterId: string): Snapshot<ClusterInfo> | undefined {
    return this.#info.get(clusterId)?.snapshot;
  }

  /** Asks anew at the next question. What is known stays until the answer. */
  forget(clusterId: string): void {
    for (const map of [this.#info, this.#kinds]) {
      const kept = map.get(clusterId);
      if (kept?.snapshot.state === 'failed') map.delete(clusterId);
      else if (kept) kept.askedAt = -Infinity;
    }
    const isOfIt = (key: string) => key.startsWith(`${JSON.stringify([clusterId]).slice(0, -1)},`);
    for (const map of [this.#tables, this.#waits, this.#releases])
      for (const [key, kept] of map) if (isOfIt(key)) kept.askedAt = -Infinity;
    for (const key of this.#summaries.keys()) if (isOfIt(key)) this.#summaries.delete(key);
  }

  dispose(): void {
    const all = [this.#info, this.#kinds, this.#tables, this.#waits, this.#releases, this.#summaries];
    for (const map of all) for (const { abort } of map.values()) abort.abort();
    this.#changed.dispose();
  }

  #ask<T>(
    map: Map<string, Kept<T>>,
    { key, clusterId, ageMs }: { readonly key: string; readonly clusterId: string; readonly ageMs: number },
    question: (cluster: Cluster, signal: AbortSignal) => Promise<Result<T>>,
  ): Snapshot<T> {
    const known = map.get(key);
    const isFresh = known !== undefined && this.#clock.now() - known.askedAt < ageMs;
    if (known && (isFresh || known.snapshot.state === 'loading')) return known.snapshot;
    const kept: Kept<T> = known ?? { snapshot: { state: 'loading' }, askedAt: 0, abort: new AbortController() };
    kept.askedAt = this.#clock.now();
    map.set(key, kept);
    void this.#answer(kept, clusterId, question);
    return kept.snapshot;
  }

  async #answer<T>(
    kept: Kept<T>,
    clusterId: string,
    question: (cluster: Cluster, signal: AbortSignal) => Promise<Result<T>>,
  ): Promise<void> {
    const { signal } = kept.abort;
    const cluster = await this.#clusters.cluster(clusterId);
    const answer = cluster.ok ? await question(cluster.value, signal) : cluster;
    if (signal.aborted) return;
    kept.snapshot = answer.ok ? { state: 'ready', value: answer.value } : { state: 'failed', failure: answer.failure };
    this.#changed.fire();
  }
}
