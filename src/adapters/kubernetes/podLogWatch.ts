import type { Disposable } from '../../domain/base/lifecycle.ts';
import type { PodContainer } from '../../domain/cluster/ports.ts';
import type { KubeTransport } from './kubeTransport.ts';
import type { PodLogPosition } from './podLogPosition.ts';
import type { PodLogReader } from './podLogReader.ts';
import { lastPodLogLine } from './podLogRequest.ts';
import { PodLogStamps, podStampLength } from './podLogStamp.ts';
import { readPodState } from './podState.ts';

export interface PodLogWatchParts {
  readonly transport: KubeTransport;
  readonly container: PodContainer;
  readonly instance: { readonly id: string; readonly position: PodLogPosition };
  readonly reader: PodLogReader;
  readonly probeMs: number;
  readonly isFollowing: boolean;
  readonly signal: AbortSignal;
}

/** An answer whose first lines do not fit to ours is looked into after this time. */
const SEARCH_MS = 1_500;
const TICK_MS = 500;

/** Ends a stream that is silent although there is something to read: after a log rotation, on a dead connection, or when the process is another one. */
export class PodLogWatch implements Disposable {
  readonly #parts: PodLogWatchParts;
  readonly #end: () => void;
  readonly #timer: NodeJS.Timeout;
  #heardAt = performance.now();
  #isProbing = false;
  #hasGivenUp = false;

  constructor(parts: PodLogWatchParts, end: () => void) {
    this.#parts = parts;
    this.#end = end;
    this.#timer = setInterval(() => this.#tick(), Math.min(TICK_MS, parts.probeMs / 4));
  }

  /** The stream was ended from here. */
  get hasGivenUp(): boolean {
    return this.#hasGivenUp;
  }

  heard(): void {
    this.#heardAt = performance.now();
  }

  dispose(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const { probeMs, reader } = this.#parts;
    const silentMs = performance.now() - this.#heardAt;
    if (this.#isProbing || silentMs < (reader.isSearching ? SEARCH_MS : probeMs)) return;
    this.#isProbing = true;
    void this.#isStale().then((isStale) => {
      this.#isProbing = false;
      const isStillSilent = performance.now() - this.#heardAt >= silentMs;
      if (!isStale || !isStillSilent || this.#parts.signal.aborted) return this.heard();
      this.#hasGivenUp = true;
      this.#end();
    });
  }

  async #isStale(): Promise<boolean> {
    const { transport, container, instance, probeMs, isFollowing, signal } = this.#parts;
    const state = await readPodState(transport, container, signal);
    if (!state.ok) return true;
    if (!isFollowing) return false;
    if (state.value.instance !== instance.id || !state.value.isRunning) return true;
    const last = await lastPodLogLine(transport, container, probeMs / 2, signal);
    if (!last.ok) return true;
    const length = podStampLength(Buffer.from(last.value.slice(0, 64))) ?? 0;
    if (length === 0) return false;
    const time = new PodLogStamps(length).of(last.value) ?? '';
    return time > instance.position.time;
  }
}
