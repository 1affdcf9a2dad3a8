import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type { PodContainer } from '../../domain/cluster/ports.ts';
import { ExecChannels, execFailure } from './execChannels.ts';
import type { KubeTransport } from './kubeTransport.ts';

export interface PodProgram {
  readonly command: readonly string[];
  /** Sent to its standard input. The program must know its length: clusters before 1.30 cannot tell the end. */
  readonly input?: Uint8Array;
  /** More output than this is left out, in bytes. */
  readonly mostOutput: number;
}

/** What a program printed and how it ended. */
export interface PodProgramEnd {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** There was more on the standard output. */
  readonly isCut: boolean;
}

/**
 * Runs a program in a running container and keeps what it prints. An exit code other than 0 is no failure; `tool-missing` is a program that the
 * image does not have, `unreachable` a container that is not there.
 */
export async function runPodProgram(
  transport: KubeTransport,
  container: PodContainer,
  { command, input, mostOutput }: PodProgram,
  signal: AbortSignal,
): Promise<Result<PodProgramEnd>> {
  const outputs = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const sizes = { stdout: 0, stderr: 0 };
  const take = (stream: 'stdout' | 'stderr', bytes: Buffer): undefined => {
    const left = mostOutput - sizes[stream];
    sizes[stream] += bytes.length;
    if (left > 0) outputs[stream].push(Buffer.from(bytes.subarray(0, left)));
  };
  const options = { command, stdin: input !== undefined, tty: false, take };
  const opened = await ExecChannels.open(transport, container, options, signal);
  if (!opened.ok) return opened;
  const channels = opened.value;
  if (input !== undefined) {
    await channels.write(input);
    channels.endInput();
  }
  const end = await channels.ended;
  channels.dispose();
  if (signal.aborted) return fail(CANCELLED);
  if (end.exitCode === undefined) return fail(execFailure(end));
  return ok({
    exitCode: end.exitCode,
    stdout: Buffer.concat(outputs.stdout),
    stderr: Buffer.concat(outputs.stderr).toString('utf8'),
    isCut: sizes.stdout > mostOutput,
  });
}

/** Words of programs in a container about files, as a failure. `silent`: the message where they said nothing. */
export function fileFailure(words: string, silent: string): Failure {
  const detail = words === '' ? {} : { detail: words };
  if (/no such file|not found|nonexistent|can't (?:change directory|cd)/i.test(words)) {
    return { code: 'not-found', message: t('there is no such file or folder'), ...detail };
  }
  if (/no space left|quota exceeded/i.test(words)) {
    return { code: 'no-space', message: t('the disk of the container is full'), ...detail };
  }
  if (/file exists/i.test(words)) {
    return { code: 'conflict', message: t('there is a file or folder of this name'), ...detail };
  }
  const first = plainLine(words.trim().split('\n', 1)[0] ?? '');
  if (/permission denied|read-only|not permitted/i.test(words)) {
    return { code: 'forbidden', message: t('the container may not use this path: {0}', first), ...detail };
  }
  return { code: 'rejected', message: first || silent, ...detail };
}
