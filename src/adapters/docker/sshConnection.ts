import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import type { Failure } from '../../domain/base/failure.ts';
import { plainText } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type { EngineEndpoint } from '../../domain/engines/engine.ts';
import { killTree } from '../process/killTree.ts';
import { Tail } from '../process/tail.ts';
import { codeOf, ConnectError } from '../http/connectError.ts';

type SshEndpoint = Extract<EngineEndpoint, { kind: 'ssh' }>;

const CONNECT_SECONDS = 10;
const KEPT_WORDS = 4096;

/**
 * The arguments for ssh. BatchMode: it never asks, because nobody would see the question. The destination stands after `--`,
 * so that it cannot be taken for an option; the user's own configuration, known_hosts, agent and jump hosts apply.
 */
export function sshArguments({ destination, port, socketPath }: SshEndpoint): string[] {
  const remote = ['docker', ...(socketPath === undefined ? [] : ['--host', `unix://${socketPath}`])];
  return [
    '-o',
    'BatchMode=yes',
    '-o',
    `ConnectTimeout=${CONNECT_SECONDS}`,
    '-T',
    ...(port === undefined ? [] : ['-p', String(port)]),
    '--',
    destination,
    ...remote,
    'system',
    'dial-stdio',
  ];
}

/** A connection to an engine over the user's own ssh. Behaves enough like a socket for http.Agent. */
export class SshConnection extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #words = new Tail(KEPT_WORDS);

  constructor(endpoint: SshEndpoint) {
    super();
    const child = spawn('ssh', sshArguments(endpoint), {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    this.#child = child;
    child.stderr.on('data', (chunk: Buffer) => this.#words.push(chunk));
    child.stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) child.stdout.pause();
    });
    // A write after ssh has ended fails; 'close' below tells why.
    child.stdin.on('error', () => child.stdin.destroy());
    child.on('error', (error) => this.destroy(new ConnectError(notStarted(error))));
    child.on('close', (code) => {
      if (code === 0) this.push(null);
      else this.destroy(new ConnectError(sshFailure(endpoint.destination, this.#words.text(), code)));
    });
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const { stdin } = this.#child;
    if (stdin.destroyed) done();
    else stdin.write(chunk, () => done());
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#child.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#child.exitCode === null && this.#child.signalCode === null) killTree(this.#child);
    done(error);
  }

  // What http.Agent and http.ClientRequest call on a socket. Time-outs and keep-alive are ssh's and the transport's affair.
  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    this.#child.ref();
    return this;
  }

  unref(): this {
    this.#child.unref();
    return this;
  }
}

function notStarted(error: Error): Failure {
  const isMissing = codeOf(error) === 'ENOENT';
  return {
    code: 'tool-missing',
    message: isMissing ? t('ssh was not found') : t('ssh could not be started'),
    nextStep: t('Install OpenSSH and restart the editor.'),
    detail: error.message,
  };
}

interface SshCause {
  readonly pattern: RegExp;
  readonly code: Failure['code'];
  readonly message: (destination: string) => string;
  readonly nextStep: (destination: string) => string;
}

/** Words of OpenSSH, of shells and of the docker command, the first match counts. */
const CAUSES: readonly SshCause[] = [
  {
    pattern: /host key verification failed|no .* host key is known/i,
    code: 'unauthorized',
    message: (destination) => t('The host key of {0} is not known, or has changed', destination),
    nextStep: (destination) => t('Connect once in a terminal (ssh {0}) and check the key.', destination),
  },
  {
    pattern: /permission denied \(|too many authentication failures|no supported authentication/i,
    code: 'unauthorized',
    message: (destination) => t('{0} does not accept your ssh key', destination),
    nextStep: (destination) =>
      t('Add your key to the ssh agent (ssh-add) or to the other machine (ssh-copy-id {0}).', destination),
  },
  {
    pattern: /could not resolve hostname/i,
    code: 'unreachable',
    message: (destination) => t('ssh cannot resolve {0}', destination),
    nextStep: () => t('Check the name in your ssh configuration.'),
  },
  {
    pattern: /connect to host .* connection refused/i,
    code: 'unreachable',
    message: (destination) => t('{0} refuses ssh connections', destination),
    nextStep: () => t('Start sshd there and check the port.'),
  },
  {
    pattern: /timed out|no route to host|network is unreachable/i,
    code: 'unreachable',
    message: (destination) => t('There is no way to {0} by ssh', destination),
    nextStep: () => t('Check the network, the VPN and firewalls.'),
  },
  {
    pattern: /docker: (command )?not found|not found: docker|docker: no such file/i,
    code: 'tool-missing',
    message: (destination) => t('There is no docker command on {0}', destination),
    nextStep: () => t('Install the docker command there.'),
  },
  {
    pattern: /permission denied/i,
    code: 'forbidden',
    message: (destination) => t('You may not use the engine on {0}', destination),
    nextStep: () => t('Have your user there join the docker group.'),
  },
  {
    pattern: /cannot connect to the docker daemon|no such file or directory|dial unix|failed to open the raw stream/i,
    code: 'unreachable',
    message: (destination) => t('No engine runs on {0}', destination),
    nextStep: () => t('Start the engine there.'),
  },
];

/** ssh says what is wrong on standard error; its exit code is 255 for its own errors, else that of the remote command. */
function sshFailure(destination: string, words: string, code: number | null): Failure {
  const detail = plainText(words.trim());
  const cause = CAUSES.find(({ pattern }) => pattern.test(words));
  if (cause) {
    const { message, nextStep } = cause;
    return { code: cause.code, message: message(destination), nextStep: nextStep(destination), detail };
  }
  return {
    code: 'unreachable',
    message: t('ssh to {0} ended (exit code {1})', destination, code ?? '?'),
    nextStep: t('Try it in a terminal: ssh {0}', destination),
    detail,
  };
}
