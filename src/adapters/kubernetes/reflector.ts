import type { Clock } from '../../domain/base/clock.ts';
import type { Event } from '../../domain/base/event.ts';
import type { Failure } from '../../domain/base/failure.ts';
import type { ObjectMeta } from '../../domain/cluster/clusterObject.ts';
import type { Snapshot, Watched } from '../../domain/base/watched.ts';
import { Backoff } from './backoff.ts';
import type { Interner } from './interner.ts';
import { kubeFailureOf } from './kubeFailure.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { listPages } from './listPages.ts';
import { ObjectStore } from './objectStore.ts';
import type { RecordReader } from './records.ts';
import { isAnswer, type ServerPulse } from './serverPulse.ts';
import { WatchedObjects } from './watchedObjects.ts';
import { isTooLarge, type KnownObject } from './rollbackCheck.ts';
import { isPassing, type SessionParts, type WatchEnd, WatchSession } from './watchSession.ts';

/** After a refusal that only a change of rights or of the server can lift. A click on Retry does not wait. */
const REFUSED_PAUSE_MS = 60_000;
const LOGGED_OUT_PAUSE_MS = 15_000;
/** Errors inside the server are waited out at the same place for so long; then everything is read again. */
const INTERNAL_ERROR_MS = 60_000;
/** Watches that the server's return wakes do not all come at once. */
const RETURN_SPREAD_MS = 500;

/** What the server turned out to be able to do, learnt once for all watches. */
export interface ServerTraits {
  /** It sends a list as a stream that goes on as a watch. False once it has refused to. Source: KEP-3157. */
  streamsLists: boolean;
}

export interface ReflectorParts<T> {
  readonly transport: KubeTransport;
  readonly clock: Clock;
  readonly pulse: ServerPulse;
  readonly traits: ServerTraits;
  readonly interner: Interner;
  /** 0 to 1. */
  readonly random: () => number;
  /** Of the collection: `/api/v1/pods`. */
  readonly path: string;
  readonly pathOf: (meta: ObjectMeta) => string;
  readonly read: RecordReader<T>;
}

/**
 * Keeps the objects of one collection as the server has them, for ever: reads all, follows, and after each fault goes on where it was, or
 * reads all again where it cannot know what it has missed. Nothing is shown as complete that is not.
 * Source of the rules: Kubernetes API concepts, "Efficient detection of changes", and what client-go's reflector does.
 */
export class Reflector<T extends { readonly meta: ObjectMeta }> implements Watched<ReadonlyMap<string, T>> {
  readonly #parts: ReflectorParts<T>;
  readonly #end = new AbortController();
  readonly #store: ObjectStore<T>;
  readonly #shown: WatchedObjects<ReadonlyMap<string, T>>;
  readonly #backoff: Backoff;
  readonly onDidChange: Event<Snapshot<ReadonlyMap<string, T>>>;
  #woken = new AbortController();
  /** How far the objects are known; '' when nothing is, or when the server has been put back. */
  #resourceVersion = '';
  #isFillWanted = true;
  /** The last stream of a whole list broke off, so the next list comes in pages. */
  #avoidsStream = false;
  #expiredInARow = 0;
  #internalErrorsSince: number | undefined;
  #isDoubtful = false;

  constructor(parts: ReflectorParts<T>) {
    this.#parts = parts;
    this.#store = new ObjectStore(parts.read, parts.interner);
    this.#shown = new WatchedObjects(parts.clock, () => this.#store.snapshot());
    this.#backoff = new Backoff(parts.clock, parts.random);
    this.onDidChange = this.#shown.onDidChange;
    void this.#run();
  }

  get current(): Snapshot<ReadonlyMap<string, T>> {
    return this.#shown.current;
  }

  /** Reads everything again now. */
  refresh(): void {
    this.#isFillWanted = true;
    this.#woken.abort();
  }

