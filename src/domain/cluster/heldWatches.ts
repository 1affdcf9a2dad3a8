import type { Snapshot, Watched } from '../base/watched.ts';

interface Held<T> {
  readonly clusterId: string;
  watched: Watched<T> | undefined;
  /** What was seen before it was let go. */
  last: Snapshot<T> | undefined;
}

/** What is watched, within its cluster: a namespace (undefined: all of them), and of which kind where there are several. */
export interface WatchPlace {
  readonly clusterId: string;
  readonly namespace: string | undefined;
  readonly kind?: string;
}

/** Watches of one sort that a view holds. What was seen last is kept when one is let go, so that rows do not go blank. */
export class HeldWatches<T> {
  readonly #changed: () => void;
  readonly #held = new Map<string, Held<T>>();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Starts watching where that is not so yet. */
  open(place: WatchPlace, watch: () => Watched<T>): Snapshot<T> {
    const key = keyOf(place);
    const held = this.#held.get(key) ?? { clusterId: place.clusterId, watched: undefined, last: undefined };
    this.#held.set(key, held);
    if (!held.watched) {
      held.watched = watch();
      held.watched.onDidChange(() => this.#changed());
    }
    return held.watched.current;
  }

  /** What is known, watched or not. */
  peek(place: WatchPlace): Snapshot<T> | undefined {
    const held = this.#held.get(keyOf(place));
    return held?.watched?.current ?? held?.last;
  }

  /** Asks again now for everything of a cluster that is watched. */
  refresh(clusterId: string): void {
    for (const held of this.#held.values()) if (held.clusterId === clusterId) held.watched?.refresh();
  }

  /** Lets go what is watched of a cluster. */
  close(clusterId: string): void {
    for (const held of this.#held.values()) if (held.clusterId === clusterId) letGo(held);
  }

  closeAll(): void {
    for (const held of this.#held.values()) letGo(held);
  }

  /** Clusters of which anything is watched now. */
  get clusterIds(): readonly string[] {
    return Array.from(this.#held.values()).flatMap(({ clusterId, watched }) => (watched ? [clusterId] : []));
  }
}

function keyOf({ clusterId, namespace, kind }: WatchPlace): string {
  return JSON.stringify([clusterId, kind ?? null, namespace ?? null]);
}

function letGo<T>(held: Held<T>): void {
  if (!held.watched) return;
  held.last = held.watched.current;
  held.watched.dispose();
  held.watched = undefined;
}
