import { createWriteStream } from 'node:fs';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { systemClock } from '../../domain/base/clock.ts';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { PodContainer } from '../../domain/cluster/ports.ts';
import type { DownloadTarget, ReportBytes } from '../../domain/files/ports.ts';
import { isFree } from '../archive/mergeFolder.ts';
import { localPath } from '../archive/safeExtract.ts';
import { takeEntries } from '../archive/takeEntries.ts';
import { DownloadParts, type WantedFile } from './downloadParts.ts';
import { execFailure } from './execChannels.ts';
import { wantedOf } from './fileListing.ts';
import { FILE_EXITS, PACK_SCRIPT, SURVEY_SCRIPT, TAIL_SCRIPT } from './fileScripts.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { fileFailure, type PodProgramEnd, runPodProgram } from './podProgram.ts';
import { streamProgram } from './podStream.ts';

/** Larger files come one by one, so that a cut costs at most a block of them; smaller ones as one archive. */
const LARGE = 8 * 1024 * 1024;
const BLOCK = 1024 * 1024;
/** A tree of a million files. */
const MOST_SURVEYED = 256 * 1024 * 1024;
/** After so many tries in which nothing came it is given up: half a minute. */
const MOST_TRIES = 6;
const FIRST_WAIT_MS = 500;

export interface DownloadParams {
  readonly transport: KubeTransport;
  readonly container: PodContainer;
  readonly path: string;
  readonly target: DownloadTarget;
  readonly report: ReportBytes;
}

/** Copies a file or folder out of a container, and goes on after cuts. */
export class PodDownload {
  readonly #params: DownloadParams;
  readonly #parent: string;
  readonly #name: string;
  readonly #parts: DownloadParts;
  #total = 0;
  #done = 0;

  constructor(params: DownloadParams) {
    this.#params = params;
    const { container, path, target } = params;
    const clean = path.replace(/\/+$/, '');
    this.#parent = clean.slice(0, clean.lastIndexOf('/')) || '/';
    this.#name = clean.slice(clean.lastIndexOf('/') + 1) || '.';
    this.#parts = new DownloadParts(target.folder, [container.namespace, path].join('\0'));
  }

  async run(signal: AbortSignal): Promise<Result<readonly string[]>> {
    const { target, report } = this.#params;
    const surveyed = await this.#again(() => this.#survey(signal), signal);
    if (!surveyed.ok) return surveyed;
    const files = surveyed.value;
    const paths = files.map(({ path }) => path);
    const free = await isFree(target.folder, paths, target.overwrite);
    if (!free.ok) return free;
    await this.#parts.open();
    this.#total = files.reduce((sum, { size }) => sum + size, 0);
    this.#done = 0;
    for (const file of files) this.#done += await this.#parts.done(file, BLOCK);
    report(this.#done, this.#total);
    const fetched = await this.#again(() => this.#fetch(files, signal), signal);
    if (signal.aborted) await this.#parts.remove();
    if (!fetched.ok) return fetched;
    const finished = await this.#parts.finish(files, target.overwrite);
    return finished.ok ? ok(paths) : finished;
  }

  /** A cut is no reason to give up, as long as something comes. */
  async #again<T>(attempt: () => Promise<Result<T>>, signal: AbortSignal): Promise<Result<T>> {
    let tries = 0;
    for (;;) {
      const before = this.#done;
      const result = await attempt();
      if (signal.aborted) return fail(CANCELLED);
      if (result.ok || (result.failure.code !== 'unreachable' && result.failure.code !== 'timeout')) return result;
      tries = this.#done > before ? 1 : tries + 1;
      if (tries >= MOST_TRIES) return fail({ ...result.failure, nextStep: goOn() });
      await systemClock.sleep(FIRST_WAIT_MS * 2 ** (tries - 1), signal);
    }
  }

  async #survey(signal: AbortSignal): Promise<Result<readonly WantedFile[]>> {
    const { transport, container } = this.#params;
    const command = ['sh', '-c', SURVEY_SCRIPT, 'trainyard', this.#parent, this.#name];
    const ran = await runPodProgram(transport, container, { command, mostOutput: MOST_SURVEYED }, signal);
    if (!ran.ok) return ran;
    const { exitCode, stdout, isCut } = ran.value;
    if (isCut) return fail({ code: 'rejected', message: t('the folder holds too many files') });
    const found = wantedOf(stdout.toString('utf8'));
    // Some may have gone while they were listed.
    if (exitCode !== 0 && found.length === 0) return fail(surveyFailure(ran.value));
    const files: WantedFile[] = [];
    for (const file of found) {
      const path = localPath(file.name);
      if (!path.ok) return path;
      files.push({ ...file, path: path.value });
    }
    return ok(files);
  }

