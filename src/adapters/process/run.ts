import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { killTree } from './killTree.ts';
import { LineSplitter } from './lineSplitter.ts';
import { Tail } from './tail.ts';

/** How a program is run. */
export interface RunOptions {
  /** Each an argument of its own; names from outside stand after `'--'`. No shell reads them. */
  readonly args: readonly string[];
  readonly cwd?: string;
  /** The whole environment; absent: that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Written to standard input, which is closed afterwards. Absent: standard input is empty. */
  readonly input?: string | Uint8Array | NodeJS.ReadableStream;
  /** The bundled guard.ts: the program also ends when this process is killed. It gets no input then. */
  readonly guard?: URL;
  /** Milliseconds; absent: no limit. */
  readonly timeoutMs?: number;
  /** Bytes of each output that are kept, from the end. Default: 1 MiB. */
  readonly keepBytes?: number;
  /** Called for every line as it arrives, without its end. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Said when the program is not found, for example how to install it. */
  readonly missingNextStep?: string;
}

/** How a program ended by itself. A code other than 0 is not a failure here: the caller knows what it means. */
export interface RunOutcome {
  /** 128 + signal number when it was killed by somebody else, as shells say it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The beginning of an output is gone, because it was longer than `keepBytes`. */
  readonly isCut: boolean;
}

/** Milliseconds that outputs may stay open after the program has ended (a child that left its group can hold them). */
const DRAIN_MS = 500;
const DEFAULT_KEEP = 1024 * 1024;
const SIGNAL_BASE = 128;

/**
 * Runs a program without a shell. Abort and time-out end its whole process group within 2 s.
 *
 * Failures: `tool-missing` (program not found or not executable), `timeout`, `cancelled`, `not-found` (working folder).
 */
export function run(program: string, options: RunOptions, signal: AbortSignal): Promise<Result<RunOutcome>> {
  if (signal.aborted) return Promise.resolve(fail(CANCELLED));
  const { guard, input } = options;
  const command = guard ? process.execPath : program;
  const args = guard ? [fileURLToPath(guard), program, ...options.args] : [...options.args];
  // The extension host of the desktop is Electron, which is Node only when it is told so.
  const env = guard ? { ...(options.env ?? process.env), ELECTRON_RUN_AS_NODE: '1' } : options.env;
  const child = spawn(command, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(env === undefined ? {} : { env }),
    detached: process.platform !== 'win32',
    windowsHide: true,
    // Nothing is ever written to a guard: that its input ends is the news.
    stdio: [guard === undefined && input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  const output = collect(child, options);
  if (guard === undefined) feed(child, input);

  return new Promise((resolve) => {
    let stopped: Failure | undefined;
    const stop = (failure: Failure): void => {
      stopped ??= failure;
      killTree(child);
    };
    const onAbort = (): void => stop(CANCELLED);
    signal.addEventListener('abort', onAbort, { once: true });
    const limit =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => stop(timedOut(program, options.timeoutMs ?? 0)), options.timeoutMs);
    const settle = (result: Result<RunOutcome>): void => {
      signal.removeEventListener('abort', onAbort);
      clearTimeout(limit);
      resolve(result);
    };
    child.once('error', (error) => settle(fail(stopped ?? notStarted(program, options, error))));
    child.once('exit', () => {
      const drain = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, DRAIN_MS);
      child.once('close', () => clearTimeout(drain));
    });
    child.once('close', (code, killedBy) => {
      const exitCode = code ?? SIGNAL_BASE + signalNumber(killedBy);
      settle(stopped ? fail(stopped) : ok({ exitCode, ...output.finish() }));
    });
  });
}

function collect(child: ChildProcess, { onLine, keepBytes = DEFAULT_KEEP }: RunOptions) {
  const reader = (name: 'stdout' | 'stderr') => {
    const tail = new Tail(keepBytes);
    const lines = onLine && new LineSplitter((line) => onLine(line, name));
    child[name]?.on('data', (chunk: Buffer) => {
      tail.push(chunk);
      lines?.push(chunk);
    });
    return { tail, lines };
  };
  const stdout = reader('stdout');
  const stderr = reader('stderr');
  return {
    finish: () => {
      stdout.lines?.end();
      stderr.lines?.end();
      const texts = { stdout: stdout.tail.text(), stderr: stderr.tail.text() };
      return { ...texts, isCut: stdout.tail.isCut || stderr.tail.isCut };
    },
  };
}

function feed(child: ChildProcess, input: RunOptions['input']): void {
  if (input === undefined || child.stdin === null) return;
  const { stdin } = child;
  // A program may end before it has read everything (EPIPE); its exit code tells what matters.
  stdin.on('error', () => stdin.destroy());
  if (typeof input === 'string' || input instanceof Uint8Array) stdin.end(input);
  else input.pipe(stdin);
}

function timedOut(program: string, ms: number): Failure {
  return { code: 'timeout', message: t('{0} did not end within {1} s', program, Math.round(ms / 1000)) };
}

function notStarted(program: string, options: RunOptions, error: Error): Failure {
  if (options.cwd !== undefined && !existsSync(options.cwd)) {
    return { code: 'not-found', message: t('The folder {0} does not exist', options.cwd), detail: error.message };
  }
  const isUnknown = 'code' in error && error.code === 'ENOENT';
  return {
    code: 'tool-missing',
    message: isUnknown ? t('{0} was not found', program) : t('{0} could not be started', program),
    nextStep: options.missingNextStep ?? t('Install {0}, or add its folder to PATH and restart the editor.', program),
    detail: error.message,
  };
}

/** Numbers of POSIX.1 for the signals that end programs in practice. */
const SIGNALS = new Map([
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGABRT', 6],
  ['SIGKILL', 9],
  ['SIGSEGV', 11],
  ['SIGPIPE', 13],
  ['SIGTERM', 15],
]);

function signalNumber(signal: NodeJS.Signals | null): number {
  return SIGNALS.get(signal ?? '') ?? 0;
}
