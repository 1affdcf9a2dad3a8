import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { listedArtifacts } from '../../domain/experiments/listedArtifacts.ts';
import type { ArtifactContent } from '../../domain/experiments/ports.ts';
import type { Artifact } from '../../domain/experiments/trackedRun.ts';
import { onePiece } from './onePiece.ts';
import type { RunFile, RunRecord } from './runRecord.ts';

/** Files of a run, and its series of texts as files of lines, below one folder of its attributes. */
export function listFiles(record: RunRecord, folder: string): readonly Artifact[] {
  return listedArtifacts(
    Array.from(filesOf(record), ([path, file]) => [path, sizeOf(file)] as const),
    folder,
  );
}

/** @param root what is in no folder below it is not read: the data of a run names paths of this machine, and may come from somebody else */
export async function readFileOf(record: RunRecord, path: string, root: string): Promise<Result<ArtifactContent>> {
  const file = filesOf(record).get(path);
  if (!file) return fail({ code: 'not-found', message: t('The run has no file {0}.', path) });
  if (file.at === 'memory') return ok({ size: file.bytes.length, chunks: onePiece(file.bytes) });
  const message = t('The content of {0} is not part of the data of the run.', path);
  if (file.at === 'elsewhere') return fail({ code: 'not-found', message });
  try {
    const [real, allowed] = await Promise.all([realpath(file.path), realpath(root)]);
    const { size, ...kind } = await statOf(real);
    if (kind.isFile && real.startsWith(`${allowed}${sep}`)) return ok({ size, chunks: createReadStream(real) });
    const nextStep = t('Open it yourself if you trust the data: {0}.', file.path);
    return fail({ code: 'forbidden', message: t('{0} lies outside of the project of the run.', path), nextStep });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return fail({ code: 'not-found', message, detail: error.message });
  }
}

async function statOf(path: string): Promise<{ readonly size: number; readonly isFile: boolean }> {
  const stats = await stat(path);
  return { size: stats.size, isFile: stats.isFile() };
}

function filesOf(record: RunRecord): ReadonlyMap<string, RunFile> {
  const files = new Map<string, RunFile>(record.files);
  for (const [path, lines] of record.texts)
    files.set(`${path}.txt`, { at: 'memory', bytes: Buffer.from(lines.map((line) => `${line}\n`).join('')) });
  return files;
}

function sizeOf(file: RunFile): number | undefined {
  return file.at === 'memory' ? file.bytes.length : file.size;
}
