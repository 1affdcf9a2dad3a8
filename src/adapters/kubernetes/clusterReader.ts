import { type Clock, systemClock } from '../../domain/base/clock.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { type Failure, fail, ok } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { watchLater } from '../../domain/base/watchLater.ts';
import type { Watched } from '../../domain/base/watched.ts';
import type { ResourceKind, WatchedKind } from '../../domain/cluster/clusterObject.ts';
import type { ClusterReader, Objects } from '../../domain/cluster/ports.ts';
import { ClusterQueries } from './clusterQueries.ts';
import { ClusterWatches } from './clusterWatches.ts';
import type { Discovery } from './discovery.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { DEVICE_GROUP, WATCHED_RESOURCES } from './watchedResources.ts';

/** Reads one cluster: questions one by one, and watches shared by all who look. */
export class KubeClusterReader extends ClusterQueries implements ClusterReader, Disposable {
  readonly #watches: ClusterWatches;
  readonly #discovery: Discovery;

  constructor(transport: KubeTransport, discovery: Discovery, clock: Clock = systemClock) {
    super(transport, discovery);
    this.#discovery = discovery;
    this.#watches = new ClusterWatches(transport, clock);
  }

  watch<K extends WatchedKind>(kind: K, namespace: string | undefined): Watched<Objects<K>> {
    const usual = WATCHED_RESOURCES[kind];
    if (usual.group !== DEVICE_GROUP) return this.#watches.watch(kind, namespace);
    return watchLater(async () => {
      const kinds = await this.#discovery.kinds(new AbortController().signal);
      if (!kinds.ok) return kinds;
      const served = kinds.value.find(({ group, plural }) => group === usual.group && plural === usual.plural);
      return served ? ok(this.#watches.watch(kind, namespace, served)) : fail(notServed(usual.kind));
    });
  }

  watchCustom(resource: ResourceKind, namespace: string | undefined): Watched<Objects<'jobs'>> {
    return this.#watches.watchCustom(resource, namespace);
  }

  dispose(): void {
    this.#watches.dispose();
  }
}

function notServed(kind: string): Failure {
  return { code: 'unsupported', message: t('The cluster does not know the kind {0}', kind) };
}
