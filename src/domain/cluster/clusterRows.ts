import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/event.ts';
import { type Disposable, DisposableStore } from '../base/lifecycle.ts';
import type { ClusterSubject, TreeNode } from '../base/tree.ts';
import type { Snapshot } from '../base/watched.ts';
import { releaseFacts } from '../helm/releaseFacts.ts';
import { ClusterAnswers } from './clusterAnswers.ts';
import type { ClusterConnection } from './clusterConnection.ts';
import { ClusterDemand } from './clusterDemand.ts';
import { type ClusterFacts, tableKey, type WatchedPart, type WatchedParts } from './clusterFacts.ts';
import type { ClusterFilter } from './clusterFilter.ts';
import type { ClusterHub } from './clusterHub.ts';
import { clusterNode, type ContextMarks } from './clusterNode.ts';
import type { ObjectTable, WatchedKind } from './clusterObject.ts';
import { clusterGpus } from './clusterGpus.ts';
import { clusterChildren } from './clusterTree.ts';
import { tinted } from './contextColor.ts';
import { ClusterWatches } from './clusterWatches.ts';
import { GpuUses } from './gpuUses.ts';
import { namespacesToRead } from './namespacesToRead.ts';
import { CustomWatches } from './customWatches.ts';
import { queueWaits } from './queueWaits.ts';
import type { RowContext } from './rowContext.ts';

/** How long what a closed row needed is kept: people open and close rows to and fro. */
const KEEP_CLOSED_MS = 60_000;
/** Groups whose rows are workloads: of one purpose each. */
const WORKLOAD_ROWS = 'workloads/';
/** How often tables of open rows are asked for again. */
const TABLE_PULSE_MS = 15_000;

/** Releases whose chart is read for their rows: each is read as a whole. As many as a screen and its scrolling show. */
const SUMMARIES = 200;

/** Kinds that belong to no namespace. */
const OF_THE_CLUSTER: ReadonlySet<WatchedKind> = new Set(['nodes', 'deviceSlices']);

/** What is free on a node hangs on those of all namespaces. */
const NEEDED_EVERYWHERE: ReadonlySet<WatchedKind> = new Set(['pods', 'deviceClaims']);

export interface ClusterRowsParts {
  readonly clusters: ClusterHub;
  readonly clock: Clock;
  /** Each context has its own. */
  readonly filter: (clusterId: string) => ClusterFilter;
  readonly marksOf: (connection: ClusterConnection) => ContextMarks;
}

/** Rows of all contexts. A context is contacted when its row is opened, and only what open rows show is watched. */
export class ClusterRows implements Disposable {
  readonly #parts: ClusterRowsParts;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #watches: ClusterWatches;
  readonly #custom: CustomWatches;
  readonly #answers: ClusterAnswers;
  readonly #uses: GpuUses;
  readonly #demand = new ClusterDemand();
  readonly #end = new AbortController();
  #connections: readonly ClusterConnection[] = [];
  #isPulsing = false;
  readonly onDidChange = this.#changed.event;

