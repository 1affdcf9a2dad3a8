import { Emitter } from '../../src/domain/base/event.ts';
import type { Snapshot, Watched } from '../../src/domain/base/watched.ts';
import type { EngineConnection, EngineSnapshot } from '../../src/domain/engines/engine.ts';
import { type Engine, EngineHub } from '../../src/domain/engines/engineHub.ts';
import type { EngineCatalog } from '../../src/domain/engines/ports.ts';

export function aConnection(facts: Partial<EngineConnection> = {}): EngineConnection {
  return {
    id: 'context:default',
    label: 'default',
    source: 'context',
    endpoint: { kind: 'unix', path: '/var/run/docker.sock' },
    isCurrent: true,
    ...facts,
  };
}

/** A watched value that a test drives by hand, and that says how often it was let go. */
export class ManualWatched<T> implements Watched<T> {
  readonly #changed = new Emitter<Snapshot<T>>();
  current: Snapshot<T> = { state: 'loading' };
  disposed = 0;
  refreshed = 0;
  readonly onDidChange = this.#changed.event;

  set(snapshot: Snapshot<T>): void {
    this.current = snapshot;
    this.#changed.fire(snapshot);
  }

  refresh(): void {
    this.refreshed += 1;
  }

  dispose(): void {
    this.disposed += 1;
  }
}

/** A hub over engines of which only the watch is there: for what decides who is watched and when. */
export function hubOf(
  connections: EngineConnection[],
  mayConnect: () => boolean = () => true,
): {
  readonly hub: EngineHub;
  readonly watches: Map<string, ManualWatched<EngineSnapshot>[]>;
  readonly changed: Emitter<void>;
  readonly opened: string[];
  readonly closed: string[];
} {
  const watches = new Map<string, ManualWatched<EngineSnapshot>[]>();
  const changed = new Emitter<void>();
  const opened: string[] = [];
  const closed: string[] = [];
  const catalog: EngineCatalog = {
    list: () => Promise.resolve(connections),
    onDidChange: changed.event,
    dispose: () => undefined,
  };
  const open = (connection: EngineConnection): Promise<Engine> => {
    opened.push(connection.id);
    const watch = () => {
      const watched = new ManualWatched<EngineSnapshot>();
      watches.set(connection.id, [...(watches.get(connection.id) ?? []), watched]);
      return watched;
    };
    const unused = new Proxy(
      {},
      { get: (_, name) => () => Promise.reject(new Error(`${String(name)} is not part of this test`)) },
    );
    const parts = {
      control: unused,
      files: unused,
      shells: unused,
      ports: unused,
      usage: unused,
      images: unused,
      builder: unused,
      logs: unused,
    };
    const engine = { connection, reader: { watch }, ...parts, dispose: () => closed.push(connection.id) };
    return Promise.resolve(engine as unknown as Engine);
  };
  return {
    hub: new EngineHub({ loadCatalog: () => Promise.resolve(catalog), open, mayConnect }),
    watches,
    changed,
    opened,
    closed,
  };
}

/** Lets everything that is already resolved run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
