import { randomBytes } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { parsePodContainerId } from '../../domain/cluster/podContainerId.ts';
import type { PodContainer } from '../../domain/cluster/ports.ts';
import type { ContainerFiles, Upload } from '../../domain/engines/ports.ts';
import { localFailure } from '../archive/localFailure.ts';
import { mergeFolder } from '../archive/mergeFolder.ts';
import { packFolder } from '../archive/packFolder.ts';
import { DEFAULT_EXTRACT_LIMITS, type ExtractLimits, safeExtract } from '../archive/safeExtract.ts';
import { ExecChannels, type ExecEnd, execFailure, isMissingProgram } from './execChannels.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { fileFailure } from './podProgram.ts';
import { streamProgram } from './podStream.ts';

/** Words of `tar` that are kept for a failure, in characters. */
const LONGEST_WORDS = 2_000;

/** Copies files with `tar` in the container, as `kubectl cp` does. Content is streamed: its size does not matter. */
export class PodFiles implements ContainerFiles {
  readonly #transport: KubeTransport;
  readonly #limits: ExtractLimits;

  constructor(transport: KubeTransport, limits: ExtractLimits = DEFAULT_EXTRACT_LIMITS) {
    this.#transport = transport;
    this.#limits = limits;
  }

  async copyOut(
    id: string,
    path: string,
    target: { readonly folder: string; readonly overwrite: boolean },
    signal: AbortSignal,
  ): Promise<Result<readonly string[]>> {
    const container = parsePodContainerId(id);
    const attempt = (failure: Failure): Result<never> =>
      during(failure, (reason) => t('Could not copy {0} out of {1}: {2}', path, container.pod, reason));
    // Beside the target, so that moving from one to the other is a rename.
    const fresh = join(target.folder, `.trainyard-${randomBytes(8).toString('hex')}`);
    try {
      await mkdir(target.folder, { recursive: true });
      await mkdir(fresh, { mode: 0o700 });
      const copied = await this.#extractInto(container, path, fresh, signal);
      if (!copied.ok) return attempt(copied.failure);
      const moved = await mergeFolder(fresh, target.folder, copied.value, target.overwrite);
      return moved.ok ? copied : moved;
    } catch (error) {
      return attempt(failureOf(error, signal));
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  }

  async copyIn(id: string, { path: localPath, folder, report }: Upload, signal: AbortSignal): Promise<Result<void>> {
    const container = parsePodContainerId(id);
    const attempt = (failure: Failure): Result<never> =>
      during(failure, (reason) => t('Could not copy {0} into {1}: {2}', localPath, container.pod, reason));
    try {
      await stat(localPath);
      const packed = await this.#send(container, packFolder(localPath, report), folder, signal);
      return packed.ok ? packed : attempt(packed.failure);
    } catch (error) {
      return attempt(failureOf(error, signal));
    }
  }

  async #extractInto(
    container: PodContainer,
    path: string,
    folder: string,
    signal: AbortSignal,
  ): Promise<Result<readonly string[]>> {
    const { parent, name } = splitPath(path);
    // Links are followed where the path itself is one; what follows -- is never taken for an option.
    const command = ['tar', '-C', parent, '-cf', '-', '--', name];
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    let extracted: Result<readonly string[]> | undefined;
    let broken: unknown;
    const extract = async (archive: Readable): Promise<void> => {
      try {
        extracted = await safeExtract(archive, folder, this.#limits, either);
        // What is refused is not read to its end.
        if (!extracted.ok) stop.abort();
      } catch (error) {
        broken = error;
      }
    };
    const streamed = await streamProgram(this.#transport, { container, command }, extract, either);
    if (signal.aborted) return fail(CANCELLED);
    if (extracted && !extracted.ok) return extracted;
    if (!streamed.ok) return streamed;
    const { end, stderr } = streamed.value;
    // The end of tar says more than that its archive was not whole.
    if (end.exitCode !== 0) return fail(tarFailure(end, stderr));
    if (extracted) return extracted;
    throw broken;
  }

  async #send(container: PodContainer, tar: Readable, folder: string, signal: AbortSignal): Promise<Result<void>> {
    // -o: files belong to whoever runs tar there, not to a number of this machine.
    const command = ['tar', '-C', folder, '-xof', '-'];
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    let words = '';
    const take = (_stream: string, bytes: Buffer): undefined => {
      words = (words + bytes.toString('utf8')).slice(0, LONGEST_WORDS);
    };
    const opened = await ExecChannels.open(
      this.#transport,
      container,
      { command, stdin: true, tty: false, take },
      either,
    );
    if (!opened.ok) return opened;
    try {
      for await (const chunk of tar as AsyncIterable<Uint8Array>) if (!(await opened.value.write(chunk))) break;
      opened.value.endInput();
      const end = await opened.value.ended;
      if (signal.aborted) return fail(CANCELLED);
      return end.exitCode === 0 ? ok(undefined) : fail(tarFailure(end, words));
    } finally {
      tar.destroy();
      stop.abort();
      opened.value.dispose();
    }
  }
}

/** `tar` gets the last part by name, so that the copy has it and not the whole path. */
function splitPath(path: string): { readonly parent: string; readonly name: string } {
  const clean = path.replace(/\/+$/, '') || '/';
  const at = clean.lastIndexOf('/');
  const name = clean.slice(at + 1);
  if (name === '' || name === '.' || name === '..') return { parent: clean, name: '.' };
  return { parent: at < 0 ? '.' : clean.slice(0, at) || '/', name };
}

function tarFailure(end: ExecEnd, words: string): Failure {
  if (isMissingProgram(end.problem)) {
    return {
      code: 'tool-missing',
      message: t('there is no tar in its image'),
      nextStep: t('Use an image with tar, or open the volume of the files instead.'),
      ...(end.problem === undefined ? {} : { detail: end.problem }),
    };
  }
  if (end.exitCode === undefined) return execFailure(end);
  return fileFailure(words, t('tar ended with exit code {0}', end.exitCode));
}

function failureOf(error: unknown, signal: AbortSignal): Failure {
  if (signal.aborted) return CANCELLED;
  const local = localFailure(error);
  if (local) return local;
  // tar-stream's words about a stream that is no archive; all else is a bug.
  if (error instanceof Error && /tar header|Unexpected end|Premature close/i.test(error.message)) {
    return { code: 'rejected', message: t('what came is no whole archive'), detail: error.message };
  }
  throw error;
}

function during(failure: Failure, attempt: (reason: string) => string): Result<never> {
  if (failure.code === 'cancelled') return fail(failure);
  return fail({ ...failure, message: attempt(failure.message) });
}
