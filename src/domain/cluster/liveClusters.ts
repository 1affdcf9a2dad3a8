import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/event.ts';
import { type Disposable, DisposableStore } from '../base/lifecycle.ts';
import type { Watched } from '../base/watched.ts';
import type { ClusterHub } from './clusterHub.ts';
import { type LiveCluster, type LiveQuestion, NO_QUESTION } from './liveCluster.ts';
import { notRunning } from './notRunning.ts';
import type { Cluster, Objects } from './ports.ts';
import type { KeptSchemas, SchemaStore } from './schemaStore.ts';
import { liveNodeValues, readLiveNames } from './readLiveCluster.ts';

/** How often names are read again while somebody looks at a manifest: what was made a minute ago is offered. */
const PULSE_MS = 60_000;
/** What is waiting changes faster, and is asked only for objects that are open. */
const WAITING_PULSE_MS = 15_000;

interface Live {
  readonly cluster: Cluster;
  readonly nodes: Watched<Objects<'nodes'>>;
  readonly end: AbortController;
  names: Awaited<ReturnType<typeof readLiveNames>> | undefined;
  waiting: LiveCluster['waiting'];
  readAt: number;
  askedAt: number;
  /** Names could not be read the last time. */
  failedAt: number | undefined;
}

export interface LiveClustersParts {
  readonly clusters: ClusterHub;
  readonly clock: Clock;
  /** Undefined: no schemas are read of clusters. */
  readonly schemas: () => Promise<SchemaStore | undefined>;
}

/**
 * What the clusters that the user is connected to have, for completion in manifests. It connects to none by itself: it reads those that something else of
 * the window speaks to already, and only while manifests are looked at.
 */
export class LiveClusters implements Disposable {
  readonly #parts: LiveClustersParts;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #live = new Map<string, Live>();
  readonly #end = new AbortController();
  #question: LiveQuestion = NO_QUESTION;
  #isLookedAt = false;
  #isPulsing = false;
  readonly onDidChange = this.#changed.event;
  #schemas: KeptSchemas | undefined;

  constructor(parts: LiveClustersParts) {
    this.#parts = parts;
    this.#store.add(parts.clusters.onDidOpen(() => this.#follow()));
  }

