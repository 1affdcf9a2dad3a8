import { type Clock, systemClock } from '../../domain/base/clock.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import type { Watched } from '../../domain/base/watched.ts';
import type {
  ObjectMeta,
  ResourceKind,
  WatchedKind,
  WatchedKinds,
  Workload,
} from '../../domain/cluster/clusterObject.ts';
import type { Objects } from '../../domain/cluster/ports.ts';
import { Interner } from './interner.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { customReader } from './recordCustom.ts';
import { type RecordReader, RECORD_READERS } from './records.ts';
import { Reflector, type ServerTraits } from './reflector.ts';
import { ServerPulse } from './serverPulse.ts';
import { SharedWatch } from './sharedWatch.ts';
import { collectionPath, WATCHED_RESOURCES } from './watchedResources.ts';

/** All watches of one cluster: at most one for each kind and namespace, sharing what they know of the server. */
export class ClusterWatches implements Disposable {
  readonly #transport: KubeTransport;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #traits: ServerTraits = { streamsLists: true };
  readonly #interner = new Interner();
  readonly #pulse: ServerPulse;
  readonly #custom = new Map<string, SharedWatch<ReadonlyMap<string, Workload>>>();
  readonly #shared: { readonly [K in WatchedKind]: Map<string, SharedWatch<Objects<K>>> };

  /** @param random 0 to 1; spreads pauses */
  constructor(transport: KubeTransport, clock: Clock = systemClock, random: () => number = Math.random) {
    this.#transport = transport;
    this.#clock = clock;
    this.#random = random;
    this.#pulse = new ServerPulse({ transport, clock, random });
    this.#shared = noWatches();
  }

  /** `resource`: where the server has the kind in another version. */
  watch<K extends WatchedKind>(
    kind: K,
    namespace: string | undefined,
    resource: ResourceKind = WATCHED_RESOURCES[kind],
  ): Watched<Objects<K>> {
    // Objects of the cluster are the same from every namespace.
    const key = resource.isNamespaced ? (namespace ?? '') : '';
    const watches: Map<string, SharedWatch<Objects<K>>> = this.#shared[kind];
    const known = watches.get(key);
    if (known) return known.hold();
    const path = collectionPath(resource, namespace);
    const pathOf = (meta: ObjectMeta): string =>
      `${collectionPath(resource, meta.namespace)}/${encodeURIComponent(meta.name)}`;
    const read: RecordReader<WatchedKinds[K]> = RECORD_READERS[kind];
    const shared = new SharedWatch<Objects<K>>(
      () => this.#reflector(path, pathOf, read),
      () => watches.delete(key),
    );
    watches.set(key, shared);
    return shared.hold();
  }

  /** Objects of an operator's kind, as workloads. */
  watchCustom(resource: ResourceKind, namespace: string | undefined): Watched<ReadonlyMap<string, Workload>> {
    const key = JSON.stringify([resource.group, resource.version, resource.plural, namespace ?? null]);
    const known = this.#custom.get(key);
    if (known) return known.hold();
    const pathOf = (meta: ObjectMeta): string =>
      `${collectionPath(resource, meta.namespace)}/${encodeURIComponent(meta.name)}`;
    const shared = new SharedWatch<ReadonlyMap<string, Workload>>(
      () => this.#reflector<'jobs'>(collectionPath(resource, namespace), pathOf, customReader(resource)),
      () => this.#custom.delete(key),
    );
    this.#custom.set(key, shared);
    return shared.hold();
  }

  dispose(): void {
    for (const shared of this.#custom.values()) shared.dispose();
    for (const watches of Object.values(this.#shared)) for (const shared of watches.values()) shared.dispose();
    this.#pulse.dispose();
  }

  #reflector<K extends WatchedKind>(
    path: string,
    pathOf: (meta: ObjectMeta) => string,
    read: RecordReader<WatchedKinds[K]>,
  ): Watched<Objects<K>> {
    return new Reflector<WatchedKinds[K]>({
      transport: this.#transport,
      clock: this.#clock,
      random: this.#random,
      pulse: this.#pulse,
      traits: this.#traits,
      interner: this.#interner,
      path,
      pathOf,
      read,
    });
  }
}

function noWatches(): { readonly [K in WatchedKind]: Map<string, SharedWatch<Objects<K>>> } {
  return {
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
}
