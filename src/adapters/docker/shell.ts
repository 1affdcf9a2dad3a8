import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { systemClock } from '../../domain/base/clock.ts';
import { Emitter, type Event } from '../../domain/base/event.ts';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ShellOpener, ShellSession } from '../../domain/engines/ports.ts';
import { during, shortName } from './controlFailure.ts';
import { inPath } from './dockerodeClient.ts';
import { createExec, execExitCode, execOutput } from './execOutput.ts';
import { asRecord, recordOf } from '../http/json.ts';
import type { Transport } from './transport.ts';

/** Takes bash where it is, else the shell that every image with a shell has. Without job control noise when neither is a login shell. */
const SHELL = ['sh', '-c', 'if command -v bash >/dev/null 2>&1; then exec bash; else exec sh; fi'];

/** Ends every process that has the mark of a shell in its environment; the mark comes as the first argument. */
const HANG_UP = [
  'sh',
  '-c',
  'for p in /proc/[0-9]*; do grep -qs -- "$1" "$p/environ" && kill -HUP "${p#/proc/}"; done; exit 0',
  'sh',
];
const KILLED = 137;
const HANG_UP_MS = 5_000;
/** An engine can be this late in noticing that a container has stopped. */
const STOP_LAG_MS = 300;

/** How long a shell may take to say its first word before it is taken for a quiet one, in milliseconds. */
const FIRST_WORD_MS = 1_000;
/** How long the reason of an end is asked for, in milliseconds. */
const REASON_MS = 3_000;

/** The engine itself writes into the terminal when the program cannot be started. */
const NOT_STARTED =
  /^(?:OCI runtime exec failed|exec failed|runc exec failed|\{"message":)|executable file .*not found/i;

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Opens shells with a terminal in running containers. */
export class DockerShells implements ShellOpener {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async open(id: string, size: Size, signal: AbortSignal): Promise<Result<ShellSession>> {
    const attempt = (reason: string): string => t('Could not open a shell in {0}: {1}', shortName(id), reason);
    const marker = `TRAINYARD_SHELL=${randomUUID()}`;
    const body = {
      Cmd: SHELL,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: true,
      Env: ['TERM=xterm-256color', marker],
      ConsoleSize: [size.rows, size.columns],
    };
    const exec = await createExec(this.#transport, id, body, signal);
    if (!exec.ok) return fail(during(exec.failure, attempt));
    const hijacked = await this.#transport.hijack({
      method: 'POST',
      path: `/exec/${inPath(exec.value)}/start`,
      body: { Detach: false, Tty: true },
      signal,
    });
    if (!hijacked.ok) return fail(during(hijacked.failure, attempt));
    const session = new DockerShell(this.#transport, hijacked.value.socket, {
      containerId: id,
      execId: exec.value,
      marker,
    });
    const failure = await session.started(signal);
    if (failure) {
      session.dispose();
      return fail(during(failure, attempt));
    }
    session.resize(size.columns, size.rows);
    return ok(session);
  }
}

class DockerShell implements ShellSession {
  readonly #transport: Transport;
  readonly #socket: Duplex;
  readonly #ids: { readonly containerId: string; readonly execId: string; readonly marker: string };
  readonly #data = new Emitter<Uint8Array>();
  readonly #exit = new Emitter<number | undefined>();
  /** What came before anybody listened. */
  #early: Uint8Array[] | undefined = [];
  #hasEnded = false;
  #exitCode: { readonly code: number | undefined } | undefined;

  constructor(
    transport: Transport,
    socket: Duplex,
    ids: { readonly containerId: string; readonly execId: string; readonly marker: string },
  ) {
    this.#transport = transport;
    this.#socket = socket;
    this.#ids = ids;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    // What cut the connection is found out by asking the engine, below.
    socket.on('error', () => socket.destroy());
    socket.once('end', () => socket.destroy());
    socket.once('close', () => void this.#ended());
  }

  readonly onData: Event<Uint8Array> = (listener) => {
    const subscription = this.#data.event(listener);
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const chunk of early) listener(chunk);
    return subscription;
  };

