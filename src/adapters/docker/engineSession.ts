import { CANCELLED, type Failure, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { fetchDetails } from './detailsFetcher.ts';
import type { EngineStore } from './engineStore.ts';
import type { WatchParts } from './engineWatch.ts';
import { EventParser } from './events.ts';
import { EventTracker } from './eventTracker.ts';
import { connectFailure, describeEndpoint } from './connectFailure.ts';
import { probeEvents } from './probeEvents.ts';
import { Wake } from './wake.ts';

/** What one session needs besides the parts of the watch. */
export interface SessionParts extends WatchParts {
  readonly store: EngineStore;
  /** The engine has been heard. */
  readonly heard: () => void;
  /** Everything has been read once and is followed from now on; the function given reads it all again. */
  readonly synced: (resync: () => void) => void;
  /** The store has changed. */
  readonly publish: () => void;
}

/** Why a session ended. `isCertain`: the engine did not answer when asked, so there is no doubt that it cannot be heard. */
export interface SessionEnd {
  readonly failure: Failure;
  readonly isCertain: boolean;
}

/** More changed containers than this are read as one list of all. */
const MOST_SINGLE = 30;
/** Events come in groups (create, connect, start), in milliseconds. */
const TOGETHER_MS = 15;
/** The engine sends an event a moment before its own lists show the change, so what changed is read once more after this long. */
const SETTLED_MS = 500;

/**
 * Listens to the engine's events, reads everything, and follows until the connection ends or the engine falls silent.
 * Listening starts before reading, so nothing can happen in between unnoticed.
 */
export async function runSession(parts: SessionParts, signal: AbortSignal): Promise<SessionEnd> {
  const end = new AbortController();
  const session = new Session(parts, AbortSignal.any([signal, end.signal]));
  try {
    return await session.run();
  } finally {
    end.abort();
  }
}

class Session {
  readonly #parts: SessionParts;
  readonly #signal: AbortSignal;
  #tracker = new EventTracker(undefined);
  readonly #work = new Wake();
  #isResyncWanted = false;
  #haveDetailsCome = false;
  readonly #unsettled = new Set<string>();
  #lastHeard: number;

  constructor(parts: SessionParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
    this.#lastHeard = parts.clock.now();
  }

  async run(): Promise<SessionEnd> {
    const { transport, store, synced, publish } = this.#parts;
    const signal = this.#signal;
    const version = await transport.apiVersion(signal);
    if (!version.ok) return uncertain(version.failure);
    // The engine's clock is known to the second. Asked for everything from that second on, the stream has no gap at its beginning, so
    // the probe can hold against it every event that the engine remembers, however soon after the beginning it happened.
    const since = transport.engineNow();
    const events = await transport.request({
      method: 'GET',
      path: '/events',
      query: { since },
      signal,
      firstByteMs: transport.limits.cheapMs,
    });
    if (!events.ok) return uncertain(events.failure);
    this.#tracker = new EventTracker(since);
    const pump = this.#pump(events.value.body);
    const first = await this.#parts.reader.snapshot(signal, (partial) => {
      if (store.snapshot()) return;
      store.replace(partial);
      publish();
    });
    if (!first.ok) return uncertain(first.failure);
    this.#hear();
    store.replace(first.value);
    synced(() => {
      this.#isResyncWanted = true;
      this.#work.wake();
    });
    publish();
    return Promise.race([pump, this.#probe(), this.#refresh(), this.#details()]);
  }

  #hear(): void {
    this.#lastHeard = this.#parts.clock.now();
    this.#parts.heard();
  }

  async #pump(body: AsyncIterable<Uint8Array>): Promise<SessionEnd> {
    const { transport } = this.#parts;
    const parser = new EventParser();
    try {
      for await (const chunk of body) {
        this.#hear();
        const areDirty = parser.push(chunk).map((event) => this.#tracker.add(event));
        if (areDirty.includes(true)) this.#work.wake();
      }
    } catch (error) {
      return uncertain(this.#signal.aborted ? CANCELLED : connectFailure(error, transport.endpoint));
    }
    const message = t('The engine at {0} ended the connection', describeEndpoint(transport.endpoint));
    return uncertain({ code: 'unreachable', message });
  }

  /** Asks when nothing has been heard for a while. Also finds a stream of events that is dead without having ended. */
  async #probe(): Promise<SessionEnd> {
    const { clock, timings, transport } = this.#parts;
    for (;;) {
      const silence = clock.now() - this.#lastHeard;
      await clock.sleep(Math.max(0, timings.probeAfter - silence), this.#signal);
      if (this.#signal.aborted) return uncertain(CANCELLED);
      if (clock.now() - this.#lastHeard < timings.probeAfter) continue;
      const probe = await probeEvents(transport, this.#tracker, { limit: timings.probeLimit, clock }, this.#signal);
      if (!probe.ok) return { failure: probe.failure, isCertain: true };
      if (probe.value === 'missed') {
        const message = t('The connection to {0} was lost', describeEndpoint(transport.endpoint));
        return uncertain({ code: 'unreachable', message });
      }
      this.#hear();
    }
  }

  /** Reads again what has changed, and announces it, at most once in a gap. */
  async #refresh(): Promise<SessionEnd> {
    const { clock, timings, publish } = this.#parts;
    for (;;) {
      await this.#work.wait(this.#signal);
      if (this.#signal.aborted) return uncertain(CANCELLED);
      await clock.sleep(TOGETHER_MS, this.#signal);
      const started = clock.now();
      const isChanged = await this.#readDirty();
      if (!isChanged.ok) return uncertain(isChanged.failure);
      if (isChanged.value || this.#haveDetailsCome) publish();
      this.#haveDetailsCome = false;
      // An engine that is slow to answer is asked less often.
      const duration = clock.now() - started;
      await clock.sleep(Math.max(timings.fireGap, 2 * duration), this.#signal);
    }
  }

  /** Says whether anything differs from before. */
  async #readDirty(): Promise<Result<boolean>> {
    const { reader, store } = this.#parts;
    if (this.#isResyncWanted) {
      this.#isResyncWanted = false;
      this.#tracker.take();
      const all = await reader.snapshot(this.#signal);
      if (!all.ok) return all;
      store.replace(all.value);
      this.#detailsWanted.wake();
      return ok(true);
    }
    const { containers, images, volumes, networks } = this.#tracker.take();
    store.expire(containers);
    if (containers.size > 0) void this.#readAgain(containers);
    const results = await Promise.all([
      this.#readContainers(new Set([...containers, ...this.#unsettled])),
      images ? this.#take(reader.images(this.#signal), (list) => store.update({ images: list })) : ok(false),
      volumes ? this.#take(reader.volumes(this.#signal), (list) => store.update({ volumes: list })) : ok(false),
      networks ? this.#take(reader.networks(this.#signal), (list) => store.update({ networks: list })) : ok(false),
    ]);
    this.#detailsWanted.wake();
    return results.find((result) => !result.ok) ?? ok(results.some((result) => result.ok && result.value));
  }

  async #readAgain(ids: ReadonlySet<string>): Promise<void> {
    await this.#parts.clock.sleep(SETTLED_MS, this.#signal);
    for (const id of ids) this.#unsettled.add(id);
    this.#work.wake();
  }

  #readContainers(ids: ReadonlySet<string>): Promise<Result<boolean>> {
    const { reader, store } = this.#parts;
    this.#unsettled.clear();
    if (ids.size === 0) return Promise.resolve(ok(false));
    if (ids.size > MOST_SINGLE) {
      return this.#take(reader.containers(undefined, this.#signal), (all) => store.updateContainers(ids, all));
    }
    return this.#take(reader.containers([...ids], this.#signal), (some) => store.updateContainers(ids, some));
  }

  async #take<T>(answer: Promise<Result<T>>, use: (value: T) => boolean | void): Promise<Result<boolean>> {
    const result = await answer;
    if (!result.ok) return result;
    this.#hear();
    return ok(use(result.value) ?? true);
  }

  readonly #detailsWanted = new Wake();

  async #details(): Promise<SessionEnd> {
    const { reader, store } = this.#parts;
    const onDetails = (): void => {
      this.#haveDetailsCome = true;
      this.#work.wake();
    };
    this.#detailsWanted.wake();
    for (;;) {
      await this.#detailsWanted.wait(this.#signal);
      if (this.#signal.aborted) return uncertain(CANCELLED);
      const failure = await fetchDetails(reader, store, onDetails, this.#signal);
      if (failure) return uncertain(failure);
    }
  }
}

function uncertain(failure: Failure): SessionEnd {
  return { failure, isCertain: false };
}
