import type { Dirent } from 'node:fs';
import { join, relative } from 'node:path';
import { isFileError } from '../folders/folderFailure.ts';
import type { RunFolder } from '../folders/folderRuns.ts';
import { runFiles, runFolder } from '../folders/runFiles.ts';
import { runsDirectory } from '../folders/runsDirectory.ts';
import { walkFolders } from '../folders/walkFolders.ts';

/** Below a folder of the workspace: runs of sweeps lie some levels below the code. */
const WORKSPACE = { levels: 8, folders: 5000, entries: 2000 };
/** Below a log directory, where all folders are runs or hold some. */
const LOG_DIRECTORY = { levels: 12, folders: 20_000, entries: 5000 };
const MOST_DIRECTORIES = 50;

/** What `tensorboard` reads too. Its profiler makes an empty file of a name that ends so. */
export const isEventFile = (entry: Dirent) =>
  entry.isFile() && entry.name.includes('tfevents') && !entry.name.endsWith('.profile-empty');

/**
 * The log directories below a folder of the workspace, by names of files alone. Throws as `walkFolders`.
 */
export async function findLogDirectories(folder: string, signal: AbortSignal): Promise<readonly string[]> {
  const found = new Set<string>();
  for await (const { path, entries } of walkFolders(folder, WORKSPACE, signal)) {
    if (entries.some(isEventFile)) found.add(runsDirectory(folder, path));
    // In the folder of the workspace itself: all that lies below it belongs to it.
    if (found.has(folder) || found.size >= MOST_DIRECTORIES) break;
  }
  return found.has(folder) ? [folder] : [...found];
}

export async function hasEventFiles(folder: string, signal: AbortSignal): Promise<boolean> {
  try {
    for await (const { entries } of walkFolders(folder, LOG_DIRECTORY, signal))
      if (entries.some(isEventFile)) return true;
    return false;
  } catch (error) {
    // Not there, no folder, or not to be read: there is nothing in it.
    if (!isFileError(error)) throw error;
    return false;
  }
}

/** All runs of a log directory, in the order of their folders. Throws as `walkFolders`. */
export async function runFolders(directory: string, signal: AbortSignal): Promise<readonly RunFolder[]> {
  const runs: RunFolder[] = [];
  for await (const { path, entries } of walkFolders(directory, LOG_DIRECTORY, signal)) {
    const files = await runFiles(entries.filter(isEventFile).map(({ name }) => join(path, name)));
    if (files.length === 0) continue;
    runs.push(runFolder(relative(directory, path), files));
  }
  return runs;
}
