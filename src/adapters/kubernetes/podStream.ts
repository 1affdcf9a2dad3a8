import { PassThrough, type Readable } from 'node:stream';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import type { PodContainer } from '../../domain/cluster/ports.ts';
import { ExecChannels, type ExecEnd } from './execChannels.ts';
import type { KubeTransport } from './kubeTransport.ts';

/** Words of a program that are kept for a failure, in characters. */
const LONGEST_WORDS = 2_000;

export interface StreamedEnd {
  readonly end: ExecEnd;
  readonly stderr: string;
}

/**
 * Runs a program in a container and hands its output to `consume` while it comes; what is not taken is not read from the network. The output ends
 * early when the connection does: the end tells.
 */
export async function streamProgram(
  transport: KubeTransport,
  {
    container,
    command,
    input,
  }: { readonly container: PodContainer; readonly command: readonly string[]; readonly input?: Uint8Array },
  consume: (output: Readable) => Promise<void>,
  signal: AbortSignal,
): Promise<Result<StreamedEnd>> {
  const output = new PassThrough();
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  let stderr = '';
  let waiting: Promise<void> | undefined;
  const take = (stream: 'stdout' | 'stderr', bytes: Buffer): Promise<void> | undefined => {
    if (stream === 'stderr') stderr = (stderr + bytes.toString('utf8')).slice(0, LONGEST_WORDS);
    // More can come while the network is being stopped; one wait is enough for all of it.
    else if (!output.destroyed && !output.write(bytes))
      waiting ??= drained(output).then(() => void (waiting = undefined));
    return waiting;
  };
  const options = { command, stdin: input !== undefined, tty: false, take };
  const opened = await ExecChannels.open(transport, container, options, either);
  if (!opened.ok) return opened;
  const channels = opened.value;
  try {
    const consumed = consume(output);
    const ended = channels.ended.then((end) => {
      output.end();
      return end;
    });
    if (input !== undefined) {
      await channels.write(input);
      channels.endInput();
    }
    await consumed;
    if (signal.aborted) return fail(CANCELLED);
    return ok({ end: await ended, stderr });
  } finally {
    stop.abort();
    output.destroy();
    channels.dispose();
  }
}

function drained(output: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      output.off('drain', done);
      output.off('close', done);
      resolve();
    };
    output.on('drain', done);
    output.on('close', done);
  });
}