  dispose(): void {
    this.#end.abort();
    this.#shown.dispose();
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      this.#woken = new AbortController();
      const until = AbortSignal.any([signal, this.#woken.signal]);
      const end = this.#isFillWanted ? await this.#fill(until) : await this.#follow(false, until);
      if (this.#store.isFilling) this.#store.abandon();
      if (!until.aborted && end) await this.#react(end, until);
    }
  }

  /** Reads everything. A stream goes on as the watch; after pages there is nothing to react to. */
  async #fill(signal: AbortSignal): Promise<WatchEnd | undefined> {
    this.#store.begin();
    if (this.#parts.traits.streamsLists && !this.#avoidsStream) return this.#follow(true, signal);
    const { transport, path, pulse } = this.#parts;
    const list = await listPages(
      {
        transport,
        path,
        notOlderThan: this.#resourceVersion,
        take: (objects) => {
          pulse.heard();
          const areTaken = objects.every((object) => this.#store.put(object));
          if (!signal.aborted) this.#shown.changed(false);
          return areTaken;
        },
      },
      signal,
    );
    if (signal.aborted) return undefined;
    if (list.ok) {
      this.#filled(list.value);
      return undefined;
    }
    if (kubeFailureOf(list.failure)?.status === 410) return { kind: 'expired' };
    if (isTooLarge(list.failure)) return { kind: 'rolled-back' };
    return { kind: 'failed', failure: list.failure, isEvent: false };
  }

  async #follow(isInitial: boolean, signal: AbortSignal): Promise<WatchEnd | undefined> {
    const isDoubtful = this.#isDoubtful && !isInitial;
    const end = await WatchSession.run({ ...this.#sessionParts(isInitial), isDoubtful }, signal);
    if (!signal.aborted) this.#isDoubtful = isLoss(end);
    const hasBrokenOff = isInitial && this.#isFillWanted && !signal.aborted;
    return hasBrokenOff && this.#isStreamRefused(end) ? undefined : end;
  }

  #sessionParts(isInitial: boolean): Omit<SessionParts, 'isDoubtful'> {
    const { transport, clock, pulse, random, path } = this.#parts;
    return {
      transport,
      clock,
      pulse,
      random,
      path,
      isInitial,
      resourceVersion: () => this.#resourceVersion,
      known: () => this.#newest(),
      heard: (isSynced) => (isSynced ? this.#shown.heard() : undefined),
      lost: (failure) => this.#shown.lost(failure),
      pause: (failure, signal) => this.#pause(failure, signal),
      put: (object) => {
        const isTaken = this.#store.put(object);
        this.#shown.changed(!this.#store.isFilling);
        return isTaken;
      },
      remove: (uid) => {
        this.#store.remove(uid);
        this.#shown.changed(!this.#store.isFilling);
        return true;
      },
      advance: (resourceVersion) => this.#advance(resourceVersion),
      bookmark: (resourceVersion, isInitialEnd) =>
        isInitialEnd && this.#store.isFilling ? this.#filled(resourceVersion) : this.#advance(resourceVersion),
    };
  }

  #newest(): KnownObject | undefined {
    const newest = this.#store.newest();
    if (newest === undefined) return undefined;
    const { uid, resourceVersion } = newest.meta;
    return { path: this.#parts.pathOf(newest.meta), uid, resourceVersion };
  }

  #advance(resourceVersion: string): void {
    this.#resourceVersion = resourceVersion;
    this.#internalErrorsSince = undefined;
  }

  #filled(resourceVersion: string): void {
    this.#store.complete();
    this.#advance(resourceVersion);
    this.#isFillWanted = false;
    this.#avoidsStream = false;
    this.#isDoubtful = false;
    this.#expiredInARow = 0;
    this.#shown.changed(true);
    this.#shown.heard();
  }

  /** A list did not come as a stream. True when it never will, so that pages can be asked for at once. */
  #isStreamRefused(end: WatchEnd): boolean {
    if (end.kind === 'expired' || end.kind === 'rolled-back') return false;
    const failure = end.kind === 'failed' ? end.failure : undefined;
    if (failure?.code === 'invalid' || failure?.code === 'unsupported') {
      this.#parts.traits.streamsLists = false;
      return true;
    }
    const wasReached = failure === undefined || isAnswer(failure) || failure.code === 'timeout';
    // Pages are the other way to get it, unless the server only asks for patience.
    if (wasReached && (failure && kubeFailureOf(failure)?.status) !== 429) this.#avoidsStream = true;
    return false;
  }

  async #react(end: WatchEnd, signal: AbortSignal): Promise<void> {
    const { pulse } = this.#parts;
    switch (end.kind) {
      case 'dead':
        return;
      case 'closed': {
        const isFailure = end.isShort || end.isBrief || end.isCut;
        if (!isFailure) return;
        const { longestPause } = pulse;
        const pause = end.isShort ? this.#backoff.next(longestPause) : this.#backoff.nextUnlessFirst(longestPause);
        return this.#sleep(pause, signal);
      }
      case 'malformed':
        this.#isFillWanted = true;
        return this.#sleep(this.#backoff.next(pulse.longestPause), signal);
      case 'expired':
      case 'rolled-back':
        this.#isFillWanted = true;
        this.#expiredInARow += 1;
        // The list may still be had from a cache at the last version; only when that is refused, too, it must be the newest.
        if (end.kind === 'rolled-back' || this.#expiredInARow > 1) this.#resourceVersion = '';
        if (this.#expiredInARow > 2) await this.#sleep(this.#backoff.next(pulse.longestPause), signal);
        return;
      case 'failed':
        return this.#failed(end.failure, end.isEvent, signal);
    }
  }

  async #failed(failure: Failure, isEvent: boolean, signal: AbortSignal): Promise<void> {
    const { pulse, clock } = this.#parts;
    if (isAnswer(failure) && failure.code === 'unauthorized') {
      // Once the user has logged in again, everything goes on where it was.
      this.#shown.lost(failure);
      return this.#sleep(LOGGED_OUT_PAUSE_MS, signal);
    }
    if (isAnswer(failure) && !isPassing(failure)) {
      this.#isFillWanted = true;
      this.#resourceVersion = '';
      this.#store.clear();
      this.#shown.failed(failure);
      return this.#sleep(REFUSED_PAUSE_MS, signal);
    }
    if (isEvent && kubeFailureOf(failure)?.status !== 429) {
      this.#internalErrorsSince ??= clock.now();
      if (clock.now() - this.#internalErrorsSince > INTERNAL_ERROR_MS) {
        this.#isFillWanted = true;
        this.#internalErrorsSince = undefined;
      }
    }
    this.#shown.lost(failure);
    if (!isAnswer(failure)) pulse.suspect();
    return this.#pause(failure, signal);
  }

  /** Until the server may be asked again. While it cannot be reached, only the pulse asks. */
  async #pause(failure: Failure, signal: AbortSignal): Promise<void> {
    const { pulse, random } = this.#parts;
    await pulse.counted(async () => {
      const pause = this.#backoff.next(pulse.longestPause);
      if (isAnswer(failure)) return this.#sleep(Math.max(pause, kubeFailureOf(failure)?.retryAfterMs ?? 0), signal);
      const wasDown = await pulse.whenUp(signal);
      // When others were answered all the time, it is only this request that fails.
      return this.#sleep(wasDown ? RETURN_SPREAD_MS * random() : pause, signal);
    });
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (ms > 0) await this.#parts.clock.sleep(ms, signal);
  }
}

/** Whether the server may have been replaced meanwhile. */
function isLoss(end: WatchEnd): boolean {
  return (
    end.kind === 'dead' || (end.kind === 'closed' && end.isCut) || (end.kind === 'failed' && !isAnswer(end.failure))
  );
}
