import { randomBytes } from 'node:crypto';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { formatBytes } from '../../domain/base/format.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { Turns } from '../../domain/base/turns.ts';
import type { PodContainer } from '../../domain/cluster/ports.ts';
import type {
  DownloadTarget,
  ExpectedFile,
  FileEntry,
  FileFacts,
  RemoteFiles,
  ReportBytes,
} from '../../domain/files/ports.ts';
import { localFailure } from '../archive/localFailure.ts';
import { entriesOf, factsOf } from './fileListing.ts';
import * as scripts from './fileScripts.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { PodDownload } from './podDownload.ts';
import { fileFailure, type PodProgramEnd, runPodProgram } from './podProgram.ts';

/** What one question about files may take, in milliseconds: a disk over a network can be slow, a dead connection must not hang an editor. */
const QUESTION_MS = 60_000;
/** A folder of a million names. */
const MOST_LISTED = 128 * 1024 * 1024;
const MOST_WORDS = 64 * 1024;
/** Questions to one container at a time; the others wait. The API server and the kubelet are not ours alone. */
const AT_ONCE = 6;

interface Question {
  readonly path: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly input?: Uint8Array;
  readonly mostOutput?: number;
}

/** The files of a running container, worked on by a shell in it. */
export class PodFileSystem implements RemoteFiles {
  readonly #transport: KubeTransport;
  readonly #container: PodContainer;
  readonly #questions = new Turns(AT_ONCE);

  constructor(transport: KubeTransport, container: PodContainer) {
    this.#transport = transport;
    this.#container = container;
  }

  async facts(path: string, signal: AbortSignal): Promise<Result<FileFacts>> {
    const answer = await this.#ask({ path, script: scripts.FACTS_SCRIPT, args: [path] }, signal);
    return answer.ok ? this.#facts(path, answer.value) : answer;
  }

  async list(path: string, signal: AbortSignal): Promise<Result<readonly FileEntry[]>> {
    const question = { path, script: scripts.LIST_SCRIPT, args: [path], mostOutput: MOST_LISTED };
    const answer = await this.#ask(question, signal);
    if (!answer.ok) return answer;
    const { stdout, stderr, isCut } = answer.value;
    if (isCut) return fail(about(path, { code: 'rejected', message: t('the folder holds too many files') }));
    const entries = entriesOf(stdout.toString('utf8'));
    return entries.length === 0 && stderr !== '' ? fail(about(path, failureOf(answer.value))) : ok(entries);
  }

  async read(
    path: string,
    most: number,
    signal: AbortSignal,
  ): Promise<Result<{ readonly content: Uint8Array; readonly facts: FileFacts }>> {
    const args = [path, String(most)];
    // A file that grows while it is read is cut off behind the line with the facts.
    const answer = await this.#ask({ path, script: scripts.READ_SCRIPT, args, mostOutput: most + MOST_WORDS }, signal);
    if (!answer.ok) return answer;
    const { stdout, isCut } = answer.value;
    const lineEnd = stdout.indexOf('\n');
    const facts = this.#facts(path, answer.value);
    if (!facts.ok) return facts;
    const content = stdout.subarray(lineEnd + 1);
    if (isCut || content.length > most) return fail(about(path, tooBig(facts.value.size)));
    return ok({ content, facts: facts.value });
  }

  async write(
    path: string,
    content: Uint8Array,
    expected: ExpectedFile | undefined,
    signal: AbortSignal,
  ): Promise<Result<FileFacts>> {
    const fresh = `.trainyard-${randomBytes(8).toString('hex')}`;
    const args = [path, String(content.length), expectedText(expected), fresh];
    const answer = await this.#ask({ path, script: scripts.WRITE_SCRIPT, args, input: content }, signal);
    return answer.ok ? this.#facts(path, answer.value) : answer;
  }

  createFolder(path: string, signal: AbortSignal): Promise<Result<void>> {
    return this.#change({ path, script: scripts.FOLDER_SCRIPT, args: [path] }, signal);
  }

  move(from: string, to: string, overwrite: boolean, signal: AbortSignal): Promise<Result<void>> {
    const args = [from, to, overwrite ? '1' : '0'];
    return this.#change({ path: from, script: scripts.MOVE_SCRIPT, args }, signal);
  }

  copy(from: string, to: string, overwrite: boolean, signal: AbortSignal): Promise<Result<void>> {
    const args = [from, to, overwrite ? '1' : '0'];
    return this.#change({ path: from, script: scripts.COPY_SCRIPT, args }, signal);
  }

  remove(path: string, signal: AbortSignal): Promise<Result<void>> {
    return this.#change({ path, script: scripts.REMOVE_SCRIPT, args: [path] }, signal);
  }