  constructor(parts: ClusterRowsParts) {
    this.#parts = parts;
    this.#watches = this.#store.add(new ClusterWatches(parts.clusters));
    this.#custom = this.#store.add(new CustomWatches(parts.clusters));
    this.#answers = this.#store.add(new ClusterAnswers(parts.clusters, parts.clock));
    this.#uses = this.#store.add(new GpuUses(parts.clusters));
    for (const source of [this.#watches, this.#custom, this.#answers, this.#uses, parts.clusters]) {
      this.#store.add(source.onDidChange(() => this.#changed.fire()));
    }
  }

  async roots(): Promise<readonly TreeNode[]> {
    this.#connections = await this.#parts.clusters.list();
    const now = new Date(this.#parts.clock.now());
    return this.#connections.map((connection) => {
      const isKnown = this.#answers.peekInfo(connection.id) !== undefined;
      const facts = isKnown ? this.#factsOf(connection) : undefined;
      return clusterNode(connection, facts, { marks: this.#parts.marksOf(connection), now });
    });
  }

  children(node: TreeNode, subject: ClusterSubject, rowLimit: number): readonly TreeNode[] {
    const connection = this.#connections.find(({ id }) => id === subject.clusterId);
    if (!connection) return [];
    this.#demand.asked(node, subject);
    if (this.#demand.isOpen(node)) this.#need(connection);
    const { clusterId } = subject;
    const marks = this.#parts.marksOf(connection);
    const gpuUse = this.#uses.peek(clusterId);
    const facts = this.#factsOf(connection);
    const waits = this.#waitsOf(subject, facts);
    const context = {
      clusterId,
      ...(gpuUse === undefined ? {} : { gpuUse }),
      ...(waits ? { waits } : {}),
      now: new Date(this.#parts.clock.now()),
      filter: this.#parts.filter(clusterId),
      isReadOnly: marks.isReadOnly,
      rowLimit,
    };
    return tinted(clusterChildren({ id: node.id, subject }, facts, context), marks.color);
  }

  expanded(node: TreeNode, subject: ClusterSubject): void {
    this.#demand.expanded(node, subject);
    this.#changed.fire();
  }

  collapsed(node: TreeNode): void {
    this.#demand.collapsed(node);
    this.#uses.keepOnly(this.#demand.clusterIds);
    this.#letGoLater();
  }

  refresh(clusterId: string | undefined): void {
    this.#parts.clusters.retry();
    for (const id of clusterId === undefined ? this.#demand.clusterIds : [clusterId]) {
      this.#answers.forget(id);
      this.#watches.refresh(id);
      this.#uses.refresh(id);
      this.#custom.refresh(id);
    }
    this.#changed.fire();
  }

  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    if (isVisible) {
      this.#changed.fire();
      return;
    }
    this.#uses.keepOnly(new Set());
    this.#letGoLater();
  }
  #isVisible = true;

  dispose(): void {
    this.#end.abort();
    this.#store.dispose();
  }

  /** Starts what the open rows of a cluster need. */
  #need(connection: ClusterConnection): void {
    const { id } = connection;
    this.#answers.info(id);
    this.#answers.kinds(id);
    for (const kind of this.#kindsOf(id)) {
      for (const namespace of this.#namespacesOf(kind, connection)) this.#watches.open(kind, id, namespace);
    }
    // Kinds of operators stand for what is below them while workloads are looked at.
    if (this.#demand.kinds(id).has('deployments')) {
      const known = { kinds: this.#answers.kinds(id), watched: this.#watchedOf(connection) };
      this.#custom.openAll(id, known, (peek) => this.#namespacesFor(connection, peek));
    }
    if (this.#demand.tables(id).length > 0 || this.#demand.releases(id)) this.#pulse();
    const gpus = clusterGpus(this.#watchedOf(connection)) ?? [];
    if (this.#isVisible && gpus.length > 0) this.#uses.open(id);
  }

  /** What open rows need; with nodes the devices that drivers offer, where the server knows of such. */
  #kindsOf(id: string): ReadonlySet<WatchedKind> {
    const kinds = this.#demand.kinds(id);
    if (!kinds.has('nodes')) return kinds;
    const served = this.#answers.kinds(id);
    const hasDevices = served.state === 'ready' && served.value.some(({ plural }) => plural === 'resourceslices');
    return hasDevices ? new Set([...kinds, 'deviceSlices', 'deviceClaims']) : kinds;
  }

  /** Pods are watched everywhere whatever is chosen, where that is allowed: what is free on a node hangs on all of them, and rows are filtered anyway. */
  #namespacesOf(kind: WatchedKind, connection: ClusterConnection): readonly (string | undefined)[] {
    if (OF_THE_CLUSTER.has(kind)) return [undefined];
    const peek = () => this.#watches.peek(kind, connection.id, undefined);
    return this.#namespacesFor(connection, peek, NEEDED_EVERYWHERE.has(kind));
  }

  #namespacesFor(
    { id, namespace }: ClusterConnection,
    peekWhole: () => Snapshot<unknown> | undefined,
    isAllWanted = false,
  ): readonly (string | undefined)[] {
    return namespacesToRead({ chosen: this.#parts.filter(id).namespaces, own: namespace }, peekWhole, isAllWanted);
  }

  #factsOf(connection: ClusterConnection): ClusterFacts {
    const { id } = connection;
    const info = this.#answers.peekInfo(id);
    const tables = new Map<string, Snapshot<ObjectTable>>();
    for (const { resource } of this.#demand.tables(id)) {
      const { namespaces } = this.#parts.filter(id);
      const namespace = resource.isNamespaced && namespaces.length === 1 ? namespaces[0] : undefined;
      tables.set(tableKey(resource), this.#answers.table(id, resource, namespace));
    }
    return {
      connection,
      watched: this.#watchedOf(connection),
      custom: this.#custom.parts(id, (peek) => this.#namespacesFor(connection, peek)),
      tables,
      ...this.#releasesOf(connection),
      ...(info === undefined ? {} : { info, kinds: this.#answers.kinds(id) }),
    };
  }

  /** A queue moves on without a change of what waits in it: it is asked again while workloads are shown. */
  #waitsOf(subject: ClusterSubject, facts: ClusterFacts): RowContext['waits'] {
    const { id } = facts.connection;
    if (subject.kind !== 'clusterGroup' || !subject.group.startsWith(WORKLOAD_ROWS)) return undefined;
    if (!this.#demand.kinds(id).has('deployments')) return undefined;
    const waits = queueWaits(facts, (asked) => this.#answers.queueWaits(id, asked));
    if (waits) this.#pulse();
    return waits;
  }

  #releasesOf(connection: ClusterConnection): Pick<ClusterFacts, 'releases'> {
    const opened = this.#demand.releases(connection.id);
    if (!opened) return {};
    const now = new Date(this.#parts.clock.now());
    const wanted = { filter: this.#parts.filter(connection.id), now, most: SUMMARIES, opened };
    return { releases: releaseFacts(this.#answers, connection, wanted) };
  }

  #watchedOf(connection: ClusterConnection): WatchedParts {
    return {
      pods: this.#partsOf('pods', connection),
      nodes: this.#partsOf('nodes', connection),
      services: this.#partsOf('services', connection),
      claims: this.#partsOf('claims', connection),
      quotas: this.#partsOf('quotas', connection),
      events: this.#partsOf('events', connection),
      deployments: this.#partsOf('deployments', connection),
      replicasets: this.#partsOf('replicasets', connection),
      statefulsets: this.#partsOf('statefulsets', connection),
      daemonsets: this.#partsOf('daemonsets', connection),
      jobs: this.#partsOf('jobs', connection),
      cronjobs: this.#partsOf('cronjobs', connection),
      deviceSlices: this.#partsOf('deviceSlices', connection),
      deviceClaims: this.#partsOf('deviceClaims', connection),
    };
  }

  #partsOf<K extends WatchedKind>(kind: K, connection: ClusterConnection): readonly WatchedPart<K>[] {
    return this.#namespacesOf(kind, connection).flatMap((namespace) => {
      const snapshot = this.#watches.peek(kind, connection.id, namespace);
      return snapshot ? [{ namespace, snapshot }] : [];
    });
  }

  /** Tables are asked for again while their rows are open. */
  #pulse(): void {
    if (this.#isPulsing) return;
    this.#isPulsing = true;
    void this.#parts.clock.sleep(TABLE_PULSE_MS, this.#end.signal).then(() => {
      this.#isPulsing = false;
      if (!this.#end.signal.aborted && this.#isVisible) this.#changed.fire();
    });
  }

  #letGoLater(): void {
    void this.#parts.clock.sleep(KEEP_CLOSED_MS, this.#end.signal).then(() => {
      if (this.#end.signal.aborted) return;
      for (const clusterId of this.#watches.clusterIds) {
        const kinds = this.#isVisible ? this.#kindsOf(clusterId) : new Set<WatchedKind>();
        this.#watches.close(clusterId, kinds);
        if (!kinds.has('deployments')) this.#custom.close(clusterId);
      }
    });
  }
}
