import { Emitter, type Event } from '../base/event.ts';
import { fail, ok, type Result } from '../base/failure.ts';
import { type Disposable, DisposableStore } from '../base/lifecycle.ts';
import { t } from '../base/text.ts';
import { watchLater } from '../base/watchLater.ts';
import type { Watched } from '../base/watched.ts';
import type { ClusterConnection } from './clusterConnection.ts';
import type { ResourceKind, WatchedKind } from './clusterObject.ts';
import type { GpuUse } from './gpuUse.ts';
import type { Cluster, ClusterCatalog, Objects } from './ports.ts';

export interface ClusterHubParts {
  readonly loadCatalog: () => Promise<ClusterCatalog>;
  /** Makes the adapter of a connection. Contacts nobody by itself. */
  readonly open: (connection: ClusterConnection) => Promise<Result<Cluster>>;
  /** The user wants it tried once more: what was refused or failed is asked again. */
  readonly retry?: () => void;
  /** False in Restricted Mode: then no kubeconfig is read, no program is run and nobody is contacted. */
  readonly mayConnect: () => boolean;
}

/** The contexts of this user's kubeconfigs and the one open adapter of each. Views share it, so that each cluster has one pool of connections. */
export class ClusterHub implements Disposable {
  readonly #parts: ClusterHubParts;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #clusters = new Map<string, { readonly shape: string; readonly cluster: Promise<Result<Cluster>> }>();
  #catalog: Promise<ClusterCatalog> | undefined;
  #connections: Promise<readonly ClusterConnection[]> | undefined;
  #problems: readonly string[] = [];
  readonly #openedChanged = this.#store.add(new Emitter<void>());
  readonly #opened = new Map<string, Cluster>();
  readonly onDidChange: Event<void> = this.#changed.event;
  /** The list of opened clusters is another one. */
  readonly onDidOpen: Event<void> = this.#openedChanged.event;

  constructor(parts: ClusterHubParts) {
    this.#parts = parts;
  }

  /** The contexts, the current one first. Reads files, contacts nobody. */
  list(): Promise<readonly ClusterConnection[]> {
    if (!this.#parts.mayConnect()) return Promise.resolve([]);
    this.#connections ??= this.#readConnections();
    return this.#connections;
  }

  /** Kubeconfig files that could not be read, in words; known after `list`. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Reads the files again at the next call of `list`. */
  forget(): void {
    this.#connections = undefined;
    this.#changed.fire();
  }

  /** Login programs that failed or were not allowed may be asked about again. */
  retry(): void {
    this.#parts.retry?.();
  }

  /** Clusters that somebody in this window has asked for, so that they are spoken to already. */
  get opened(): readonly Cluster[] {
    return Array.from(this.#opened.values());
  }

  /** The adapter of a context. Failures: `not-found`: the context is gone · `invalid`: it cannot be used as it is written. */
  async cluster(id: string): Promise<Result<Cluster>> {
    const connection = (await this.list()).find((each) => each.id === id);
    if (!connection) {
      return fail({
        code: 'not-found',
        message: t('The context {0} is in no kubeconfig any more.', id.replace(/^kube:/, '')),
        nextStep: t('Refresh the Clusters view to see the contexts that are there now.'),
      });
    }
    const known = this.#clusters.get(id);
    if (known) return await known.cluster;
    const cluster = this.#parts.open(connection);
    this.#clusters.set(id, { shape: shapeOf(connection), cluster });
    const opened = await cluster;
    // What could not be opened is tried anew: the file may have been mended.
    if (!opened.ok) this.#clusters.delete(id);
    else if (this.#clusters.get(id)?.cluster === cluster) {
      this.#opened.set(id, opened.value);
      this.#openedChanged.fire();
    }
    return opened;
  }

  /** A live view of one kind. Loading until the adapter is there. */
  watch<K extends WatchedKind>(id: string, kind: K, namespace: string | undefined): Watched<Objects<K>> {
    return this.#watched(id, ({ reader }) => reader.watch(kind, namespace));
  }

  /** How busy the GPUs of a cluster are; read while it is held. */
  watchGpuUse(id: string): Watched<GpuUse> {
    return this.#watched(id, (cluster) => cluster.watchGpuUse());
  }

  /** A live view of a kind of an operator. */
  watchCustom(id: string, resource: ResourceKind, namespace: string | undefined): Watched<Objects<'jobs'>> {
    return this.#watched(id, ({ reader }) => reader.watchCustom(resource, namespace));
  }

  #watched<T>(id: string, watch: (cluster: Cluster) => Watched<T>): Watched<T> {
    return watchLater(async () => {
      const cluster = await this.cluster(id);
      return cluster.ok ? ok(watch(cluster.value)) : cluster;
    });
  }

  dispose(): void {
    this.#store.dispose();
    for (const { cluster } of this.#clusters.values()) release(cluster);
    this.#clusters.clear();
    this.#opened.clear();
    void this.#catalog?.then((catalog) => catalog.dispose());
  }

  async #readConnections(): Promise<readonly ClusterConnection[]> {
    if (!this.#catalog) {
      this.#catalog = this.#parts.loadCatalog();
      const loaded = await this.#catalog;
      this.#store.add(loaded.onDidChange(() => this.forget()));
    }
    const catalog = await this.#catalog;
    const connections = await catalog.list();
    this.#problems = catalog.problems;
    this.#dropChanged(connections);
    return connections.toSorted((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
  }

  /** A context that was changed in its file is opened anew. */
  #dropChanged(connections: readonly ClusterConnection[]): void {
    const shapes = new Map(connections.map((connection) => [connection.id, shapeOf(connection)]));
    for (const [id, { shape, cluster }] of this.#clusters) {
      if (shapes.get(id) === shape) continue;
      this.#clusters.delete(id);
      release(cluster);
      if (this.#opened.delete(id)) this.#openedChanged.fire();
    }
  }
}

/** What the adapter is made from; being the current context is not part of it. */
function shapeOf({ isCurrent: _isCurrent, ...rest }: ClusterConnection): string {
  return JSON.stringify(rest);
}

function release(cluster: Promise<Result<Cluster>>): void {
  void cluster.then((opened) => {
    if (opened.ok) opened.value.dispose();
  });
}