  /** A listener that comes after the end is told at once. */
  readonly onExit: Event<number | undefined> = (listener) => {
    const subscription = this.#exit.event(listener);
    if (this.#exitCode) listener(this.#exitCode.code);
    return subscription;
  };

  /** Resolves when the shell runs, or with the reason why it does not. */
  started(signal: AbortSignal): Promise<Failure | undefined> {
    return new Promise((resolve) => {
      const text = (): string => Buffer.concat(this.#early ?? []).toString('utf8');
      const settle = (failure: Failure | undefined): void => {
        clearTimeout(limit);
        signal.removeEventListener('abort', onAbort);
        this.#socket.off('data', onData);
        this.#socket.off('close', onClose);
        resolve(failure);
      };
      const onAbort = (): void => settle(CANCELLED);
      const onData = (): void => {
        if (!NOT_STARTED.test(text())) settle(undefined);
      };
      const onClose = (): void => settle(notStarted(text()));
      const limit = setTimeout(() => settle(NOT_STARTED.test(text()) ? notStarted(text()) : undefined), FIRST_WORD_MS);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#socket.on('data', onData);
      this.#socket.once('close', onClose);
    });
  }

  write(data: string): void {
    if (!this.#socket.destroyed) this.#socket.write(data);
  }

  resize(columns: number, rows: number): void {
    if (this.#hasEnded) return;
    const path = `/exec/${inPath(this.#ids.execId)}/resize`;
    const signal = AbortSignal.timeout(REASON_MS);
    // A shell that has just ended cannot be resized, and nobody needs to know.
    void this.#transport.json({ method: 'POST', path, query: { h: rows, w: columns }, signal });
  }

  dispose(): void {
    if (this.#hasEnded) return;
    this.#data.dispose();
    this.#socket.destroy();
    void this.#hangUp();
  }

  /** Closing the connection leaves the shell and what runs in it behind in the container, so they are told to hang up. */
  async #hangUp(): Promise<void> {
    const { containerId, marker } = this.#ids;
    await execOutput(this.#transport, containerId, [...HANG_UP, marker], AbortSignal.timeout(HANG_UP_MS));
  }

  #take(chunk: Uint8Array): void {
    if (this.#early) this.#early.push(Uint8Array.from(chunk));
    else this.#data.fire(chunk);
  }

  async #ended(): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const signal = AbortSignal.timeout(REASON_MS);
    const code = await execExitCode(this.#transport, this.#ids.execId, signal);
    if (code === undefined || code === KILLED) await systemClock.sleep(STOP_LAG_MS, signal);
    const reason = await this.#reason(code, signal);
    if (reason !== undefined) this.#take(Buffer.from(`\r\n${reason}\r\n`));
    this.#exitCode = { code };
    this.#exit.fire(code);
  }

  /** Why it ended, when it was not the user who left the shell. */
  async #reason(code: number | undefined, signal: AbortSignal): Promise<string | undefined> {
    const path = `/containers/${inPath(this.#ids.containerId)}/json`;
    const inspected = await this.#transport.json({ method: 'GET', path, signal });
    if (!inspected.ok) {
      return inspected.failure.code === 'not-found' ? t('The container has been removed') : inspected.failure.message;
    }
    if (recordOf(asRecord(inspected.value), 'State')?.get('Running') !== true) return t('The container has stopped');
    return code === undefined ? t('The connection to the container was lost') : undefined;
  }
}

function notStarted(text: string): Failure {
  const isMissing = text === '' || NOT_STARTED.test(text);
  if (!isMissing) return { code: 'rejected', message: t('the shell ended at once'), detail: text.trim() };
  return {
    code: 'tool-missing',
    message: t('there is no shell in its image'),
    nextStep: t('Use an image with a shell, or a debug variant of this one.'),
    detail: text.trim(),
  };
}
