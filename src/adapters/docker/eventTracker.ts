import { changesSomething, type EngineEvent } from './events.ts';

/** What has to be read again. */
export interface Dirty {
  readonly containers: ReadonlySet<string>;
  readonly images: boolean;
  readonly volumes: boolean;
  readonly networks: boolean;
}

/** How many events are remembered to recognise one that comes twice. The engine itself keeps 256. */
const REMEMBERED = 1024;

/** Gathers events until somebody reads what they changed. */
export class EventTracker {
  readonly #seen = new Set<string>();
  #containers = new Set<string>();
  #others = new Set<'image' | 'volume' | 'network'>();
  #last: string | undefined;

  /** @param since seconds by the engine's clock from when on every event is expected to be added */
  constructor(since: number | undefined) {
    if (since !== undefined) this.#last = String(since);
  }

  /** Time up to which events have been heard, by the engine's clock, as `since` takes it. */
  get last(): string | undefined {
    return this.#last;
  }

  has(event: EngineEvent): boolean {
    return this.#seen.has(event.key);
  }

  /** Whether it makes anything dirty. */
  add(event: EngineEvent): boolean {
    if (this.#seen.has(event.key)) return false;
    this.#seen.add(event.key);
    if (this.#seen.size > REMEMBERED) this.#forgetOldest();
    if (this.#last === undefined || Number(event.timeNano) >= Number(this.#last)) this.#last = event.timeNano;
    if (!changesSomething(event)) return false;
    const container = event.kind === 'container' ? event.id : event.containerId;
    if (container !== undefined) this.#containers.add(container);
    else if (event.kind !== 'container' && event.kind !== 'other') this.#others.add(event.kind);
    return true;
  }

  /** What is dirty now; it is clean afterwards. */
  take(): Dirty {
    const others = this.#others;
    const dirty = {
      containers: this.#containers,
      images: others.has('image'),
      volumes: others.has('volume'),
      networks: others.has('network'),
    };
    this.#containers = new Set();
    this.#others = new Set();
    return dirty;
  }

  #forgetOldest(): void {
    const [oldest] = this.#seen;
    if (oldest !== undefined) this.#seen.delete(oldest);
  }
}
