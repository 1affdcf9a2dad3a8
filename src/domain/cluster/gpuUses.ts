import { Emitter } from '../base/event.ts';
import type { Disposable } from '../base/lifecycle.ts';
import type { Snapshot, Watched } from '../base/watched.ts';
import type { ClusterHub } from './clusterHub.ts';
import type { GpuUse } from './gpuUse.ts';

/** The use of GPUs of the clusters that one view shows. Nothing is read for a cluster that is let go. */
export class GpuUses implements Disposable {
  readonly #hub: ClusterHub;
  readonly #changed = new Emitter<void>();
  readonly #held = new Map<string, Watched<GpuUse>>();
  readonly onDidChange = this.#changed.event;

  constructor(hub: ClusterHub) {
    this.#hub = hub;
  }

  open(clusterId: string): void {
    if (this.#held.has(clusterId)) return;
    const watched = this.#hub.watchGpuUse(clusterId);
    this.#held.set(clusterId, watched);
    watched.onDidChange(() => this.#changed.fire());
  }

  peek(clusterId: string): Snapshot<GpuUse> | undefined {
    return this.#held.get(clusterId)?.current;
  }

  refresh(clusterId: string): void {
    this.#held.get(clusterId)?.refresh();
  }

  /** Lets all go but these. */
  keepOnly(clusterIds: ReadonlySet<string>): void {
    for (const [id, watched] of this.#held) {
      if (clusterIds.has(id)) continue;
      watched.dispose();
      this.#held.delete(id);
    }
  }

  dispose(): void {
    this.keepOnly(new Set());
    this.#changed.dispose();
  }
}
