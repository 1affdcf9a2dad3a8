import { type Clock, systemClock } from '../../domain/base/clock.ts';
import { Emitter } from '../../domain/base/event.ts';
import type { Failure } from '../../domain/base/failure.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { Snapshot, Watched } from '../../domain/base/watched.ts';
import type { UsageReader } from '../../domain/engines/ports.ts';
import type { Usage } from '../../domain/engines/usage.ts';
import { connectFailure } from './connectFailure.ts';
import { shortName } from './controlFailure.ts';
import { inPath } from './dockerodeClient.ts';
import { GpuSampler } from './gpuSampler.ts';
import { JsonLines } from './jsonLines.ts';
import type { Transport } from './transport.ts';
import { type CpuSample, usageOf } from './usageRecords.ts';
import { Wake } from './wake.ts';

const RETRY_MS = 3_000;
/** Silence after which the last figures are called old; the engine sends some every second. */
const SILENCE_MS = 8_000;

/** Reads what containers use now. */
export class DockerUsage implements UsageReader, Disposable {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #watches = new Set<UsageWatch>();

  constructor(transport: Transport, clock: Clock = systemClock) {
    this.#transport = transport;
    this.#clock = clock;
  }

  watch(id: string): Watched<Usage> {
    const watch = new UsageWatch({ transport: this.#transport, clock: this.#clock, id }, () =>
      this.#watches.delete(watch),
    );
    this.#watches.add(watch);
    return watch;
  }

  dispose(): void {
    for (const watch of this.#watches) watch.dispose();
  }
}

interface UsageParts {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly id: string;
}

class UsageWatch implements Watched<Usage> {
  readonly #parts: UsageParts;
  readonly #changed = new Emitter<Snapshot<Usage>>();
  readonly #end = new AbortController();
  readonly #retry = new Wake();
  readonly #onDispose: () => void;
  #current: Snapshot<Usage> = { state: 'loading' };
  #gpus: Usage['gpus'];

  readonly onDidChange = this.#changed.event;

  constructor(parts: UsageParts, onDispose: () => void) {
    this.#parts = parts;
    this.#onDispose = onDispose;
    void this.#follow();
  }

  get current(): Snapshot<Usage> {
    return this.#current;
  }

  refresh(): void {
    this.#retry.wake();
  }

  dispose(): void {
    this.#end.abort();
    this.#changed.dispose();
    this.#onDispose();
  }

  async #follow(): Promise<void> {
    const { transport, clock, id } = this.#parts;
    const { signal } = this.#end;
    void new GpuSampler(transport, id, clock).run((gpus) => (this.#gpus = gpus), signal);
    while (!signal.aborted) {
      const failure = await this.#stream(signal);
      if (signal.aborted) return;
      this.#lost(failure);
      // A container that is gone has no figures any more.
      if (failure.code === 'not-found') return;
      const paused = AbortSignal.any([signal, AbortSignal.timeout(RETRY_MS)]);
      await this.#retry.wait(paused);
    }
  }

  /** Follows one stream of figures to its end. */
  async #stream(signal: AbortSignal): Promise<Failure> {
    const { transport, id } = this.#parts;
    const path = `/containers/${inPath(id)}/stats`;
    const answer = await transport.request({ method: 'GET', path, query: { stream: true }, signal });
    if (!answer.ok) return answer.failure;
    const silence = setTimeout(() => this.#lost(undefined), SILENCE_MS);
    const lines = new JsonLines();
    let before: CpuSample | undefined;
    try {
      const chunks: AsyncIterable<Uint8Array> = answer.value.body;
      for await (const chunk of chunks) {
        silence.refresh();
        for (const frame of lines.push(chunk)) {
          const read = usageOf(frame, before);
          if (!read) return notRunning(id);
          before = read.sample;
          const value = this.#gpus ? { ...read.usage, gpus: this.#gpus } : read.usage;
          this.#set({ state: 'ready', value });
        }
      }
    } catch (error) {
      return connectFailure(error, transport.endpoint);
    } finally {
      clearTimeout(silence);
    }
    return notRunning(id);
  }

  /** Figures stay visible as old ones while the engine is silent; they go when the container is known not to run. */
  #lost(failure: Failure | undefined): void {
    const current = this.#current;
    const isOver = failure?.code === 'not-found' || failure?.code === 'conflict';
    if (current.state !== 'ready' || isOver) {
      if (failure) this.#set({ state: 'failed', failure });
      return;
    }
    const staleSince = current.staleSince ?? new Date(this.#parts.clock.now());
    this.#set({ ...current, staleSince, ...(failure ? { staleReason: failure } : {}) });
  }

  #set(snapshot: Snapshot<Usage>): void {
    this.#current = snapshot;
    this.#changed.fire(snapshot);
  }
}

function notRunning(id: string): Failure {
  return { code: 'conflict', message: t('{0} is not running', shortName(id)) };
}
