import { type Clock } from '../../domain/base/clock.ts';
import { Emitter } from '../../domain/base/event.ts';
import { lazy } from '../../domain/base/lazy.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { TreeModel, TreeNode } from '../../domain/base/tree.ts';
import type { ClusterRows, ClusterRowsParts } from '../../domain/cluster/clusterRows.ts';
import type { EngineHub } from '../../domain/engines/engineHub.ts';
import { EngineWatches } from '../../domain/engines/engineWatches.ts';

/** Rows are made when the view is looked at. */
const loadEngineTree = lazy(() => import('../../domain/engines/engineTree.ts'));
const loadRunsOf = lazy(() => import('../../domain/runs/runsOf.ts'));

/** How long a hidden view or a closed row keeps its watch: people switch views to and fro. */
const KEEP_HIDDEN_MS = 60_000;

/** Rows of the Clusters view. An engine is contacted when its row is opened, and not before. */
export class ClustersModel implements TreeModel, Disposable {
  readonly #hub: EngineHub;
  readonly #clock: Clock;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #watches: EngineWatches;
  readonly #pendingCloses = new Map<string, AbortController>();
  readonly onDidChange = this.#changed.event;

  readonly #clusterParts: ClusterRowsParts;
  /** Loaded when there is a context to show: nobody without a kubeconfig pays for it. */
  #clusters: Promise<ClusterRows> | undefined;
  #loaded: ClusterRows | undefined;

  constructor(hub: EngineHub, clock: Clock, clusters: Omit<ClusterRowsParts, 'clock'>) {
    this.#hub = hub;
    this.#clock = clock;
    this.#clusterParts = { ...clusters, clock };
    this.#store.add(clusters.clusters.onDidChange(() => this.#changed.fire()));
    this.#watches = this.#store.add(new EngineWatches(hub));
    this.#store.add(this.#watches.onDidChange(() => this.#changed.fire()));
    this.#store.add(hub.onDidChange(() => this.#changed.fire()));
  }

  async children(node: TreeNode | undefined, limit: number): Promise<readonly TreeNode[]> {
    if (!node) {
      const [connections, clusters, { engineNode }] = await Promise.all([
        this.#hub.list(),
        this.#clusterRoots(),
        loadEngineTree(),
      ]);
      // Where there are clusters, a place where an engine could be and is none says nothing.
      const engines = clusters.length === 0 ? connections : connections.filter(({ isAbsent }) => isAbsent !== true);
      return [...engines.map((connection) => engineNode(connection, this.#watches.peek(connection.id))), ...clusters];
    }
    const { subject } = node;
    if (subject && 'clusterId' in subject && node.children === undefined) {
      return (await this.#loadClusters()).children(node, subject, limit);
    }
    if (subject?.kind !== 'engine') return node.children ?? [];
    this.#keep(subject.engineId);
    const snapshot = this.#watches.open(subject.engineId);
    const [{ engineChildren }, { isRunContainer }] = await Promise.all([loadEngineTree(), loadRunsOf()]);
    return engineChildren(subject.engineId, snapshot, { isRun: isRunContainer, now: new Date(this.#clock.now()) });
  }

  /** What rows show may differ, though nothing that is watched has changed. */
  repaint(): void {
    this.#changed.fire();
  }

  refreshCluster(clusterId: string): void {
    this.#loaded?.refresh(clusterId);
  }

  refresh(engineId: string | undefined): void {
    if (engineId === undefined) this.#loaded?.refresh(undefined);
    if (engineId === undefined) this.#hub.forget();
    for (const id of engineId === undefined ? this.#watches.openIds : [engineId]) this.#watches.refresh(id);
  }

  setVisible(isVisible: boolean): void {
    this.#loaded?.setVisible(isVisible);
    for (const id of this.#watches.openIds) {
      if (isVisible) this.#keep(id);
      else this.#closeLater(id);
    }
    if (isVisible) this.#changed.fire();
  }

  expanded(node: TreeNode): void {
    const { subject } = node;
    if (subject && 'clusterId' in subject) this.#loaded?.expanded(node, subject);
  }

  collapsed(node: TreeNode): void {
    if (node.subject && 'clusterId' in node.subject) this.#loaded?.collapsed(node);
    if (node.subject?.kind === 'engine') this.#closeLater(node.subject.engineId);
  }

  dispose(): void {
    for (const pending of this.#pendingCloses.values()) pending.abort();
    this.#store.dispose();
  }

  async #clusterRoots(): Promise<readonly TreeNode[]> {
    const contexts = await this.#clusterParts.clusters.list();
    return contexts.length === 0 ? [] : await (await this.#loadClusters()).roots();
  }

  #loadClusters(): Promise<ClusterRows> {
    this.#clusters ??= import('../../domain/cluster/clusterRows.ts').then(({ ClusterRows: Rows }) => {
      const rows = this.#store.add(new Rows(this.#clusterParts));
      this.#store.add(rows.onDidChange(() => this.#changed.fire()));
      this.#loaded = rows;
      return rows;
    });
    return this.#clusters;
  }

  #keep(engineId: string): void {
    this.#pendingCloses.get(engineId)?.abort();
    this.#pendingCloses.delete(engineId);
  }

  #closeLater(engineId: string): void {
    this.#keep(engineId);
    const controller = new AbortController();
    this.#pendingCloses.set(engineId, controller);
    void this.#clock.sleep(KEEP_HIDDEN_MS, controller.signal).then(() => {
      if (!controller.signal.aborted) this.#watches.close(engineId);
    });
  }
}
