import { type Clock, systemClock } from '../../domain/base/clock.ts';
import { Emitter } from '../../domain/base/event.ts';
import { ok, type Result } from '../../domain/base/failure.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import type { Snapshot, Watched } from '../../domain/base/watched.ts';
import type { EngineInfo, EngineSnapshot } from '../../domain/engines/engine.ts';
import type { EngineReader } from '../../domain/engines/ports.ts';
import { inPath } from './dockerodeClient.ts';
import { DEFAULT_TIMINGS, EngineWatch, type WatchTimings } from './engineWatch.ts';
import { SnapshotReader } from './snapshotReader.ts';
import type { Transport } from './transport.ts';

const PATHS = {
  container: (id: string) => `/containers/${id}/json`,
  image: (id: string) => `/images/${id}/json`,
  volume: (name: string) => `/volumes/${name}`,
  network: (id: string) => `/networks/${id}`,
} as const;

/** Reads one engine, and follows it while anybody looks. */
export class DockerReader implements EngineReader, Disposable {
  readonly #transport: Transport;
  readonly #reader: SnapshotReader;
  readonly #clock: Clock;
  readonly #timings: WatchTimings;
  #shared: EngineWatch | undefined;
  #holders = 0;

  constructor(transport: Transport, clock: Clock = systemClock, timings: WatchTimings = DEFAULT_TIMINGS) {
    this.#transport = transport;
    this.#reader = new SnapshotReader(transport);
    this.#clock = clock;
    this.#timings = timings;
  }

  info(signal: AbortSignal): Promise<Result<EngineInfo>> {
    return this.#reader.info(signal);
  }

  watch(): Watched<EngineSnapshot> {
    this.#shared ??= new EngineWatch({
      transport: this.#transport,
      reader: this.#reader,
      clock: this.#clock,
      timings: this.#timings,
    });
    this.#holders += 1;
    return new Holder(this.#shared, () => this.#release());
  }

  async inspect(
    kind: 'container' | 'image' | 'volume' | 'network',
    id: string,
    signal: AbortSignal,
  ): Promise<Result<string>> {
    const path = PATHS[kind](inPath(id));
    const record = await this.#transport.json({ method: 'GET', path, signal });
    return record.ok ? ok(`${JSON.stringify(record.value, undefined, 2)}\n`) : record;
  }

  dispose(): void {
    this.#shared?.dispose();
    this.#shared = undefined;
  }

  #release(): void {
    this.#holders -= 1;
    if (this.#holders > 0) return;
    this.dispose();
  }
}

/** One holder's view of the shared watch; disposing it twice counts once. */
class Holder implements Watched<EngineSnapshot> {
  readonly #watch: EngineWatch;
  readonly #changed = new Emitter<Snapshot<EngineSnapshot>>();
  readonly #subscription: Disposable;
  readonly onDidChange = this.#changed.event;
  #release: (() => void) | undefined;

  constructor(watch: EngineWatch, release: () => void) {
    this.#watch = watch;
    this.#release = release;
    this.#subscription = watch.onDidChange((snapshot) => this.#changed.fire(snapshot));
  }

  get current(): Snapshot<EngineSnapshot> {
    return this.#watch.current;
  }

  refresh(): void {
    this.#watch.refresh();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
    this.#release?.();
    this.#release = undefined;
  }
}
