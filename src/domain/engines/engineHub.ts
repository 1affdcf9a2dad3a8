import { Emitter, type Event } from '../base/event.ts';
import { fail, ok, type Result } from '../base/failure.ts';
import { type Disposable, DisposableStore } from '../base/lifecycle.ts';
import { t } from '../base/text.ts';
import { watchLater } from '../base/watchLater.ts';
import type { Watched } from '../base/watched.ts';
import type { ImageBuilder, ImageStore } from '../images/ports.ts';
import type { LogSource } from '../logs/ports.ts';
import type { EngineConnection, EngineSnapshot } from './engine.ts';
import type {
  ContainerControl,
  ContainerFiles,
  ContainerPorts,
  EngineCatalog,
  EngineReader,
  ShellOpener,
  UsageReader,
} from './ports.ts';

/** Everything that can be done with one engine. */
export interface Engine extends Disposable {
  readonly connection: EngineConnection;
  readonly reader: EngineReader;
  readonly control: ContainerControl;
  readonly files: ContainerFiles;
  readonly shells: ShellOpener;
  readonly ports: ContainerPorts;
  readonly usage: UsageReader;
  readonly images: ImageStore;
  readonly builder: ImageBuilder;
  readonly logs: LogSource;
}

/** Makes the adapter of a connection. Contacts nothing by itself. */
export type OpenEngine = (connection: EngineConnection) => Promise<Engine>;

export interface EngineHubParts {
  readonly loadCatalog: () => Promise<EngineCatalog>;
  readonly open: OpenEngine;
  /** False in Restricted Mode: then no configuration is read and nobody is contacted. */
  readonly mayConnect: () => boolean;
}

/** The engines of this machine and user: which there are, and the one open adapter of each. Views share it, so that each engine is watched once. */
export class EngineHub implements Disposable {
  readonly #parts: EngineHubParts;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #engines = new Map<string, Promise<Engine>>();
  #catalog: Promise<EngineCatalog> | undefined;
  #connections: Promise<readonly EngineConnection[]> | undefined;
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(parts: EngineHubParts) {
    this.#parts = parts;
  }

  /** The known engines, the current one first. Opens no connection. */
  list(): Promise<readonly EngineConnection[]> {
    if (!this.#parts.mayConnect()) return Promise.resolve([]);
    this.#connections ??= this.#readConnections();
    return this.#connections;
  }

  /** Reads the list of engines again at the next call of `list`. */
  forget(): void {
    this.#connections = undefined;
    this.#changed.fire();
  }

  async engine(id: string): Promise<Result<Engine>> {
    const connection = (await this.list()).find((each) => each.id === id);
    if (!connection) {
      return fail({
        code: 'not-found',
        message: t('The engine {0} is not known any more.', id),
        nextStep: t('Refresh the Clusters view to see the engines that are there now.'),
      });
    }
    let engine = this.#engines.get(id);
    if (!engine) {
      engine = this.#parts.open(connection);
      this.#engines.set(id, engine);
    }
    return ok(await engine);
  }

  /** The engine that the docker command line would use now. */
  async current(): Promise<Result<Engine>> {
    const connections = await this.list();
    const connection = connections.find(({ isCurrent }) => isCurrent) ?? connections[0];
    if (connection) return await this.engine(connection.id);
    return fail({
      code: 'not-found',
      message: t('No container engine was found.'),
      nextStep: t('Install Docker or Podman, or add the address of an engine in the settings.'),
    });
  }

  /** A live snapshot of one engine. Loading until the adapter is there. */
  watch(id: string): Watched<EngineSnapshot> {
    return watchLater(async () => {
      const engine = await this.engine(id);
      return engine.ok ? ok(engine.value.reader.watch()) : engine;
    });
  }

  dispose(): void {
    this.#store.dispose();
    for (const engine of this.#engines.values()) void engine.then((each) => each.dispose());
    this.#engines.clear();
    void this.#catalog?.then((catalog) => catalog.dispose());
  }

  async #readConnections(): Promise<readonly EngineConnection[]> {
    if (!this.#catalog) {
      this.#catalog = this.#parts.loadCatalog();
      const catalog = await this.#catalog;
      this.#store.add(catalog.onDidChange(() => this.forget()));
    }
    const connections = await (await this.#catalog).list();
    this.#dropChanged(connections);
    return connections.toSorted((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
  }

  /** An engine whose address changed is opened anew. */
  #dropChanged(connections: readonly EngineConnection[]): void {
    const addresses = new Map(connections.map(({ id, endpoint }) => [id, JSON.stringify(endpoint)]));
    for (const [id, engine] of this.#engines) {
      void engine.then((each) => {
        if (addresses.get(id) === JSON.stringify(each.connection.endpoint)) return;
        this.#engines.delete(id);
        each.dispose();
      });
    }
  }
}