  async #fetch(files: readonly WantedFile[], signal: AbortSignal): Promise<Result<void>> {
    const small: WantedFile[] = [];
    for (const file of files) {
      if (await this.#parts.isComplete(file)) continue;
      if (file.size < LARGE) {
        small.push(file);
        continue;
      }
      const fetched = await this.#fetchLarge(file, signal);
      if (!fetched.ok) return fetched;
    }
    return small.length === 0 ? ok(undefined) : await this.#fetchSmall(small, signal);
  }

  async #fetchLarge(file: WantedFile, signal: AbortSignal): Promise<Result<void>> {
    const { transport, container } = this.#params;
    const start = await this.#parts.done(file, BLOCK);
    const version = `${file.size} ${file.seconds}`;
    const args = [this.#pathIn(file), String(start / BLOCK), String(BLOCK), version];
    const command = ['sh', '-c', TAIL_SCRIPT, 'trainyard', ...args];
    const save = async (output: Readable): Promise<void> => {
      const before = this.#done;
      await pipeline(output, this.#counted(), createWriteStream(this.#parts.pathOf(file), { flags: 'a' }));
      // What is cut off to whole blocks comes once more.
      this.#done = before + (await this.#parts.done(file, BLOCK)) - start;
    };
    const streamed = await streamProgram(transport, { container, command }, save, signal);
    if (!streamed.ok) return fail(goneFailure(streamed.failure));
    const { end } = streamed.value;
    if (end.exitCode === FILE_EXITS.changed) return fail(changed(file));
    if (await this.#parts.isComplete(file)) return ok(undefined);
    return fail(end.exitCode === undefined ? goneFailure(execFailure(end)) : lost());
  }

  async #fetchSmall(files: readonly WantedFile[], signal: AbortSignal): Promise<Result<void>> {
    const { transport, container } = this.#params;
    const input = Buffer.from(files.map(({ name }) => `${name}\0`).join(''), 'utf8');
    const command = ['sh', '-c', PACK_SCRIPT, 'trainyard', this.#parent, String(input.length)];
    const byName = new Map(files.map((file) => [file.name, file]));
    const save = (output: Readable) => this.#unpack(output, byName);
    const streamed = await streamProgram(transport, { container, command, input }, save, signal);
    if (!streamed.ok) return fail(goneFailure(streamed.failure));
    if (byName.size === 0) return ok(undefined);
    const { end, stderr } = streamed.value;
    if (end.exitCode === undefined) return fail(goneFailure(execFailure(end)));
    const [first] = byName.values();
    if (end.exitCode === 0 && first) return fail(changed(first));
    return fail(fileFailure(stderr, t('the shell ended with exit code {0}', end.exitCode)));
  }

  /** Only files that were asked for, of the size that was asked for, are taken. */
  #unpack(output: Readable, byName: Map<string, WantedFile>): Promise<void> {
    const fileFor = (name: string, size: number) => {
      const file = byName.get(name);
      return file?.size === size ? this.#parts.pathOf(file) : undefined;
    };
    return takeEntries(output, fileFor, (name, size) => {
      byName.delete(name);
      this.#add(size);
    });
  }

  #pathIn({ name }: WantedFile): string {
    return `${this.#parent === '/' ? '' : this.#parent}/${name.replace(/^\.\//, '')}`;
  }

  #counted(): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.#add(chunk.length);
        done(undefined, chunk);
      },
    });
  }

  #add(bytes: number): void {
    this.#done += bytes;
    this.#params.report(this.#done, this.#total);
  }
}

function goOn(): string {
  return t('Download it to the same folder again: it goes on where it stopped.');
}

function lost(): Failure {
  return { code: 'unreachable', message: t('the connection to the container was lost') };
}

/** Nothing was run because the container or the way to it is not there now. */
function goneFailure(failure: Failure): Failure {
  return failure.code === 'not-found' || failure.code === 'rejected' ? { ...failure, code: 'unreachable' } : failure;
}

function changed({ path }: WantedFile): Failure {
  return {
    code: 'conflict',
    message: t('{0} changed while it was copied', path),
    nextStep: t('Copy it again when nothing writes to it.'),
  };
}

function surveyFailure({ exitCode, stderr }: PodProgramEnd): Failure {
  if (exitCode === FILE_EXITS.missing) return { code: 'not-found', message: t('there is no such file or folder') };
  if (exitCode === 127) return { code: 'tool-missing', message: t('the image has no find and stat') };
  return fileFailure(stderr, t('the shell ended with exit code {0}', exitCode));
}
