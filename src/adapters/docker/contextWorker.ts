// The thread that reads a build context: file system calls that wait are cheaper than 80,000 callbacks, and they wait here, not in the editor.
import { constants, lstatSync, type Stats } from 'node:fs';
import { isMainThread, type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { ContextSurvey } from '../../domain/images/contextSurvey.ts';
import { parseDockerignore } from '../../domain/images/dockerignore.ts';
import { type ChunkPort, ContextArchive, FileShrank } from './contextArchive.ts';
import type { ContextJob, ContextMessage, ContextProblem } from './contextJob.ts';
import { ContextWalk, type WalkVisitor } from './contextWalk.ts';

/** One TCP write of this size costs little; eight of them bound the memory. */
const CHUNK_BYTES = 1024 * 1024;
const CHUNKS = 6;

interface WorkerInput {
  readonly job: ContextJob;
  /** Emptied buffers come back here. */
  readonly returned: MessagePort;
  /** Counts returned buffers, so that this thread can sleep until one comes. */
  readonly counter: Int32Array;
}

type Send = (message: ContextMessage, transfer?: readonly ArrayBuffer[]) => void;

class TransferPort implements ChunkPort {
  readonly #input: WorkerInput;
  readonly #send: Send;
  #made = 0;

  constructor(input: WorkerInput, send: Send) {
    this.#input = input;
    this.#send = send;
  }

  take(): Buffer {
    for (;;) {
      const seen = Atomics.load(this.#input.counter, 0);
      const message = receiveMessageOnPort(this.#input.returned)?.message as unknown;
      if (message instanceof ArrayBuffer) return Buffer.from(message);
      if (this.#made < CHUNKS) {
        this.#made++;
        return Buffer.from(new ArrayBuffer(CHUNK_BYTES));
      }
      Atomics.wait(this.#input.counter, 0, seen);
    }
  }

  give(buffer: Buffer, length: number, files: number): void {
    const memory = buffer.buffer;
    if (!(memory instanceof ArrayBuffer)) throw new TypeError('a chunk must own its memory');
    this.#send({ kind: 'chunk', buffer: memory, length, files }, [memory]);
  }
}

function work(input: WorkerInput, send: Send): void {
  const { job } = input;
  const rules = parseDockerignore(job.ignoreText, job.ignorePath);
  // The owner has parsed the same text before.
  if (!rules.ok) throw new Error(rules.failure.message);
  if (job.kind === 'survey') {
    const survey = new ContextSurvey();
    new ContextWalk(rules.value, surveyVisitor(survey)).run(job.folder);
    const { files, bytes } = survey;
    return send({ kind: 'end', summary: { files, bytes, skipped: [], vanished: [] }, findings: survey.findings() });
  }
  const archive = new ContextArchive(new TransferPort(input, send), new Set(job.extraFiles.map(({ name }) => name)));
  for (const { name, content } of job.extraFiles) archive.extraFile(name, Buffer.from(content));
  new ContextWalk(rules.value, archive).run(job.folder);
  send({ kind: 'end', summary: archive.end(), findings: [] });
}

function surveyVisitor(survey: ContextSurvey): WalkVisitor {
  const nothing = (): void => undefined;
  return {
    folder: (entry) => survey.folder(entry.text),
    file: (entry) => {
      const stats = lstatSync(entry.absolute);
      if (isRegular(stats)) survey.file(entry.text, stats.size);
    },
    symlink: nothing,
    special: nothing,
    vanished: nothing,
  };
}

const isRegular = (stats: Stats): boolean => (stats.mode & constants.S_IFMT) === constants.S_IFREG;

function problemOf(error: unknown): ContextProblem {
  if (error instanceof FileShrank) return { reason: 'shrunk', path: error.path, detail: error.message };
  if (!(error instanceof Error)) throw error;
  const code = 'code' in error ? error.code : undefined;
  if (code === undefined) throw error;
  const path = 'path' in error ? String(error.path) : '';
  const reason = code === 'EACCES' || code === 'EPERM' ? 'unreadable' : code === 'ENOENT' ? 'missing' : 'other';
  return { reason, path, detail: error.message };
}

if (!isMainThread && parentPort) {
  const port = parentPort;
  const send: Send = (message, transfer = []) => port.postMessage(message, transfer);
  try {
    // oxlint-disable-next-line typescript/no-unsafe-argument -- contextPacker.ts makes it; nobody else starts this thread
    work(workerData, send);
  } catch (error) {
    send({ kind: 'failed', problem: problemOf(error) });
  }
}
