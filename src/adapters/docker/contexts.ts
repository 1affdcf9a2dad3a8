import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { Emitter, type Event } from '../../domain/base/event.ts';
import { disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { EngineConnection, EngineEndpoint, EngineTls } from '../../domain/engines/engine.ts';
import type { EngineCatalog } from '../../domain/engines/ports.ts';
import { currentContext, names, readContexts, tlsOf } from './contextFiles.ts';
import { endpointKey, endpointOf } from './endpointAddress.ts';

/** Where to look. Given as values, so that tests and settings decide. */
export interface CatalogSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly homeFolder: string;
  /** Addresses from the settings, read again for every list. */
  readonly extraHosts: () => readonly string[];
  readonly userId: number | undefined;
}

export function systemSources(extraHosts: () => readonly string[]): CatalogSources {
  return {
    environment: process.env,
    platform: process.platform,
    homeFolder: homedir(),
    extraHosts,
    userId: process.getuid?.(),
  };
}

/** Changes that come within this time are told once, in milliseconds. */
const SETTLE_MS = 200;

/** Finds engines where the docker command line and the usual products put their addresses. */
export class DockerCatalog implements EngineCatalog {
  readonly #sources: CatalogSources;
  readonly #changed = new Emitter<void>();
  #watchers: FSWatcher[] = [];
  #settle: NodeJS.Timeout | undefined;
  #listeners = 0;

  constructor(sources: CatalogSources) {
    this.#sources = sources;
  }

