import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { SaveFile } from '../../domain/files/saveFile.ts';
import { localFailure } from './localFailure.ts';

/** Writes beside the place first, so that a file is there whole or not at all; what was there before is replaced. Readable by the user alone. */
export const saveFile: SaveFile = async (path, chunks, saved, signal) => {
  const part = `${path}.${randomUUID().slice(0, 8)}.part`;
  let bytes = 0;
  async function* counted() {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      saved(bytes);
      yield chunk;
    }
  }
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (error) {
    return fail({
      ...(localFailure(error) ?? { code: 'rejected' }),
      message: t('{0} was not written: its folder cannot be made.', path),
      detail: String(error),
    });
  }
  try {
    await pipeline(counted(), createWriteStream(part, { flags: 'wx', mode: 0o600 }), { signal });
    await rename(part, path);
    return ok(bytes);
  } catch (error) {
    await rm(part, { force: true });
    return saveFailure(error, path, signal);
  }
};

function saveFailure(error: unknown, path: string, signal: AbortSignal): Result<never> {
  if (signal.aborted) return fail(CANCELLED);
  const cause = localFailure(error);
  const detail = error instanceof Error ? error.message : String(error);
  if (cause) return fail({ ...cause, message: t('{0} was not written: {1}.', path, cause.message) });
  return fail({
    code: 'rejected',
    message: t('{0} was not written: the download ended early.', path),
    nextStep: t('Try again.'),
    detail,
  });
}
