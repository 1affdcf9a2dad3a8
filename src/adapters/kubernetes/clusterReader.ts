import { type Clock, systemClock } from '../../domain/base/clock.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import type { Watched } from '../../domain/base/watched.ts';
import type { ResourceKind, WatchedKind } from '../../domain/cluster/clusterObject.ts';
import type { ClusterReader, Objects } from '../../domain/cluster/ports.ts';
import { ClusterQueries } from './clusterQueries.ts';
import { ClusterWatches } from './clusterWatches.ts';
import type { Discovery } from './discovery.ts';
import type { KubeTransport } from './kubeTransport.ts';

/** Reads one cluster: questions one by one, and watches shared by all who look. */
export class KubeClusterReader extends ClusterQueries implements ClusterReader, Disposable {
  readonly #watches: ClusterWatches;

  constructor(transport: KubeTransport, discovery: Discovery, clock: Clock = systemClock) {
    super(transport, discovery);
    this.#watches = new ClusterWatches(transport, clock);
  }

  watch<K extends WatchedKind>(kind: K, namespace: string | undefined): Watched<Objects<K>> {
    return this.#watches.watch(kind, namespace);
  }

  watchCustom(resource: ResourceKind, namespace: string | undefined): Watched<Objects<'jobs'>> {
    return this.#watches.watchCustom(resource, namespace);
  }

  dispose(): void {
    this.#watches.dispose();
  }
}
