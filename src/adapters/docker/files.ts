import { randomBytes } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { parsedJson } from '../../domain/base/parsedJson.ts';
import { t } from '../../domain/base/text.ts';
import type { ContainerFiles, Upload } from '../../domain/engines/ports.ts';
import { connectFailure } from './connectFailure.ts';
import { during, shortName } from './controlFailure.ts';
import { inPath } from './dockerodeClient.ts';
import { asRecord, stringOf } from '../http/json.ts';
import { localFailure } from '../archive/localFailure.ts';
import { mergeFolder } from '../archive/mergeFolder.ts';
import { packFolder } from '../archive/packFolder.ts';
import { DEFAULT_EXTRACT_LIMITS, type ExtractLimits, safeExtract } from '../archive/safeExtract.ts';
import type { Transport } from './transport.ts';

/** Copies files through the archive calls of the Engine API. Content is streamed: its size does not matter. */
export class DockerFiles implements ContainerFiles {
  readonly #transport: Transport;
  readonly #limits: ExtractLimits;

  constructor(transport: Transport, limits: ExtractLimits = DEFAULT_EXTRACT_LIMITS) {
    this.#transport = transport;
    this.#limits = limits;
  }

  async copyOut(
    id: string,
    path: string,
    target: { readonly folder: string; readonly overwrite: boolean },
    signal: AbortSignal,
  ): Promise<Result<readonly string[]>> {
    const attempt = (reason: string): string => t('Could not copy {0} out of {1}: {2}', path, shortName(id), reason);
    // Beside the target, so that moving from one to the other is a rename.
    const fresh = join(target.folder, `.trainyard-${randomBytes(8).toString('hex')}`);
    try {
      await mkdir(target.folder, { recursive: true });
      await mkdir(fresh, { mode: 0o700 });
      const copied = await this.#extractInto(id, path, fresh, signal);
      if (!copied.ok) return fail(during(copied.failure, attempt));
      const moved = await mergeFolder(fresh, target.folder, copied.value, target.overwrite);
      return moved.ok ? copied : moved;
    } catch (error) {
      return fail(during(this.#localFailure(error, signal), attempt));
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  }

  async copyIn(id: string, { path: localPath, folder, report }: Upload, signal: AbortSignal): Promise<Result<void>> {
    const attempt = (reason: string): string => t('Could not copy {0} into {1}: {2}', localPath, shortName(id), reason);
    try {
      await stat(localPath);
    } catch (error) {
      return fail(during(this.#localFailure(error, signal), attempt));
    }
    const tar = packFolder(localPath, report);
    // Kept, because the request only says that its body ended early.
    let local: unknown;
    tar.once('error', (error) => (local = error));
    const answer = await this.#transport.json({
      method: 'PUT',
      path: `/containers/${inPath(id)}/archive`,
      query: { path: folder, noOverwriteDirNonDir: true },
      headers: { 'Content-Type': 'application/x-tar' },
      body: tar,
      signal,
    });
    if (local !== undefined && !signal.aborted) return fail(during(this.#localFailure(local, signal), attempt));
    return answer.ok ? ok(undefined) : fail(during(answer.failure, attempt));
  }

  async #extractInto(
    id: string,
    path: string,
    folder: string,
    signal: AbortSignal,
  ): Promise<Result<readonly string[]>> {
    const resolved = await this.#resolve(id, path, signal);
    if (!resolved.ok) return resolved;
    const archive = await this.#transport.request({
      method: 'GET',
      path: `/containers/${inPath(id)}/archive`,
      query: { path: resolved.value },
      signal,
    });
    return archive.ok ? safeExtract(archive.value.body, folder, this.#limits, signal) : archive;
  }

  /** A path that is a link is followed once, inside the container, by the engine; links below it are left out. */
  async #resolve(id: string, path: string, signal: AbortSignal): Promise<Result<string>> {
    const head = await this.#transport.request({
      method: 'HEAD',
      path: `/containers/${inPath(id)}/archive`,
      query: { path },
      signal,
    });
    if (!head.ok) {
      // An answer to HEAD has no words.
      if (head.failure.code !== 'not-found') return head;
      return fail({ code: 'not-found', message: t('there is no such file or container') });
    }
    head.value.body.resume();
    const header = head.value.headers['x-docker-container-path-stat'];
    // A header that cannot be read costs only the following of a link.
    const facts =
      typeof header === 'string' ? asRecord(parsedJson(Buffer.from(header, 'base64').toString('utf8'))) : undefined;
    return ok(stringOf(facts, 'linkTarget') || path);
  }

  #localFailure(error: unknown, signal: AbortSignal): Failure {
    if (signal.aborted) return CANCELLED;
    return localFailure(error) ?? connectFailure(error, this.#transport.endpoint);
  }
}
