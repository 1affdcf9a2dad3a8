import { stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { isFileError } from './folderFailure.ts';
import type { RunFile, RunFolder } from './folderRuns.ts';

/** Sizes and times of files, in their order; one that was removed since the folder was listed is left out. */
export async function runFiles(paths: readonly string[]): Promise<readonly RunFile[]> {
  const files = await Promise.all(paths.map(fileOf));
  return files.filter((file) => file !== undefined);
}

/** @param way from the directory of all runs to the folder of this one; '' for itself */
export function runFolder(way: string, files: readonly RunFile[]): RunFolder {
  const id = way.split(sep).join('/') || '.';
  return { id, files, writtenAt: Math.max(...files.map(({ writtenAt }) => writtenAt)) };
}

async function fileOf(path: string): Promise<RunFile | undefined> {
  try {
    const { size, mtimeMs, birthtimeMs } = await stat(path);
    // Some file systems do not know when a file was made, and say 0.
    return { path, size, writtenAt: mtimeMs, madeAt: Math.min(birthtimeMs || mtimeMs, mtimeMs) };
  } catch (error) {
    if (!isFileError(error)) throw error;
    return undefined;
  }
}
