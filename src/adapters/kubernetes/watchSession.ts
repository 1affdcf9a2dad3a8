import type { Clock } from '../../domain/base/clock.ts';
import { assertNever, CANCELLED, type Failure } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { Fields } from './fields.ts';
import { kubeFailureOf } from './kubeFailure.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { checkRollback, isTooLarge, type KnownObject } from './rollbackCheck.ts';
import { isAnswer, type ServerPulse } from './serverPulse.ts';
import { type WatchEvent, watchEventOf } from './watchEvent.ts';
import { WatchLines } from './watchLines.ts';
import { PROBE_LIMIT_MS, probeWatch } from './watchProbe.ts';

/** Bookmarks come once a minute, too seldom to show within 20 s that a stream is dead: with the limit of a probe this makes at most 14 s. */
const PROBE_AFTER_MS = 9_000;
/** Two seconds before the end of a watch the server sends a bookmark, when there is anything to say. */
const PROBE_SECONDS = 4;
/** How long the silent stream has to bring what a probe has seen already. */
const CATCH_UP_MS = 1_000;
/** A watch that ends sooner than this without having told anything has failed. */
const SHORT_MS = 1_000;
const SHORTEST_SECONDS = 300;

/** Why a watch has ended. */
export type WatchEnd =
  /** The server ended it, as it does every few minutes; or the connection was cut. */
  | { readonly kind: 'closed'; readonly isShort: boolean; readonly isBrief: boolean; readonly isCut: boolean }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly isEvent: boolean }
  /** The server does not remember the resource version any more. */
  | { readonly kind: 'expired' }
  /** The server has not reached the resource version: it was put back to an older state, or is another one. */
  | { readonly kind: 'rolled-back' }
  /** A line could not be read, so what it told is not known. */
  | { readonly kind: 'malformed' }
  /** Nothing comes through this connection any more, while others work. */
  | { readonly kind: 'dead' };

/** One request to watch a collection, from its head to its end. */
export class WatchSession {
  readonly #parts: SessionParts;
  readonly #signal: AbortSignal;
  #heardAt: number;
  readonly #openedAt: number;
  #events = 0;
  #hasFailed = false;
  #isSynced: boolean;

  private constructor(parts: SessionParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
    this.#isSynced = !parts.isInitial;
    this.#openedAt = parts.clock.now();
    this.#heardAt = this.#openedAt;
  }

  /** Resolves when the watch has ended, for whatever reason; never rejects. */
  static async run(parts: SessionParts, signal: AbortSignal): Promise<WatchEnd> {
    const end = new AbortController();
    const session = new WatchSession(parts, AbortSignal.any([signal, end.signal]));
    try {
      return await session.#follow();
    } finally {
      end.abort();
    }
  }

  async #follow(): Promise<WatchEnd> {
    const { transport, path, pulse, isInitial, resourceVersion, random } = this.#parts;
    const seconds = Math.round(SHORTEST_SECONDS * (1 + random()));
    const initial = isInitial ? { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' } : {};
    const query = {
      watch: true,
      allowWatchBookmarks: true,
      timeoutSeconds: seconds,
      resourceVersion: resourceVersion(),
      ...initial,
    };
    const answer = await transport.request({
      method: 'GET',
      path,
      query,
      signal: this.#signal,
      firstByteMs: PROBE_LIMIT_MS,
    });
    if (!answer.ok) return endOf(answer.failure, false);
    pulse.heard();
    this.#hear();
    return Promise.race([this.#pump(answer.value.body), this.#guard(), this.#doubt()]);
  }

  /** After a loss, and only then: whether the server is still the one it was. Never resolves when it is. */
  async #doubt(): Promise<WatchEnd> {
    const { transport, path, isDoubtful, known, resourceVersion } = this.#parts;
    if (!isDoubtful) return new Promise(() => undefined);
    const signal = this.#signal;
    const finding = await checkRollback(
      { transport, path, resourceVersion: resourceVersion(), known: known() },
      signal,
    );
    if (finding.kind === 'same') return new Promise(() => undefined);
    return finding.kind === 'failed' ? endOf(finding.failure, false) : finding;
  }

  #hear(): void {
    this.#heardAt = this.#parts.clock.now();
    this.#parts.heard(this.#isSynced);
  }

