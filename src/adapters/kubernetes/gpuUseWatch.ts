import type { Clock } from '../../domain/base/clock.ts';
import { Emitter } from '../../domain/base/event.ts';
import { type Failure, ok, type Result } from '../../domain/base/failure.ts';
import type { Snapshot, Watched } from '../../domain/base/watched.ts';
import { type GpuUse, gpuUseOf, type GpuReading } from '../../domain/cluster/gpuUse.ts';
import { GpuUseHistory } from '../../domain/cluster/gpuUseHistory.ts';
import { findGpuSource, type FoundSource, type GpuSource } from './gpuSources.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { SharedWatch } from './sharedWatch.ts';

/** What the user has said about reading the use of GPUs. */
export interface GpuUseOptions {
  /** The Prometheus of a context, `namespace/service:port`; undefined: it is looked for. */
  readonly prometheus: (context: string) => string | undefined;
  /** Nobody reads figures in a window that is not in front. */
  readonly isLookedAt: () => boolean;
}

/** Where nothing was found it is looked for again, in milliseconds. */
const SEARCH_MS = 5 * 60_000;
/** Where something went wrong: it may pass. */
const RETRY_MS = 30_000;
/** How soon a window is noticed that was not in front. */
const LOOK_MS = 5_000;
/** A source that fails so often is looked for anew. */
const MOST_FAILURES = 3;

/** The use of the GPUs of one cluster: read while anybody holds a watch, once for all who do. */
export class GpuUseWatches {
  readonly #parts: PollerParts;
  readonly #shared: SharedWatch<GpuUse>;

  constructor(transport: KubeTransport, options: GpuUseOptions, clock: Clock) {
    this.#parts = { transport, options, clock, memory: { history: new GpuUseHistory() } };
    this.#shared = new SharedWatch<GpuUse>(
      () => new Poller(this.#parts),
      () => undefined,
    );
  }

  watch(): Watched<GpuUse> {
    return this.#shared.hold();
  }

  dispose(): void {
    this.#shared.dispose();
  }
}

interface PollerParts {
  readonly transport: KubeTransport;
  readonly options: GpuUseOptions;
  readonly clock: Clock;
  readonly memory: Memory;
}

/** What outlives the single watch: rows that are opened again show what was there, and exporters are not asked sooner. */
interface Memory {
  readonly history: GpuUseHistory;
  source?: GpuSource | undefined;
  /** What the setting said when it was found, and when that was. */
  setting?: string | undefined;
  foundAt?: number;
  snapshot?: Snapshot<GpuUse>;
  readAt?: number;
}

class Poller implements Watched<GpuUse> {
  readonly #parts: PollerParts;
  readonly #changed = new Emitter<Snapshot<GpuUse>>();
  readonly #end = new AbortController();
  #wake = new AbortController();
  #failures = 0;
  readonly onDidChange = this.#changed.event;

  constructor(parts: PollerParts) {
    this.#parts = parts;
    void this.#run();
  }

  get current(): Snapshot<GpuUse> {
    return this.#parts.memory.snapshot ?? { state: 'loading' };
  }

  refresh(): void {
    this.#parts.memory.readAt = -Infinity;
    if (this.current.state === 'failed') this.#parts.memory.source = undefined;
    this.#wake.abort();
  }

  dispose(): void {
    this.#end.abort();
    this.#wake.abort();
    this.#changed.dispose();
  }

  async #run(): Promise<void> {
    const { clock, options } = this.#parts;
    while (!this.#end.signal.aborted) {
      const wait = this.#waitMs();
      if (wait <= 0 && options.isLookedAt()) {
        await this.#read();
        continue;
      }
      this.#wake = new AbortController();
      await clock.sleep(Math.max(wait, LOOK_MS), AbortSignal.any([this.#wake.signal, this.#end.signal]));
    }
  }

  #waitMs(): number {
    const { clock, memory } = this.#parts;
    const { current } = this;
    const every = current.state === 'failed' ? retryMs(current.failure) : (memory.source?.everyMs ?? 0);
    return (memory.readAt ?? -Infinity) + every - clock.now();
  }

  async #read(): Promise<void> {
    const { clock, memory, options, transport } = this.#parts;
    const { signal } = this.#end;
    const setting = options.prometheus(transport.connection.label);
    if (this.#isOld(setting)) memory.source = undefined;
    const known = memory.source;
    const found = known ? await readAgain(known, signal) : await findGpuSource(transport, setting, signal);
    if (signal.aborted) return;
    memory.readAt = clock.now();
    if (!found.ok) return this.#failed(found.failure);
    this.#failures = 0;
    if (!known) Object.assign(memory, { source: found.value.source, setting, foundAt: memory.readAt });
    this.#take(found.value.source, found.value.readings);
  }

  /** The setting names another, or the exporters are those of some time ago: nodes come and go. */
  #isOld(setting: string | undefined): boolean {
    const { source, setting: before, foundAt = 0 } = this.#parts.memory;
    if (!source || setting !== before) return true;
    return !source.remembers && this.#parts.clock.now() - foundAt > SEARCH_MS;
  }

  #take(source: GpuSource, readings: readonly GpuReading[]): void {
    const { clock, memory } = this.#parts;
    const readAt = new Date(clock.now());
    const pasts = source.remembers ? undefined : memory.history.add(readings, readAt);
    this.#set({ state: 'ready', value: gpuUseOf(readings, { source: source.name, readAt }, pasts) });
  }

  /** What was read stays, with its age, until the source is given up. */
  #failed(failure: Failure): void {
    const { memory } = this.#parts;
    this.#failures += 1;
    if (memory.source && this.#failures < MOST_FAILURES) return;
    memory.source = undefined;
    this.#set({ state: 'failed', failure });
  }

  #set(snapshot: Snapshot<GpuUse>): void {
    this.#parts.memory.snapshot = snapshot;
    this.#changed.fire(snapshot);
  }
}

async function readAgain(source: GpuSource, signal: AbortSignal): Promise<Result<FoundSource>> {
  const readings = await source.read(signal);
  return readings.ok ? ok({ source, readings: readings.value }) : readings;
}

function retryMs({ code }: Failure): number {
  return code === 'not-found' || code === 'forbidden' || code === 'invalid' ? SEARCH_MS : RETRY_MS;
}
