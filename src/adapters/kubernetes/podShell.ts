import { systemClock } from '../../domain/base/clock.ts';
import { Emitter, type Event } from '../../domain/base/event.ts';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { plainLine, plainText } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { parsePodContainerId } from '../../domain/cluster/podContainerId.ts';
import type { PodContainer, ProgramOpener } from '../../domain/cluster/ports.ts';
import type { ShellOpener, ShellSession } from '../../domain/engines/ports.ts';
import { ExecChannels, type ExecEnd, isMissingProgram } from './execChannels.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { readPodState } from './podState.ts';

/** Takes bash where it is, else the shell that every image with a shell has. */
const SHELL = [
  'sh',
  '-c',
  'export TERM=xterm-256color; if command -v bash >/dev/null 2>&1; then exec bash; else exec sh; fi',
];

/** How long a shell may take to say its first word before it is taken for a quiet one, in milliseconds. */
const FIRST_WORD_MS = 1_500;
/** How long the reason of an end is asked for, in milliseconds. */
const REASON_MS = 3_000;
const KILLED = 137;
/** The API server learns this much later than the shell that a container has stopped. */
const STOP_LOOKS = 5;
const STOP_LOOK_MS = 400;

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Opens shells with a terminal in running containers of pods. */
export class PodShells implements ShellOpener, ProgramOpener {
  readonly #transport: KubeTransport;

  constructor(transport: KubeTransport) {
    this.#transport = transport;
  }

  async open(id: string, size: Size, signal: AbortSignal): Promise<Result<ShellSession>> {
    const opened = await this.#start(id, size, { command: SHELL, endOf: notStarted }, signal);
    if (opened.ok || opened.failure.code === 'cancelled') return opened;
    const { pod } = parsePodContainerId(id);
    return fail({ ...opened.failure, message: t('Could not open a shell in {0}: {1}', pod, opened.failure.message) });
  }

  /** A program that ends at once, with whatever code, has run. */
  async openProgram(
    id: string,
    command: readonly string[],
    size: Size,
    signal: AbortSignal,
  ): Promise<Result<ShellSession>> {
    const [program = ''] = command;
    const opened = await this.#start(id, size, { command, endOf: (end) => noProgram(end, program) }, signal);
    if (opened.ok || opened.failure.code === 'cancelled') return opened;
    const { pod } = parsePodContainerId(id);
    const message = t('Could not run {0} in {1}: {2}', plainLine(program), pod, opened.failure.message);
    return fail({ ...opened.failure, message });
  }

  async #start(id: string, size: Size, program: Program, signal: AbortSignal): Promise<Result<ShellSession>> {
    const asked = parsePodContainerId(id);
    const state = await readPodState(this.#transport, asked, signal);
    if (!state.ok) return state;
    const container = { ...asked, container: state.value.container };
    if (!state.value.isRunning) return fail(notRunning(state.value.waitsFor));
    const session = new PodShell(this.#transport, container);
    const failure = await session.start(size, program, signal);
    if (!failure) return ok(session);
    session.dispose();
    return fail(failure);
  }
}

interface Program {
  readonly command: readonly string[];
  /** What an end before the first word means; undefined: it has done its work. */
  readonly endOf: (end: ExecEnd) => Failure | undefined;
}

class PodShell implements ShellSession {
  readonly #transport: KubeTransport;
  readonly #container: PodContainer;
  readonly #data = new Emitter<Uint8Array>();
  readonly #exit = new Emitter<number | undefined>();
  readonly #lifetime = new AbortController();
  #channels: ExecChannels | undefined;
  /** What came before anybody listened. */
  #early: Uint8Array[] | undefined = [];
  #firstWord: (() => void) | undefined;
  #exitCode: { readonly code: number | undefined } | undefined;

