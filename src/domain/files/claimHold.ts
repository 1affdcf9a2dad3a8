import type { Clock } from '../base/clock.ts';
import { CANCELLED, fail, ok, type Result } from '../base/failure.ts';
import type { OpenClaim } from '../cluster/ports.ts';

/** A claim that nobody has used for so long is let go, in milliseconds: its pod takes a place in the cluster. */
const IDLE_MS = 10 * 60_000;
/** The pod ends by itself after an hour; it is replaced before. */
const LONGEST_LIFE_MS = 50 * 60_000;

interface Pod {
  readonly claim: OpenClaim;
  readonly isWritable: boolean;
  readonly openedAt: number;
  users: number;
  isRetired: boolean;
}

export interface ClaimHoldParts {
  readonly clock: Clock;
  readonly open: (isWritable: boolean, signal: AbortSignal) => Promise<Result<OpenClaim>>;
}

/**
 * One claim while its files are worked with. Its pod is made at the first use, can only read until something is to be written, is used by all,
 * and goes when nobody has used it for ten minutes.
 */
export class ClaimHold {
  readonly #parts: ClaimHoldParts;
  readonly #end = new AbortController();
  readonly #closing = new Set<Promise<Result<void>>>();
  #changing: Promise<unknown> = Promise.resolve();
  #pod: Pod | undefined;
  #idle = new AbortController();

  constructor(parts: ClaimHoldParts) {
    this.#parts = parts;
  }

  /** A pod that is gone is replaced, and what only reads is done again. */
  async use<T>(
    writes: boolean,
    work: (claim: OpenClaim) => Promise<Result<T>>,
    signal: AbortSignal,
  ): Promise<Result<T>> {
    for (let isFirst = true; ; isFirst = false) {
      const pod = await this.#enter(writes, signal);
      if (!pod.ok) return pod;
      const result = await work(pod.value.claim).finally(() => this.#leave(pod.value));
      const isGone = !result.ok && result.failure.code === 'unreachable';
      if (isGone) this.#retire(pod.value);
      if (!isGone || writes || !isFirst || signal.aborted) return result;
    }
  }

  /** Removes the pod, also while it is used. */
  async close(): Promise<Result<void>> {
    this.#end.abort();
    this.#idle.abort();
    await this.#changing;
    if (this.#pod) this.#close(this.#pod);
    const closed = await Promise.all(this.#closing);
    return closed.find((each) => !each.ok) ?? ok(undefined);
  }

  /** One after the other: two that come at once share a pod. */
  #enter(writes: boolean, signal: AbortSignal): Promise<Result<Pod>> {
    const entered = this.#changing.then(async () => {
      const pod = await this.#ensure(writes, signal);
      if (pod.ok) {
        pod.value.users += 1;
        this.#idle.abort();
      }
      return pod;
    });
    this.#changing = entered;
    return entered;
  }

  async #ensure(writes: boolean, signal: AbortSignal): Promise<Result<Pod>> {
    const { clock } = this.#parts;
    if (this.#end.signal.aborted) return fail(CANCELLED);
    const known = this.#pod;
    if (known && (known.isWritable || !writes) && clock.now() - known.openedAt < LONGEST_LIFE_MS) return ok(known);
    const isWritable = writes || known?.isWritable === true;
    if (known) this.#retire(known);
    // A claim that one pod alone may mount is free for the next when the one before is gone.
    if (known?.users === 0) await Promise.all(this.#closing);
    const opened = await this.#parts.open(isWritable, AbortSignal.any([signal, this.#end.signal]));
    if (!opened.ok) return opened;
    this.#pod = { claim: opened.value, isWritable, openedAt: clock.now(), users: 0, isRetired: false };
    return ok(this.#pod);
  }

  #leave(pod: Pod): void {
    pod.users -= 1;
    if (pod.users > 0) return;
    if (pod.isRetired) this.#close(pod);
    else this.#closeLater(pod);
  }

  /** Nobody new gets it; it goes with the last who uses it. */
  #retire(pod: Pod): void {
    if (this.#pod === pod) this.#pod = undefined;
    if (pod.isRetired) return;
    pod.isRetired = true;
    if (pod.users === 0) this.#close(pod);
  }

  #close(pod: Pod): void {
    if (this.#pod === pod) this.#pod = undefined;
    // Whoever closes the hold is told when it cannot be removed. Nobody waits for one that was idle or is gone, and it ends by itself after an hour.
    const closing = pod.claim.close();
    this.#closing.add(closing);
    void closing.then(() => this.#closing.delete(closing));
  }

  #closeLater(pod: Pod): void {
    this.#idle.abort();
    const idle = new AbortController();
    this.#idle = idle;
    void this.#parts.clock.sleep(IDLE_MS, idle.signal).then(() => {
      if (!idle.signal.aborted && this.#pod === pod && pod.users === 0) this.#retire(pod);
    });
  }
}
