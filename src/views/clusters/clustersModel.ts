import { type Clock } from '../../domain/base/clock.ts';
import { Emitter } from '../../domain/base/event.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { TreeModel, TreeNode } from '../../domain/base/tree.ts';
import type { EngineHub } from '../../domain/engines/engineHub.ts';
import { engineChildren, engineNode } from '../../domain/engines/engineTree.ts';
import { EngineWatches } from '../../domain/engines/engineWatches.ts';
import { isRunContainer } from '../../domain/runs/runsOf.ts';

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

  constructor(hub: EngineHub, clock: Clock) {
    this.#hub = hub;
    this.#clock = clock;
    this.#watches = this.#store.add(new EngineWatches(hub));
    this.#store.add(this.#watches.onDidChange(() => this.#changed.fire()));
    this.#store.add(hub.onDidChange(() => this.#changed.fire()));
  }

  async children(node: TreeNode | undefined): Promise<readonly TreeNode[]> {
    if (!node) {
      const connections = await this.#hub.list();
      return connections.map((connection) => engineNode(connection, this.#watches.peek(connection.id)));
    }
    const { subject } = node;
    if (subject?.kind !== 'engine') return node.children ?? [];
    this.#keep(subject.engineId);
    const snapshot = this.#watches.open(subject.engineId);
    return engineChildren(subject.engineId, snapshot, { isRun: isRunContainer, now: new Date(this.#clock.now()) });
  }

  refresh(engineId: string | undefined): void {
    if (engineId === undefined) this.#hub.forget();
    for (const id of engineId === undefined ? this.#watches.openIds : [engineId]) this.#watches.refresh(id);
  }

  setVisible(isVisible: boolean): void {
    for (const id of this.#watches.openIds) {
      if (isVisible) this.#keep(id);
      else this.#closeLater(id);
    }
    if (isVisible) this.#changed.fire();
  }

  collapsed(node: TreeNode): void {
    if (node.subject?.kind === 'engine') this.#closeLater(node.subject.engineId);
  }

  dispose(): void {
    for (const pending of this.#pendingCloses.values()) pending.abort();
    this.#store.dispose();
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