  async #pump(body: AsyncIterable<unknown>): Promise<WatchEnd> {
    const lines = new WatchLines();
    let isCut = false;
    try {
      for await (const chunk of body) {
        if (this.#signal.aborted) break;
        if (!(chunk instanceof Uint8Array)) continue;
        const end = this.#take(lines, chunk);
        if (end) return end;
      }
    } catch {
      // Told by the end: who holds the watch goes on from the last version that it has seen.
      isCut = true;
    }
    if (this.#signal.aborted) return { kind: 'failed', failure: CANCELLED, isEvent: false };
    const isBrief = this.#parts.clock.now() - this.#openedAt < SHORT_MS;
    // One that told something and ended at once is no failure by itself, but many of them in a row are.
    return { kind: 'closed', isShort: isBrief && this.#events === 0, isBrief, isCut };
  }

  #take(lines: WatchLines, chunk: Uint8Array): WatchEnd | undefined {
    for (const line of lines.push(chunk)) {
      const end = this.#handle(watchEventOf(line));
      if (end) return end;
    }
    this.#hear();
    return undefined;
  }

  #handle(event: WatchEvent): WatchEnd | undefined {
    if (event.kind === 'malformed') return event;
    if (event.kind === 'error') return endOf(event.failure, true);
    this.#events += 1;
    if (event.kind === 'bookmark') {
      if (event.isInitialEnd) this.#isSynced = true;
      // Before all has come, a bookmark without the mark of the end says nothing about what has not come.
      if (this.#isSynced) this.#parts.bookmark(event.resourceVersion, event.isInitialEnd);
      return undefined;
    }
    const isTaken = event.kind === 'deleted' ? this.#parts.remove(event.uid) : this.#parts.put(event.object);
    if (!isTaken) return { kind: 'malformed' };
    // The first objects come in no order, so none of them says how far the list has come.
    if (this.#isSynced) this.#parts.advance(event.resourceVersion);
    return undefined;
  }

  /** Ends the watch when it has fallen silent for good, and says so as long as the server cannot be reached. */
  async #guard(): Promise<WatchEnd> {
    const { clock } = this.#parts;
    while (!this.#signal.aborted) {
      const wait = this.#heardAt + PROBE_AFTER_MS - clock.now();
      if (wait > 0) await clock.sleep(wait, this.#signal);
      else if (!this.#isSynced) return { kind: 'failed', failure: fellSilent(), isEvent: false };
      else {
        const end = await this.#probe();
        if (end) return end;
      }
    }
    return { kind: 'failed', failure: CANCELLED, isEvent: false };
  }

  async #probe(): Promise<WatchEnd | undefined> {
    const { clock, transport, path, resourceVersion, advance, pulse } = this.#parts;
    const before = this.#heardAt;
    const from = resourceVersion();
    const sleep = (ms: number, signal: AbortSignal): Promise<void> => clock.sleep(ms, signal);
    // After a failure the answer is wanted soon, and no bookmark.
    const seconds = this.#hasFailed ? 1 : PROBE_SECONDS;
    const finding = await probeWatch({ transport, path, resourceVersion: from, seconds, sleep }, this.#signal);
    if (this.#signal.aborted) return undefined;
    this.#hasFailed = finding.kind === 'failed';
    if (!this.#hasFailed) pulse.heard();
    if (this.#heardAt !== before) return undefined;
    switch (finding.kind) {
      case 'quiet':
        if (finding.resourceVersion !== undefined && resourceVersion() === from) advance(finding.resourceVersion);
        this.#hear();
        return undefined;
      case 'missed':
        await clock.sleep(CATCH_UP_MS, this.#signal);
        return this.#heardAt === before ? { kind: 'dead' } : undefined;
      case 'expired':
        return finding;
      case 'failed':
        return this.#probeFailed(finding.failure);
      default:
        return assertNever(finding);
    }
  }

  /** The stream may still be good, when the server only sleeps: it is kept until a probe has been answered. */
  async #probeFailed(failure: Failure): Promise<WatchEnd | undefined> {
    const { pulse, lost, pause } = this.#parts;
    if (isAnswer(failure) && !isPassing(failure)) return endOf(failure, false);
    lost(failure);
    if (!isAnswer(failure)) pulse.suspect();
    await pause(failure, this.#signal);
    return undefined;
  }
}

export interface SessionParts {
  readonly transport: KubeTransport;
  readonly clock: Clock;
  readonly pulse: ServerPulse;
  /** 0 to 1. */
  readonly random: () => number;
  /** Of the collection. */
  readonly path: string;
  /** First all objects, then what happens; otherwise only what happens after `resourceVersion`. */
  readonly isInitial: boolean;
  /** The connection before was lost, so the server may not be the one it was. */
  readonly isDoubtful: boolean;
  /** The newest object that is known, by its path and version. */
  readonly known: () => KnownObject | undefined;
  /** From where; '' for the newest list there is. */
  readonly resourceVersion: () => string;
  /** Something has come; `isSynced`: and all objects are known. */
  readonly heard: (isSynced: boolean) => void;
  /** The server cannot be heard. */
  readonly lost: (failure: Failure) => void;
  /** Waits until asking again makes sense. */
  readonly pause: (failure: Failure, signal: AbortSignal) => Promise<void>;
  /** Both false when it is no object. */
  readonly put: (object: Fields) => boolean;
  readonly remove: (uid: string) => boolean;
  readonly advance: (resourceVersion: string) => void;
  readonly bookmark: (resourceVersion: string, isInitialEnd: boolean) => void;
}

function endOf(failure: Failure, isEvent: boolean): WatchEnd {
  if (kubeFailureOf(failure)?.status === 410) return { kind: 'expired' };
  return isTooLarge(failure) ? { kind: 'rolled-back' } : { kind: 'failed', failure, isEvent };
}

/** Whether the same request may succeed later without anything being changed. */
export function isPassing(failure: Failure): boolean {
  const status = kubeFailureOf(failure)?.status;
  return status === undefined || status === 429 || status === 408 || status >= 500;
}

function fellSilent(): Failure {
  return { code: 'timeout', message: t('The list of objects broke off'), nextStep: t('It is read again.') };
}
