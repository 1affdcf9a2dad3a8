import { readFile, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ContextFinding } from '../../domain/images/contextSurvey.ts';
import { type Dockerignore, parseDockerignore } from '../../domain/images/dockerignore.ts';
import type { ContextJob, ContextMessage, ContextProblem, ContextSummary } from './contextJob.ts';

/** The folder that is sent to the engine, with the rules that say what of it. */
export interface BuildContext {
  /** Symbolic links resolved. */
  readonly folder: string;
  readonly ignorePath: string;
  readonly ignoreText: string;
  readonly rules: Dockerignore;
  /** Path of the Dockerfile in the context, `/` between parts; undefined when it lies outside or is ignored. */
  readonly dockerfile: string | undefined;
}

/** Called with each piece of the tar. The bytes are valid until the promise settles: they are used again. */
export type ContextSink = (
  chunk: Uint8Array,
  progress: { readonly bytes: number; readonly files: number },
) => Promise<void>;

/** Names and paths are short-lived; with more room the thread would only keep them longer. */
const YOUNG_MB = 4;
/** The thread's program. The bundle passes its own file. */
const WORKER_FILE = new URL('./contextWorker.ts', import.meta.url);

/**
 * Reads the rules of a context: `<Dockerfile>.dockerignore` when it is there, else `.dockerignore`.
 * Failures: `not-found` (folder or Dockerfile), `invalid` (a pattern), `forbidden`.
 */
export async function openContext(plan: {
  readonly contextFolder: string;
  readonly dockerfile: string;
}): Promise<Result<BuildContext>> {
  try {
    const folder = await realpath(plan.contextFolder);
    const dockerfile = await realpath(plan.dockerfile);
    const ignore =
      (await readIfThere(`${plan.dockerfile}.dockerignore`)) ?? (await readIfThere(join(folder, '.dockerignore')));
    const { path = join(folder, '.dockerignore'), text = '' } = ignore ?? {};
    const rules = parseDockerignore(text, path);
    if (!rules.ok) return rules;
    const inside = relative(folder, dockerfile);
    const isOutside = inside.startsWith('..') || isAbsolute(inside);
    const name = inside.split(sep).join('/');
    const isSent = !isOutside && !rules.value.ignores(name);
    return ok({
      folder,
      ignorePath: path,
      ignoreText: text,
      rules: rules.value,
      dockerfile: isSent ? name : undefined,
    });
  } catch (error) {
    return fail(failureOf(problemOfError(error), plan.contextFolder));
  }
}

/**
 * Streams the context as an uncompressed tar into `sink`, in pieces of up to 1 MiB; memory stays the same whatever the size.
 * Failures: `conflict` (a file became smaller meanwhile), `forbidden` (unreadable file), `not-found`, `cancelled`. What the sink throws is
 * thrown here.
 */
export async function packContext(
  context: BuildContext,
  options: { readonly extraFiles?: ContextJob['extraFiles']; readonly workerFile?: URL },
  sink: ContextSink,
  signal: AbortSignal,
): Promise<Result<ContextSummary>> {
  const job = jobOf(context, 'pack', options.extraFiles ?? []);
  const end = await runJob(job, { file: options.workerFile ?? WORKER_FILE, sink }, signal);
  return end.ok ? ok(end.value.summary) : end;
}

/** Walks the context without reading a file: how much would be sent, and what of it looks as if it should not be. */
export async function surveyContext(
  context: BuildContext,
  options: { readonly workerFile?: URL },
  signal: AbortSignal,
): Promise<Result<{ readonly summary: ContextSummary; readonly findings: readonly ContextFinding[] }>> {
  return await runJob(
    jobOf(context, 'survey', []),
    { file: options.workerFile ?? WORKER_FILE, sink: async () => undefined },
    signal,
  );
}

function jobOf(context: BuildContext, kind: ContextJob['kind'], extraFiles: ContextJob['extraFiles']): ContextJob {
  return { kind, folder: context.folder, ignoreText: context.ignoreText, ignorePath: context.ignorePath, extraFiles };
}

type JobEnd = Extract<ContextMessage, { kind: 'end' }>;

async function runJob(
  job: ContextJob,
  to: { readonly file: URL; readonly sink: ContextSink },
  signal: AbortSignal,
): Promise<Result<JobEnd>> {
  if (signal.aborted) return fail(CANCELLED);
  const returned = new MessageChannel();
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const workerData = { job, returned: returned.port2, counter };
  const options = { workerData, transferList: [returned.port2], stdout: true, stderr: true };
  // Options of this process (a debugger's port, the way its own program is read) are not the thread's.
  const worker = new Worker(to.file, {
    ...options,
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const onAbort = (): void => void worker.terminate();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const consume = async (message: Chunk, bytes: number): Promise<void> => {
      await to.sink(new Uint8Array(message.buffer, 0, message.length), { bytes, files: message.files });
      returned.port1.postMessage(message.buffer, [message.buffer]);
      Atomics.add(counter, 0, 1);
      Atomics.notify(counter, 0);
    };
    return await receive(worker, job, consume, signal);
  } finally {
    signal.removeEventListener('abort', onAbort);
    returned.port1.close();
    await worker.terminate();
  }
}

type Chunk = Extract<ContextMessage, { kind: 'chunk' }>;

/** Hands chunks on one after the other. Resolves when the thread is done or ended, rejects when the consumer or the thread throws. */
function receive(
  worker: Worker,
  job: ContextJob,
  consume: (chunk: Chunk, bytes: number) => Promise<void>,
  signal: AbortSignal,
): Promise<Result<JobEnd>> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    let work = Promise.resolve();
    worker.on('message', (message: ContextMessage) => {
      if (message.kind === 'chunk') {
        bytes += message.length;
        const total = bytes;
        work = work.then(() => consume(message, total));
        work.catch(reject);
      } else {
        const result = message.kind === 'end' ? ok(message) : fail(failureOf(message.problem, job.folder));
        work.then(() => resolve(result), reject);
      }
    });
    worker.once('error', reject);
    // At once: a connection that hangs may never take the piece that is on its way.
    worker.once('exit', () => {
      if (signal.aborted) resolve(fail(CANCELLED));
    });
  });
}

async function readIfThere(path: string): Promise<{ readonly path: string; readonly text: string } | undefined> {
  try {
    return { path, text: await readFile(path, 'utf8') };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function problemOfError(error: unknown): ContextProblem {
  if (!(error instanceof Error) || !('code' in error)) throw error;
  const path = 'path' in error ? String(error.path) : '';
  const isDenied = error.code === 'EACCES' || error.code === 'EPERM';
  return {
    reason: isDenied ? 'unreadable' : error.code === 'ENOENT' ? 'missing' : 'other',
    path,
    detail: error.message,
  };
}

function failureOf({ reason, path, detail }: ContextProblem, folder: string): Failure {
  switch (reason) {
    case 'shrunk':
      return {
        code: 'conflict',
        message: t('{0} became smaller while the build context was sent, so the build was stopped.', path),
        nextStep: t('Build again when nothing writes to it, or add it to .dockerignore.'),
        detail,
      };
    case 'unreadable':
      return {
        code: 'forbidden',
        message: t('{0} is part of the build context and cannot be read.', path),
        nextStep: t('Add it to .dockerignore, or change its permissions.'),
        detail,
      };
    case 'missing':
      return { code: 'not-found', message: t('{0} does not exist.', path || folder), detail };
    case 'other':
    default:
      return { code: 'rejected', message: t('The build context {0} could not be read: {1}', folder, detail), detail };
  }
}
