import type { RawData, WebSocket } from 'ws';
import { type Failure, ok, type Result } from '../../domain/base/failure.ts';
import { parsedJson } from '../../domain/base/parsedJson.ts';
import { plainText } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type { PodContainer } from '../../domain/cluster/ports.ts';
import { asRecord, recordOf, recordsOf, stringOf } from '../http/json.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { podPath } from './podState.ts';

/** Version 5 can end the input alone; 4 is for clusters before 1.30. Source: Kubernetes, KEP-4006. */
const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const ERROR = 3;
const RESIZE = 4;
const CLOSE = 255;

/** More than this is not kept waiting for the network, in bytes. */
const MOST_WAITING = 1024 * 1024;
const LARGEST_FRAME = 32 * 1024;

/** How a program in a container ended. */
export interface ExecEnd {
  /** Absent: the connection ended first, or the program could not be started. */
  readonly exitCode: number | undefined;
  /** The server's words, when it was not simply an exit code. */
  readonly problem?: string;
}

export interface ExecOptions {
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly take: TakeOutput;
}

/** Takes output. While it gives a promise nothing more is read from the network. */
export type TakeOutput = (stream: 'stdout' | 'stderr', bytes: Buffer) => Promise<void> | undefined;

/** A program that runs in a container, with its streams on the channels of one WebSocket. */
export class ExecChannels {
  readonly #socket: WebSocket;
  readonly #ended: Promise<ExecEnd>;
  #end: ExecEnd | undefined;
  #hasDetached = false;
  #writing: Promise<boolean> = Promise.resolve(true);
  readonly #take: TakeOutput;

  private constructor(socket: WebSocket, take: TakeOutput) {
    this.#socket = socket;
    this.#take = take;
    this.#ended = new Promise((resolve) => {
      socket.on('message', (data) => this.#message(bytesOf(data)));
      socket.once('close', (_code, reason) => {
        const said = plainText(reason.toString());
        resolve(this.#end ?? { exitCode: undefined, ...(said === '' ? {} : { problem: said }) });
      });
      if (socket.readyState >= socket.CLOSING) resolve({ exitCode: undefined });
    });
    socket.resume();
  }

  /** Starts a program. Failures are those of the API server: forbidden, no such pod; that the program is not there comes with the end. */
  static async open(
    transport: KubeTransport,
    { namespace, pod, container }: PodContainer,
    { command, stdin, tty, take }: ExecOptions,
    signal: AbortSignal,
  ): Promise<Result<ExecChannels>> {
    // With a terminal there is one output only.
    const query = { container, command, stdin, stdout: true, stderr: !tty, tty };
    const path = podPath(namespace, pod, 'exec');
    const opened = await transport.socket({ path, query, protocols: PROTOCOLS }, signal);
    return opened.ok ? ok(new ExecChannels(opened.value, take)) : opened;
  }

  /** Resolves when the program has ended or the connection is gone; never rejects. */
  get ended(): Promise<ExecEnd> {
    return this.#ended;
  }

  /** Sends input behind what was given before; resolves when more of it may come. False: the connection is gone. */
  write(bytes: Uint8Array): Promise<boolean> {
    this.#writing = this.#writing.then(() => this.#writeAll(bytes));
    return this.#writing;
  }

  async #writeAll(bytes: Uint8Array): Promise<boolean> {
    for (let at = 0; at < bytes.length; at += LARGEST_FRAME) {
      const piece = bytes.subarray(at, at + LARGEST_FRAME);
      if (!(await this.#send(STDIN, piece))) return false;
    }
    return true;
  }

  /** Whether the end of the input can be told to the program alone. */
  get canEndInput(): boolean {
    return this.#socket.protocol === PROTOCOLS[0];
  }

  endInput(): void {
    if (this.canEndInput) void this.#send(CLOSE, Uint8Array.of(STDIN));
  }

  resize(columns: number, rows: number): void {
    void this.#send(RESIZE, Buffer.from(JSON.stringify({ Width: columns, Height: rows })));
  }

  dispose(): void {
    this.#hasDetached = true;
    this.#socket.close();
    this.#socket.terminate();
  }

  #send(channel: number, bytes: Uint8Array): Promise<boolean> {
    if (this.#socket.readyState !== this.#socket.OPEN) return Promise.resolve(false);
    const isFull = this.#socket.bufferedAmount > MOST_WAITING;
    return new Promise((resolve) => {
      this.#socket.send(Buffer.concat([Uint8Array.of(channel), bytes]), { binary: true }, (error) => {
        if (isFull || error) resolve(!error);
      });
      if (!isFull) resolve(true);
    });
  }

  #message(message: Buffer): void {
    const channel = message[0];
    const bytes = message.subarray(1);
    if (channel === ERROR) this.#end = endOf(bytes.toString('utf8'));
    if (this.#hasDetached || bytes.length === 0 || (channel !== STDOUT && channel !== STDERR)) return;
    const wait = this.#take(channel === STDOUT ? 'stdout' : 'stderr', bytes);
    if (!wait) return;
    this.#socket.pause();
    void wait.then(() => this.#socket.resume());
  }
}

/** The last word on the error channel is a Status: success, or an exit code among its causes. */
export function endOf(text: string): ExecEnd {
  // Undefined: older servers say it in plain words.
  const status = asRecord(parsedJson(text));
  if (!status) return { exitCode: undefined, problem: plainText(text) };
  if (stringOf(status, 'status') === 'Success') return { exitCode: 0 };
  const causes = recordsOf(recordOf(status, 'details'), 'causes');
  const code = Number(
    stringOf(
      causes.find((each) => stringOf(each, 'reason') === 'ExitCode'),
      'message',
    ) ?? Number.NaN,
  );
  if (Number.isInteger(code)) return { exitCode: code };
  return { exitCode: undefined, problem: plainText(stringOf(status, 'message') ?? text) };
}

/** Runtimes say it in their own words when a program is not in the image. */
export function isMissingProgram(problem: string | undefined): boolean {
  return /executable file not found|no such file or directory/i.test(problem ?? '');
}

/** Why there is no exit code. */
export function execFailure(end: ExecEnd): Failure {
  if (end.problem === undefined) return { code: 'unreachable', message: t('the connection to the container was lost') };
  if (isMissingProgram(end.problem)) {
    return { code: 'tool-missing', message: t('the program is not in the image'), detail: end.problem };
  }
  return { code: 'rejected', message: end.problem };
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