  /** The cluster of the current context first. What has gone is told with the time since when it is. */
  get known(): readonly LiveCluster[] {
    return Array.from(this.#live.values())
      .flatMap((live) => knownOf(live))
      .toSorted((a, b) => Number(this.#isCurrent(b)) - Number(this.#isCurrent(a)));
  }

  /** What is known of kinds of the cluster that was heard last, in this session or before. */
  get schemas(): KeptSchemas | undefined {
    return this.#schemas;
  }

  /** Takes up what was kept in an earlier session. */
  async start(): Promise<void> {
    const kept = await (await this.#parts.schemas())?.kept();
    if (!kept || this.#schemas || this.#end.signal.aborted) return;
    this.#schemas = kept;
    this.#changed.fire();
  }

  /** What open manifests want to know. */
  ask(question: LiveQuestion): void {
    if (JSON.stringify(question) === JSON.stringify(this.#question)) return;
    this.#question = question;
    for (const live of this.#live.values()) {
      live.readAt = Number.NEGATIVE_INFINITY;
      live.askedAt = Number.NEGATIVE_INFINITY;
    }
    this.#readDue();
  }

  /** Whether anybody looks at a manifest now; nothing is asked while nobody does. */
  setLookedAt(isLookedAt: boolean): void {
    this.#isLookedAt = isLookedAt;
    this.#follow();
  }

  dispose(): void {
    this.#end.abort();
    for (const live of this.#live.values()) letGo(live);
    this.#live.clear();
    this.#store.dispose();
  }

  #isCurrent({ clusterId }: LiveCluster): boolean {
    return this.#live.get(clusterId)?.cluster.connection.isCurrent === true;
  }

  #follow(): void {
    const opened = new Set(this.#parts.clusters.opened);
    let isChanged = false;
    for (const [id, live] of this.#live) {
      if (opened.has(live.cluster)) continue;
      letGo(live);
      this.#live.delete(id);
      isChanged = true;
    }
    if (this.#isLookedAt) {
      for (const cluster of opened) if (!this.#live.has(cluster.connection.id)) this.#add(cluster);
    }
    if (isChanged) this.#changed.fire();
    this.#readDue();
  }

  #add(cluster: Cluster): void {
    const nodes = cluster.reader.watch('nodes', undefined);
    const never = Number.NEGATIVE_INFINITY;
    const state = { names: undefined, waiting: [], readAt: never, askedAt: never, failedAt: undefined };
    const live: Live = { cluster, nodes, end: new AbortController(), ...state };
    this.#live.set(cluster.connection.id, live);
    nodes.onDidChange(() => this.#changed.fire());
  }

  #readDue(): void {
    if (!this.#isLookedAt) return;
    const now = this.#parts.clock.now();
    for (const live of this.#live.values()) {
      if (now - live.readAt >= PULSE_MS) {
        live.readAt = now;
        void this.#readNames(live);
      }
      if (now - live.askedAt >= WAITING_PULSE_MS && this.#question.objects.length > 0) {
        live.askedAt = now;
        void this.#readWaiting(live);
      }
    }
    if (this.#live.size > 0) void this.#pulse();
  }

  async #readNames(live: Live): Promise<void> {
    const names = await readLiveNames(live.cluster, this.#question, live.end.signal);
    if (live.end.signal.aborted) return;
    live.failedAt = names.ok ? undefined : (live.failedAt ?? this.#parts.clock.now());
    // What was known stays, and is told as old.
    if (names.ok) live.names = names;
    this.#changed.fire();
    if (names.ok && this.#isFirst(live)) await this.#readSchemas(live, names.value.version);
  }

  /** Kinds have one shape at a time: that of the current context, or of the first that is connected. */
  #isFirst(live: Live): boolean {
    return this.known[0]?.clusterId === live.cluster.connection.id;
  }

  async #readSchemas({ cluster, end }: Live, version: string): Promise<void> {
    const { apiVersions } = this.#question;
    const store = await this.#parts.schemas();
    if (!store || end.signal.aborted) return;
    const kept = await store.update(cluster, { version, apiVersions }, end.signal);
    if (!kept.ok || end.signal.aborted) return;
    this.#schemas = kept.value;
    this.#changed.fire();
  }

  async #readWaiting(live: Live): Promise<void> {
    const waiting = await notRunning(live.cluster, this.#question.objects, live.end.signal);
    if (live.end.signal.aborted || JSON.stringify(waiting) === JSON.stringify(live.waiting)) return;
    live.waiting = waiting;
    this.#changed.fire();
  }

  async #pulse(): Promise<void> {
    if (this.#isPulsing) return;
    this.#isPulsing = true;
    await this.#parts.clock.sleep(WAITING_PULSE_MS, this.#end.signal);
    this.#isPulsing = false;
    if (!this.#end.signal.aborted) this.#readDue();
  }
}

/** Nothing before the cluster has answered. */
function knownOf({ cluster, nodes, names, waiting, failedAt }: Live): readonly LiveCluster[] {
  if (names?.ok !== true) return [];
  const { id, label, namespace } = cluster.connection;
  const { current } = nodes;
  const since = current.state === 'ready' ? current.staleSince : undefined;
  const staleSince = since ?? (failedAt === undefined ? undefined : new Date(failedAt));
  return [
    {
      clusterId: id,
      context: label,
      namespace,
      ...names.value,
      ...liveNodeValues(current.state === 'ready' ? current.value.values() : []),
      waiting,
      ...(staleSince === undefined ? {} : { staleSince: staleSince.toISOString() }),
    },
  ];
}

function letGo({ nodes, end }: Live): void {
  end.abort();
  nodes.dispose();
}
