import type { Clock } from '../../domain/base/clock.ts';
import type { LogEvent, LogSource, LogTarget } from '../../domain/logs/ports.ts';
import { restartOfLogId } from '../../domain/cluster/podContainerId.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { podLogBeforeRestart } from './podLogBeforeRestart.ts';
import { PodLogFollow } from './podLogFollow.ts';

export interface PodLogOptions {
  /** Silence after which a stream is tried, in milliseconds: kubelets end streams at log rotation without a word (quality.md C4). */
  readonly probeMs?: number;
  /** A lost connection is mentioned when it lasts longer than this. */
  readonly mentionMs?: number;
}

/** Follows the logs of containers of one cluster. */
export class PodLogSource implements LogSource {
  readonly #transport: KubeTransport;
  readonly #clock: Clock;
  readonly #probeMs: number;
  readonly #mentionMs: number;

  constructor(transport: KubeTransport, clock: Clock, { probeMs = 10_000, mentionMs = 2_000 }: PodLogOptions = {}) {
    this.#transport = transport;
    this.#clock = clock;
    this.#probeMs = probeMs;
    this.#mentionMs = mentionMs;
  }

  follow(target: LogTarget, signal: AbortSignal): AsyncIterable<LogEvent> {
    const restart = restartOfLogId(target.resource);
    if (restart !== undefined) {
      return podLogBeforeRestart({ transport: this.#transport, clock: this.#clock, target, restart, signal });
    }
    const parts = { transport: this.#transport, clock: this.#clock, target, signal };
    return new PodLogFollow({ ...parts, probeMs: this.#probeMs, mentionMs: this.#mentionMs }).events();
  }
}
