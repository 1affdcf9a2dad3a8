import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import type { PodContainer } from '../../domain/cluster/ports.ts';
import { ExecChannels, execFailure } from './execChannels.ts';
import type { KubeTransport } from './kubeTransport.ts';

/** What a program in a container printed and how it ended. */
export interface PodExecOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const MOST_OUTPUT = 1024 * 1024;

/**
 * Runs a program in a running container and keeps the first 1 MiB that it prints on each stream. An exit code other than 0 is no failure;
 * `tool-missing` is a program that the image does not have.
 */
export async function podExec(
  transport: KubeTransport,
  container: PodContainer,
  command: readonly string[],
  signal: AbortSignal,
): Promise<Result<PodExecOutcome>> {
  const outputs = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const sizes = { stdout: 0, stderr: 0 };
  const take = (stream: 'stdout' | 'stderr', bytes: Buffer): undefined => {
    const left = MOST_OUTPUT - sizes[stream];
    sizes[stream] += bytes.length;
    if (left > 0) outputs[stream].push(Buffer.from(bytes.subarray(0, left)));
  };
  const opened = await ExecChannels.open(transport, container, { command, stdin: false, tty: false, take }, signal);
  if (!opened.ok) return opened;
  const end = await opened.value.ended;
  if (signal.aborted) return fail(CANCELLED);
  if (end.exitCode === undefined) return fail(execFailure(end));
  const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8');
  return ok({ exitCode: end.exitCode, stdout: text(outputs.stdout), stderr: text(outputs.stderr) });
}
