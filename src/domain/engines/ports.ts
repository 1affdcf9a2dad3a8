import type { Event } from '../base/event.ts';
import type { Result } from '../base/failure.ts';
import type { Disposable } from '../base/lifecycle.ts';
import type { Watched } from '../base/watched.ts';
import type { ReportBytes } from '../files/ports.ts';
import type { ContainerPlan } from './containerPlan.ts';
import type { EngineConnection, EngineInfo, EngineSnapshot } from './engine.ts';
import type { Usage } from './usage.ts';

/** Which engines are there. Reads contexts, environment and well-known sockets only when asked; opens no connection. */
export interface EngineCatalog extends Disposable {
  list(): Promise<readonly EngineConnection[]>;
  readonly onDidChange: Event<void>;
}

/** Reads one engine. */
export interface EngineReader {
  info(signal: AbortSignal): Promise<Result<EngineInfo>>;
  /**
   * One watch an engine, shared and counted; the last `dispose` ends it. Follows the engine's events with full resync after every gap,
   * retries without limit, and says `staleSince` within 20 s after the engine has fallen silent. Fires at most 5 times a second.
   */
  watch(): Watched<EngineSnapshot>;
  /** The engine's own JSON of one object, for a read-only document. */
  inspect(kind: 'container' | 'image' | 'volume' | 'network', id: string, signal: AbortSignal): Promise<Result<string>>;
}

/** Changes containers. Every method names the container in its failures. */
export interface ContainerControl {
  /** Creates without starting. Warnings are the engine's words. A name in use is `conflict`, a missing image `not-found`. */
  create(
    plan: ContainerPlan,
    signal: AbortSignal,
  ): Promise<Result<{ readonly id: string; readonly warnings: readonly string[] }>>;
  start(id: string, signal: AbortSignal): Promise<Result<void>>;
  /** SIGTERM, then SIGKILL after `graceSeconds`. A container that has stopped already is a success. */
  stop(id: string, graceSeconds: number, signal: AbortSignal): Promise<Result<void>>;
  kill(id: string, signal: AbortSignal): Promise<Result<void>>;
  restart(id: string, signal: AbortSignal): Promise<Result<void>>;
  /** Removes the container and its anonymous volumes; `force` also when it runs. One that is gone already is a success. */
  remove(id: string, force: boolean, signal: AbortSignal): Promise<Result<void>>;
  /** Resolves with the exit code when the container has stopped. Survives cut connections. */
  wait(id: string, signal: AbortSignal): Promise<Result<{ readonly exitCode: number }>>;
  removeVolume(name: string, signal: AbortSignal): Promise<Result<void>>;
  removeNetwork(id: string, signal: AbortSignal): Promise<Result<void>>;
}

/** Copies files between a container (running or not) and this machine. */
export interface ContainerFiles {
  /**
   * Copies a file or folder out of a container into `targetFolder`. Only regular files and folders are written (S7); nothing that exists is
   * overwritten unless `overwrite`. Returns the paths written, relative to the target.
   */
  copyOut(
    id: string,
    path: string,
    target: { readonly folder: string; readonly overwrite: boolean },
    signal: AbortSignal,
  ): Promise<Result<readonly string[]>>;
  /** Copies a local file or folder into a folder of the container. */
  copyIn(id: string, upload: Upload, signal: AbortSignal): Promise<Result<void>>;
}

export interface Upload {
  /** A file or folder of this machine. */
  readonly path: string;
  /** An existing folder of the container. */
  readonly folder: string;
  /** Of the content of its regular files; what has been sent may still have to be written there. */
  readonly report?: ReportBytes;
}

/** Ports on the loopback address of running containers, which nothing was published of. */
export interface ContainerPorts {
  /** What /proc/net/tcp of a container says: who listens there. Source: proc(5). */
  sockets(id: string, signal: AbortSignal): Promise<Result<string>>;
  /** A port of this machine that leads to one of a container, through a program in it for each connection. Connects when it is connected to. */
  open(id: string, target: ContainerPort): Promise<Result<OpenPort>>;
}

export interface ContainerPort {
  readonly port: number;
  /** The Python of the container, as its command names it. */
  readonly python: string;
}

export interface OpenPort extends Disposable {
  /** Of 127.0.0.1 alone. */
  readonly localPort: number;
}

/** A shell or another program with a terminal in a container. */
export interface ShellSession extends Disposable {
  readonly onData: Event<Uint8Array>;
  /** Fires once: the exit code, or undefined when the connection ended first. */
  readonly onExit: Event<number | undefined>;
  write(data: string): void;
  resize(columns: number, rows: number): void;
}

export interface ShellOpener {
  /** Opens the first of the shells that exists in the container (bash, then sh). */
  open(
    id: string,
    size: { readonly columns: number; readonly rows: number },
    signal: AbortSignal,
  ): Promise<Result<ShellSession>>;
}

export interface UsageReader {
  /** CPU, memory and, where it can be asked, GPU use of a running container, about once a second. */
  watch(id: string): Watched<Usage>;
}
