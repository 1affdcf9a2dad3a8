import { Emitter } from '../base/event.ts';
import type { Disposable } from '../base/lifecycle.ts';
import type { Snapshot, Watched } from '../base/watched.ts';
import type { EngineSnapshot } from './engine.ts';
import type { EngineHub } from './engineHub.ts';

/** The watches that one view holds, by engine. Dropped when the engine's row is closed or the view is hidden. */
export class EngineWatches implements Disposable {
  readonly #hub: EngineHub;
  readonly #changed = new Emitter<void>();
  readonly #watches = new Map<string, Watched<EngineSnapshot>>();
  /** What was last seen of engines that are not watched now, so that their rows do not go blank. */
  readonly #last = new Map<string, Snapshot<EngineSnapshot>>();
  readonly onDidChange = this.#changed.event;

  constructor(hub: EngineHub) {
    this.#hub = hub;
  }

  /** Starts watching where that is not so yet. */
  open(engineId: string): Snapshot<EngineSnapshot> {
    const known = this.#watches.get(engineId);
    if (known) return known.current;
    const watched = this.#hub.watch(engineId);
    this.#watches.set(engineId, watched);
    watched.onDidChange(() => this.#changed.fire());
    return watched.current;
  }

  /** What is known of an engine, watched or not. */
  peek(engineId: string): Snapshot<EngineSnapshot> | undefined {
    return this.#watches.get(engineId)?.current ?? this.#last.get(engineId);
  }

  refresh(engineId: string): void {
    this.#watches.get(engineId)?.refresh();
  }

  get openIds(): readonly string[] {
    return [...this.#watches.keys()];
  }

  close(engineId: string): void {
    const watched = this.#watches.get(engineId);
    if (!watched) return;
    this.#last.set(engineId, watched.current);
    this.#watches.delete(engineId);
    watched.dispose();
  }

  closeAll(): void {
    for (const id of this.openIds) this.close(id);
  }

  dispose(): void {
    this.closeAll();
    this.#changed.dispose();
  }
}