  /** The configuration folder is watched while somebody listens. */
  readonly onDidChange: Event<void> = (listener) => {
    const subscription = this.#changed.event(listener);
    this.#listeners += 1;
    if (this.#listeners === 1) this.#watch();
    let isGone = false;
    return disposable(() => {
      if (isGone) return;
      isGone = true;
      subscription.dispose();
      this.#listeners -= 1;
      if (this.#listeners === 0) this.#unwatch();
    });
  };

  async list(): Promise<readonly EngineConnection[]> {
    const { environment, extraHosts } = this.#sources;
    const [contexts, chosen, sockets] = await Promise.all([
      readContexts(this.#configFolder),
      currentContext(this.#configFolder),
      this.#sockets(),
    ]);
    const host = environment['DOCKER_HOST'] || undefined;
    // The order in which the command line decides: DOCKER_HOST, DOCKER_CONTEXT, config.json, the default socket.
    const current = host === undefined ? environment['DOCKER_CONTEXT'] || chosen || 'default' : undefined;
    const found: EngineConnection[] = [];
    if (host !== undefined) {
      const endpoint = endpointOf(host, await this.#environmentTls());
      found.push({ id: 'env:DOCKER_HOST', label: 'DOCKER_HOST', source: 'environment', endpoint, isCurrent: true });
    }
    for (const { name, endpoint } of contexts) {
      found.push({ id: `context:${name}`, label: name, source: 'context', endpoint, isCurrent: name === current });
    }
    if (current !== undefined && current !== 'default' && !contexts.some(({ name }) => name === current)) {
      found.push(missingContext(current));
    }
    for (const { path, label, isThere } of sockets) {
      const isCurrent = current === 'default' && path === this.#defaultSocket;
      const absent = isThere ? {} : { isAbsent: true };
      found.push({ id: `socket:${path}`, label, source: 'socket', endpoint: this.#socket(path), isCurrent, ...absent });
    }
    extraHosts().forEach((address, index) => {
      found.push({
        id: `setting:${index}`,
        label: address,
        source: 'setting',
        endpoint: endpointOf(address),
        isCurrent: false,
      });
    });
    return withPresentCurrent(withoutRepeats(found));
  }

  dispose(): void {
    this.#unwatch();
    this.#changed.dispose();
  }

  get #configFolder(): string {
    return this.#sources.environment['DOCKER_CONFIG'] || join(this.#sources.homeFolder, '.docker');
  }

  get #defaultSocket(): string {
    return this.#sources.platform === 'win32' ? '//./pipe/docker_engine' : '/var/run/docker.sock';
  }

  #socket(path: string): EngineEndpoint {
    return this.#sources.platform === 'win32' ? { kind: 'npipe', path } : { kind: 'unix', path };
  }

  async #environmentTls(): Promise<EngineTls | undefined> {
    const { environment, homeFolder } = this.#sources;
    // As the command line has it: any value that is not empty switches verification on, and DOCKER_TLS asks for TLS without it.
    const isVerified = Boolean(environment['DOCKER_TLS_VERIFY']);
    if (!isVerified && !environment['DOCKER_TLS']) return undefined;
    const folder = environment['DOCKER_CERT_PATH'] || join(homeFolder, '.docker');
    return tlsOf(folder, await names(folder), !isVerified) ?? { skipVerify: false };
  }

  /** Sockets that exist. The default one is listed even when it does not, so that there is a row that says why. */
  async #sockets(): Promise<readonly { readonly path: string; readonly label: string; readonly isThere: boolean }[]> {
    const candidates = this.#candidates();
    const isThere = await Promise.all(candidates.map(({ path }) => exists(path)));
    return candidates
      .map((candidate, index) => ({ ...candidate, isThere: isThere[index] === true }))
      .filter((candidate) => candidate.isThere || candidate.path === this.#defaultSocket);
  }

  #candidates(): readonly { readonly path: string; readonly label: string }[] {
    const { platform, homeFolder, environment, userId } = this.#sources;
    const standard = { path: this.#defaultSocket, label: 'Docker' };
    if (platform === 'win32') {
      return [
        standard,
        { path: '//./pipe/dockerDesktopLinuxEngine', label: 'Docker Desktop' },
        { path: '//./pipe/podman-machine-default', label: 'Podman' },
      ];
    }
    const home = (...parts: string[]): string => join(homeFolder, ...parts);
    const runtime = environment['XDG_RUNTIME_DIR'] || (userId === undefined ? undefined : `/run/user/${userId}`);
    const ofRuntime =
      runtime === undefined
        ? []
        : [
            { path: join(runtime, 'docker.sock'), label: t('Docker (rootless)') },
            { path: join(runtime, 'podman', 'podman.sock'), label: 'Podman' },
          ];
    return [
      standard,
      ...ofRuntime,
      { path: home('.docker', 'run', 'docker.sock'), label: 'Docker Desktop' },
      { path: home('.docker', 'desktop', 'docker.sock'), label: 'Docker Desktop' },
      { path: home('.colima', 'default', 'docker.sock'), label: 'Colima' },
      { path: home('.colima', 'docker.sock'), label: 'Colima' },
      { path: home('.config', 'colima', 'default', 'docker.sock'), label: 'Colima' },
      { path: home('.rd', 'docker.sock'), label: 'Rancher Desktop' },
      { path: home('.orbstack', 'run', 'docker.sock'), label: 'OrbStack' },
      { path: home('.local', 'share', 'containers', 'podman', 'machine', 'podman.sock'), label: 'Podman' },
      { path: '/run/podman/podman.sock', label: 'Podman' },
    ];
  }

  /** Folders and not files: the command line replaces its files, and a watch on a file would end with the old one. */
  #watch(): void {
    const folders = [this.#configFolder, join(this.#configFolder, 'contexts', 'meta')];
    for (const folder of folders) {
      try {
        const watcher = watch(folder, { persistent: false }, (_event, file) => this.#touched(folder, file));
        watcher.on('error', () => watcher.close());
        this.#watchers.push(watcher);
      } catch {
        // A folder that is not there has nothing to tell; a context made later is seen with the next list.
        continue;
      }
    }
  }

  #touched(folder: string, file: string | null): void {
    const isOurs =
      folder !== this.#configFolder || file === null || ['config.json', 'contexts'].includes(basename(file));
    if (!isOurs) return;
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => {
      // The folder of the contexts may only now be there.
      this.#unwatch();
      this.#watch();
      this.#changed.fire();
    }, SETTLE_MS);
  }

  #unwatch(): void {
    clearTimeout(this.#settle);
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = [];
  }
}

function missingContext(name: string): EngineConnection {
  const reason = t('There is no Docker context of this name');
  const endpoint = { kind: 'invalid', address: name, reason } as const;
  return { id: `context:${name}`, label: name, source: 'context', endpoint, isCurrent: true };
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    // A socket in a folder that may not be entered is there, as far as the user is concerned: the row says what is wrong.
    return error instanceof Error && 'code' in error && error.code === 'EACCES';
  }
}

/** The first of several ways to the same engine stays; it becomes the current one when any of them is. */
function withoutRepeats(connections: readonly EngineConnection[]): readonly EngineConnection[] {
  const byEndpoint = new Map<string, EngineConnection>();
  for (const connection of connections) {
    const key = connection.endpoint.kind === 'invalid' ? connection.id : endpointKey(connection.endpoint);
    const first = byEndpoint.get(key);
    if (!first) byEndpoint.set(key, connection);
    else if (connection.isCurrent && !first.isCurrent) byEndpoint.set(key, { ...first, isCurrent: true });
  }
  return [...byEndpoint.values()];
}

/**
 * Where the default socket is missing, the first engine that is there or was added by hand takes its place, although the docker command line would
 * fail: a machine with Podman alone is ready for use. Never another context: it may be a machine on which nobody expects a run.
 */
function withPresentCurrent(connections: readonly EngineConnection[]): readonly EngineConnection[] {
  if (connections.find(({ isCurrent }) => isCurrent)?.isAbsent !== true) return connections;
  const present = connections.find(
    ({ isAbsent, source, endpoint }) =>
      isAbsent !== true && (source === 'socket' || source === 'setting') && endpoint.kind !== 'invalid',
  );
  return present ? connections.map((each) => ({ ...each, isCurrent: each === present })) : connections;
}
