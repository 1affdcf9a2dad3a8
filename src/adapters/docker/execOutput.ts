import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { connectFailure } from './connectFailure.ts';
import { demultiplex } from './demux.ts';
import { inPath } from './dockerodeClient.ts';
import { asRecord, numberOf, stringOf } from '../http/json.ts';
import type { Transport } from './transport.ts';

/** What a program in a container wrote and how it ended. */
export interface ExecOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const MOST_OUTPUT = 1024 * 1024;

/** Makes an exec in a running container; resolves with its id. */
export async function createExec(
  transport: Transport,
  containerId: string,
  body: object,
  signal: AbortSignal,
): Promise<Result<string>> {
  const created = await transport.json({
    method: 'POST',
    path: `/containers/${inPath(containerId)}/exec`,
    body,
    signal,
  });
  if (!created.ok) return created;
  const id = stringOf(asRecord(created.value), 'Id');
  return id === undefined ? fail({ code: 'rejected', message: t('The engine gave the command no id') }) : ok(id);
}

/** The exit code of an exec that has ended. */
export async function execExitCode(
  transport: Transport,
  execId: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const inspected = await transport.json({ method: 'GET', path: `/exec/${inPath(execId)}/json`, signal });
  if (!inspected.ok) return undefined;
  const record = asRecord(inspected.value);
  return record?.get('Running') === true ? undefined : numberOf(record, 'ExitCode');
}

/** Runs a program in a running container and reads what it writes, up to 1 MiB. */
export async function execOutput(
  transport: Transport,
  containerId: string,
  command: readonly string[],
  signal: AbortSignal,
): Promise<Result<ExecOutcome>> {
  const body = { Cmd: command, AttachStdout: true, AttachStderr: true };
  const id = await createExec(transport, containerId, body, signal);
  if (!id.ok) return id;
  const started = await transport.request({
    method: 'POST',
    path: `/exec/${inPath(id.value)}/start`,
    body: { Detach: false, Tty: false },
    signal,
  });
  if (!started.ok) return started;
  const outputs = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  let size = 0;
  try {
    for await (const pieces of demultiplex(started.value.body)) {
      for (const { stream, bytes } of pieces) {
        size += bytes.length;
        if (size <= MOST_OUTPUT) outputs[stream === 'stdout' ? 'stdout' : 'stderr'].push(Buffer.from(bytes));
      }
    }
  } catch (error) {
    return fail(signal.aborted ? CANCELLED : connectFailure(error, transport.endpoint));
  }
  const exitCode = await execExitCode(transport, id.value, signal);
  if (exitCode === undefined)
    return fail({ code: 'rejected', message: t('The engine does not say how the command ended') });
  const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8');
  return ok({ exitCode, stdout: text(outputs.stdout), stderr: text(outputs.stderr) });
}
