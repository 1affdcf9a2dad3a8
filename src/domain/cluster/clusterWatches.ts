import { Emitter } from '../base/event.ts';
import type { Disposable } from '../base/lifecycle.ts';
import type { Snapshot, Watched } from '../base/watched.ts';
import type { ClusterHub } from './clusterHub.ts';
import type { WatchedKind } from './clusterObject.ts';
import type { Objects } from './ports.ts';

/** The watches that one view holds, by kind, cluster and namespace. What was seen last is kept when one is let go, so that rows do not go blank. */
export class ClusterWatches implements Disposable {
  readonly #hub: ClusterHub;
  readonly #changed = new Emitter<void>();
  readonly #held: { readonly [K in WatchedKind]: Map<string, Held<K>> } = {
    pods: new Map(),
    nodes: new Map(),
    services: new Map(),
    claims: new Map(),
    quotas: new Map(),
    events: new Map(),
    deployments: new Map(),
    replicasets: new Map(),
    statefulsets: new Map(),
    daemonsets: new Map(),
    jobs: new Map(),
    cronjobs: new Map(),
    deviceSlices: new Map(),
    deviceClaims: new Map(),
  };
  readonly onDidChange = this.#changed.event;

  constructor(hub: ClusterHub) {
    this.#hub = hub;
  }

  /** Starts watching where that is not so yet. */
  open<K extends WatchedKind>(kind: K, clusterId: string, namespace: string | undefined): Snapshot<Objects<K>> {
    const held = this.#of(kind, clusterId, namespace);
    if (!held.watched) {
      held.watched = this.#hub.watch(clusterId, kind, namespace);
      held.watched.onDidChange(() => this.#changed.fire());
    }
    return held.watched.current;
  }

  /** What is known, watched or not. */
  peek<K extends WatchedKind>(
    kind: K,
    clusterId: string,
    namespace: string | undefined,
  ): Snapshot<Objects<K>> | undefined {
    const held = this.#of(kind, clusterId, namespace);
    return held.watched?.current ?? held.last;
  }

  /** Asks again now for everything of a cluster that is watched. */
  refresh(clusterId: string): void {
    for (const held of this.#all()) if (held.clusterId === clusterId) held.watched?.refresh();
  }

  /** Lets go what is watched of a cluster, but for what `isKept` says. */
  close(clusterId: string, isKept: (kind: WatchedKind, namespace: string | undefined) => boolean = () => false): void {
    for (const held of this.#all()) {
      if (held.clusterId !== clusterId || !held.watched || isKept(held.kind, held.namespace)) continue;
      letGo(held);
    }
  }

  /** Clusters of which anything is watched now. */
  get clusterIds(): ReadonlySet<string> {
    return new Set(this.#all().flatMap(({ clusterId, watched }) => (watched ? [clusterId] : [])));
  }

  dispose(): void {
    for (const clusterId of this.clusterIds) this.close(clusterId);
    this.#changed.dispose();
  }

  #all(): readonly Held<WatchedKind>[] {
    return Object.values(this.#held).flatMap((map) => [...map.values()]);
  }

  #of<K extends WatchedKind>(kind: K, clusterId: string, namespace: string | undefined): Held<K> {
    const map: Map<string, Held<K>> = this.#held[kind];
    const key = JSON.stringify([clusterId, namespace ?? null]);
    const known = map.get(key);
    if (known) return known;
    const made: Held<K> = { kind, clusterId, namespace, watched: undefined, last: undefined };
    map.set(key, made);
    return made;
  }
}

interface Held<K extends WatchedKind> {
  readonly kind: K;
  readonly clusterId: string;
  readonly namespace: string | undefined;
  watched: Watched<Objects<K>> | undefined;
  /** What was seen before it was let go. */
  last: Snapshot<Objects<K>> | undefined;
}

function letGo<K extends WatchedKind>(held: Held<K>): void {
  held.last = held.watched?.current;
  held.watched?.dispose();
  held.watched = undefined;
}
