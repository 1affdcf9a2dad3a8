import { Emitter } from '../base/event.ts';
import type { Disposable } from '../base/lifecycle.ts';
import type { Snapshot } from '../base/watched.ts';
import type { ClusterHub } from './clusterHub.ts';
import type { WatchedKind } from './clusterObject.ts';
import { HeldWatches } from './heldWatches.ts';
import type { Objects } from './ports.ts';

/** The watches that one view holds, by kind, cluster and namespace. */
export class ClusterWatches implements Disposable {
  readonly #hub: ClusterHub;
  readonly #changed = new Emitter<void>();
  readonly #held: { readonly [K in WatchedKind]: HeldWatches<Objects<K>> };
  readonly onDidChange = this.#changed.event;

  constructor(hub: ClusterHub) {
    this.#hub = hub;
    const made = <K extends WatchedKind>() => new HeldWatches<Objects<K>>(() => this.#changed.fire());
    this.#held = {
      pods: made(),
      nodes: made(),
      services: made(),
      claims: made(),
      quotas: made(),
      events: made(),
      deployments: made(),
      replicasets: made(),
      statefulsets: made(),
      daemonsets: made(),
      jobs: made(),
      cronjobs: made(),
      deviceSlices: made(),
      deviceClaims: made(),
    };
  }

  /** Starts watching where that is not so yet. */
  open<K extends WatchedKind>(kind: K, clusterId: string, namespace: string | undefined): Snapshot<Objects<K>> {
    const held: HeldWatches<Objects<K>> = this.#held[kind];
    return held.open({ clusterId, namespace }, () => this.#hub.watch(clusterId, kind, namespace));
  }

  /** What is known, watched or not. */
  peek<K extends WatchedKind>(
    kind: K,
    clusterId: string,
    namespace: string | undefined,
  ): Snapshot<Objects<K>> | undefined {
    const held: HeldWatches<Objects<K>> = this.#held[kind];
    return held.peek({ clusterId, namespace });
  }

  /** Asks again now for everything of a cluster that is watched. */
  refresh(clusterId: string): void {
    for (const held of Object.values(this.#held)) held.refresh(clusterId);
  }

  /** Lets go what is watched of a cluster, but for these kinds. */
  close(clusterId: string, kept: ReadonlySet<string> = new Set()): void {
    for (const [kind, held] of Object.entries(this.#held)) if (!kept.has(kind)) held.close(clusterId);
  }

  /** Clusters of which anything is watched now. */
  get clusterIds(): ReadonlySet<string> {
    return new Set(Object.values(this.#held).flatMap((held) => held.clusterIds));
  }

  dispose(): void {
    for (const held of Object.values(this.#held)) held.closeAll();
    this.#changed.dispose();
  }
}