  async download(
    path: string,
    target: DownloadTarget,
    report: ReportBytes,
    signal: AbortSignal,
  ): Promise<Result<readonly string[]>> {
    const transport = this.#transport;
    try {
      const download = new PodDownload({ transport, container: this.#container, path, target, report });
      const done = await download.run(signal);
      // What is in the way is a file of this machine.
      return done.ok || done.failure.code === 'conflict' ? done : fail(about(path, done.failure));
    } catch (error) {
      const failure = localFailure(error);
      if (!failure) throw error;
      return fail(about(path, failure));
    }
  }

  /** What a large folder takes hangs on the disk; only the user ends it. */
  async #change(question: Question, signal: AbortSignal): Promise<Result<void>> {
    const answer = await this.#ask(question, signal, Infinity);
    return answer.ok ? ok(undefined) : answer;
  }

  #facts(path: string, { stdout }: PodProgramEnd): Result<FileFacts> {
    const facts = factsOf(stdout.subarray(0, MOST_WORDS).toString('latin1'));
    return facts ? ok(facts) : fail(about(path, { code: 'rejected', message: t('its stat prints something else') }));
  }

  async #ask(question: Question, signal: AbortSignal, limitMs = QUESTION_MS): Promise<Result<PodProgramEnd>> {
    const { path, script, args, input, mostOutput = MOST_WORDS } = question;
    // The paths of a URI or a command are ours to check: a relative one could be an option.
    if (args.some((arg) => arg.includes('\0')) || !path.startsWith('/')) {
      return fail(about(path, { code: 'invalid', message: t('this is no path of a file') }));
    }
    const command = ['sh', '-c', script, 'trainyard', ...args];
    return this.#questions.take(async () => {
      const limit = limitMs === Infinity ? signal : AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
      const program = { command, mostOutput, ...(input === undefined ? {} : { input }) };
      const answer = await runPodProgram(this.#transport, this.#container, program, limit);
      if (signal.aborted) return fail(CANCELLED);
      if (limit.aborted) return fail(about(path, { code: 'timeout', message: t('the container does not answer') }));
      if (!answer.ok) return fail(about(path, this.#runFailure(answer.failure)));
      return answer.value.exitCode === 0 ? answer : fail(about(path, failureOf(answer.value)));
    });
  }

  /** Nothing was run: that is not about the path, so that `not-found` does not say that a file is missing. */
  #runFailure(failure: Failure): Failure {
    const { pod, container } = this.#container;
    if (failure.code === 'tool-missing') {
      return {
        ...failure,
        message: t('the image of {0} has no shell', container ?? pod),
        nextStep: t('Browse the claim that holds the files, or add a debug container with a shell (kubectl debug).'),
      };
    }
    const isGone = failure.code === 'not-found' || failure.code === 'rejected';
    return isGone ? { ...failure, code: 'unreachable' } : failure;
  }
}

function expectedText(expected: ExpectedFile | undefined): string {
  if (expected === undefined || expected === 'absent') return expected ?? '';
  return `${expected.size} ${Math.floor(expected.changedAt.getTime() / 1000)}`;
}

function tooBig(size: number): Failure {
  return {
    code: 'rejected',
    message: t('it has {0}, which is too much for an editor', formatBytes(size)),
    nextStep: t('Download it.'),
  };
}

const MISSING_TOOL = 127;

function failureOf({ exitCode, stdout, stderr }: PodProgramEnd): Failure {
  const { FILE_EXITS } = scripts;
  const detail = stderr === '' ? {} : { detail: stderr };
  switch (exitCode) {
    case FILE_EXITS.missing:
      return { code: 'not-found', message: t('there is no such file or folder') };
    case FILE_EXITS.notFolder:
      return { code: 'invalid', message: t('it is no folder') };
    case FILE_EXITS.folder:
      return { code: 'invalid', message: t('it is a folder') };
    case FILE_EXITS.forbidden:
      return { code: 'forbidden', message: t('the user of the container may not read it') };
    case FILE_EXITS.exists:
      return { code: 'conflict', message: t('there is a file or folder of this name') };
    case FILE_EXITS.changed:
      return {
        code: 'conflict',
        message: t('it was changed in the container since you opened it'),
        nextStep: t('Compare it, or save once more to overwrite it.'),
      };
    case FILE_EXITS.broken:
      return { code: 'unreachable', message: t('the connection was lost, so the file is as it was') };
    case FILE_EXITS.tooBig:
      return tooBig(factsOf(stdout.toString('latin1'))?.size ?? 0);
    case FILE_EXITS.special:
      return { code: 'unsupported', message: t('it is a device, a pipe or a socket') };
    case MISSING_TOOL:
      return {
        code: 'tool-missing',
        message: t('the image lacks a program that this needs (stat, head or cat)'),
        nextStep: t('Browse the claim that holds the files, or add a debug container (kubectl debug).'),
        ...detail,
      };
    default:
      return fileFailure(stderr, t('the shell ended with exit code {0}', exitCode));
  }
}

/** `/data/model.pt: there is no such file or folder`. */
function about(path: string, failure: Failure): Failure {
  return failure.code === 'cancelled'
    ? failure
    : { ...failure, message: t('{0}: {1}', plainLine(path), failure.message) };
}