  constructor(transport: KubeTransport, container: PodContainer) {
    this.#transport = transport;
    this.#container = container;
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
  async start(size: Size, { command, endOf }: Program, signal: AbortSignal): Promise<Failure | undefined> {
    const onAbort = (): void => this.#lifetime.abort();
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      const take = (_stream: string, bytes: Buffer): undefined => this.#take(bytes);
      const options = { command, stdin: true, tty: true, take };
      const opened = await ExecChannels.open(this.#transport, this.#container, options, this.#lifetime.signal);
      if (!opened.ok) return opened.failure;
      this.#channels = opened.value;
      opened.value.resize(size.columns, size.rows);
      const end = await this.#firstOf(opened.value);
      if (signal.aborted) return CANCELLED;
      const failure = end && end.exitCode !== 0 ? endOf(end) : undefined;
      if (failure) return failure;
      void opened.value.ended.then((ended) => this.#ended(ended));
      return undefined;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  write(data: string): void {
    void this.#channels?.write(Buffer.from(data));
  }

  resize(columns: number, rows: number): void {
    if (!this.#exitCode) this.#channels?.resize(columns, rows);
  }

  /** The runtime ends the terminal with the connection, and with it the shell. */
  dispose(): void {
    this.#data.dispose();
    this.#exit.dispose();
    this.#lifetime.abort();
    this.#channels?.dispose();
  }

  async #firstOf(channels: ExecChannels): Promise<ExecEnd | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const word = new Promise<undefined>((resolve) => {
      this.#firstWord = () => resolve(undefined);
      timer = setTimeout(() => resolve(undefined), FIRST_WORD_MS);
    });
    const end = await Promise.race([word, channels.ended]);
    clearTimeout(timer);
    this.#firstWord = undefined;
    return end;
  }

  #take(chunk: Uint8Array): undefined {
    this.#firstWord?.();
    if (this.#early) this.#early.push(Uint8Array.from(chunk));
    else this.#data.fire(chunk);
  }

  async #ended(end: ExecEnd): Promise<void> {
    if (this.#lifetime.signal.aborted) return;
    const reason = await this.#reason(end);
    if (reason !== undefined) this.#take(Buffer.from(`\r\n${plainText(reason)}\r\n`));
    this.#exitCode = { code: end.exitCode };
    this.#exit.fire(end.exitCode);
  }

  /** Why it ended, when it was not the user who left the shell. */
  async #reason(end: ExecEnd): Promise<string | undefined> {
    if (end.exitCode !== undefined && end.exitCode !== KILLED) return undefined;
    const signal = AbortSignal.timeout(REASON_MS);
    for (let look = 0; look < STOP_LOOKS; look++) {
      const state = await readPodState(this.#transport, this.#container, signal);
      if (!state.ok) return state.failure.code === 'not-found' ? t('The pod was deleted') : state.failure.message;
      if (!state.value.isRunning) return t('The container has stopped');
      await systemClock.sleep(STOP_LOOK_MS, signal);
    }
    return end.exitCode === undefined ? (end.problem ?? t('The connection to the container was lost')) : undefined;
  }
}

function notRunning(waitsFor: string): Failure {
  return waitsFor === ''
    ? { code: 'conflict', message: t('the container does not run') }
    : { code: 'conflict', message: t('the container does not run: {0}', plainLine(waitsFor)) };
}

function notStarted(end: ExecEnd): Failure {
  if (end.problem === undefined) return { code: 'rejected', message: t('the shell ended at once') };
  if (!isMissingProgram(end.problem)) return { code: 'rejected', message: plainLine(end.problem) };
  return {
    code: 'tool-missing',
    message: t('there is no shell in its image'),
    nextStep: t('Use an image with a shell, or debug the pod with a container that has one: kubectl debug'),
    detail: end.problem,
  };
}

function noProgram(end: ExecEnd, program: string): Failure | undefined {
  if (end.problem === undefined || !isMissingProgram(end.problem)) return undefined;
  return {
    code: 'tool-missing',
    message: t('there is no program {0} in its image', plainLine(program)),
    nextStep: t('Give its whole path, or use an image that has it.'),
    detail: end.problem,
  };
}
