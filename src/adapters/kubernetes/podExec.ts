import { ok, type Result } from '../../domain/base/failure.ts';
import type { PodContainer } from '../../domain/cluster/ports.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { runPodProgram } from './podProgram.ts';

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
  const ended = await runPodProgram(transport, container, { command, mostOutput: MOST_OUTPUT }, signal);
  if (!ended.ok) return ended;
  const { exitCode, stdout, stderr } = ended.value;
  return ok({ exitCode, stdout: stdout.toString('utf8'), stderr });
}
