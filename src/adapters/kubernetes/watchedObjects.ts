import type { Clock } from '../../domain/base/clock.ts';
import { Emitter } from '../../domain/base/event.ts';
import type { Failure } from '../../domain/base/failure.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import type { Snapshot } from '../../domain/base/watched.ts';

/** Least time between two changes that are announced, in milliseconds: at most five a second. */
const FIRE_GAP_MS = 200;
/** What has come of a long list is shown from here on; a short one is complete by then. */
const FIRST_PART_MS = 100;

/** What is said about the objects of one watch: coalesced, never about the same thing twice, and nothing after `dispose`. */
export class WatchedObjects<T> implements Disposable {
  readonly #clock: Clock;
  readonly #take: () => T;
  readonly #end = new AbortController();
  readonly #changed = new Emitter<Snapshot<T>>();
  readonly onDidChange = this.#changed.event;
  #current: Snapshot<T> = { state: 'loading' };
  #next: 'loading' | 'ready' | undefined;
  #isPlanned = false;
  #firedAt = Number.NEGATIVE_INFINITY;
  #heardAt: number;

  /** @param take a copy of the objects as they are now */
  constructor(clock: Clock, take: () => T) {
    this.#clock = clock;
    this.#take = take;
    this.#heardAt = clock.now();
  }

  get current(): Snapshot<T> {
    return this.#current;
  }

  get isReady(): boolean {
    return this.#current.state === 'ready' || this.#next === 'ready';
  }

  /** The objects have changed; before all have come, they are given as a part only. */
  changed(isComplete: boolean): void {
    if (!isComplete && this.isReady) return;
    this.#next = isComplete ? 'ready' : (this.#next ?? 'loading');
    this.#plan();
  }

  /** The source has been heard, so what is shown is true now. */
  heard(): void {
    this.#heardAt = this.#clock.now();
    const current = this.#current;
    if (current.state === 'ready' && current.staleSince !== undefined) this.changed(true);
  }

  /** The source cannot be heard. What was known stays, and is called stale. */
  lost(failure: Failure): void {
    if (this.#next === 'ready') this.#fire();
    const current = this.#current;
    if (current.state !== 'ready') return this.failed(failure);
    if (current.staleSince !== undefined && isSame(current.staleReason, failure)) return;
    const staleSince = current.staleSince ?? new Date(this.#heardAt);
    this.#set({ state: 'ready', value: current.value, staleSince, staleReason: failure });
  }

  /** There is nothing to show but the failure. */
  failed(failure: Failure): void {
    this.#next = undefined;
    if (this.#current.state === 'failed' && isSame(this.#current.failure, failure)) return;
    this.#set({ state: 'failed', failure });
  }

  dispose(): void {
    this.#end.abort();
    this.#changed.dispose();
  }

  #plan(): void {
    const wait = this.#wait();
    if (wait <= 0) return this.#fire();
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    void this.#later(wait);
  }

  /** From nothing to everything there is no waiting. */
  #wait(): number {
    if (this.#next === 'ready' && this.#current.state !== 'ready') return 0;
    const now = this.#clock.now();
    const isFirst = this.#current.state !== 'ready' && !hasPart(this.#current);
    return isFirst ? FIRST_PART_MS : this.#firedAt + FIRE_GAP_MS - now;
  }

  async #later(wait: number): Promise<void> {
    const { signal } = this.#end;
    await this.#clock.sleep(wait, signal);
    if (signal.aborted) return;
    this.#isPlanned = false;
    // Somebody may have been quicker while this timer was late. Parts of a millisecond are not waited for.
    const isTooSoon = this.#firedAt + FIRE_GAP_MS - this.#clock.now() >= 1;
    if (isTooSoon && this.#next === 'ready' && this.#current.state === 'ready') this.#plan();
    else this.#fire();
  }

  #fire(): void {
    const next = this.#next;
    this.#next = undefined;
    if (next === 'ready') this.#set({ state: 'ready', value: this.#take() });
    else if (next === 'loading') this.#set({ state: 'loading', partial: this.#take() });
  }

  #set(snapshot: Snapshot<T>): void {
    if (this.#end.signal.aborted) return;
    this.#current = snapshot;
    this.#firedAt = this.#clock.now();
    try {
      this.#changed.fire(snapshot);
    } catch (error) {
      // A listener's bug is reported as what it is, but must not end the watch for all others.
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}

function hasPart(snapshot: Snapshot<unknown>): boolean {
  return snapshot.state === 'loading' && snapshot.partial !== undefined;
}

function isSame(one: Failure | undefined, other: Failure): boolean {
  return one !== undefined && one.code === other.code && one.message === other.message;
}
