import type { Dirent } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { isFileError } from '../folders/folderFailure.ts';
import { walkFolders } from '../folders/walkFolders.ts';

/** Below a folder of the workspace: runs of sweeps lie some levels below the code. */
const WORKSPACE = { levels: 8, folders: 5000, entries: 2000 };
/** Below a log directory, where all folders are runs or hold some. */
const LOG_DIRECTORY = { levels: 12, folders: 20_000, entries: 5000 };
const MOST_DIRECTORIES = 50;

/** What training code calls the folder of all its runs: PyTorch (`runs`), Lightning, Keras's examples, Hydra, and what people write. */
const NAMES = new Set([
  'runs',
  'logs',
  'log',
  'lightning_logs',
  'tb_logs',
  'tensorboard',
  'tensorboard_logs',
  'outputs',
  'multirun',
  'results',
  'experiments',
]);

/** What `tensorboard` reads too. Its profiler makes an empty file of a name that ends so. */
export const isEventFile = (entry: Dirent) =>
  entry.isFile() && entry.name.includes('tfevents') && !entry.name.endsWith('.profile-empty');

/**
 * The log directories below a folder of the workspace, by names of files alone. Which folder is one depends on the place of an event file alone, so that it stays
 * when others come: the outermost with a name that says so, else the one directly below the workspace. Throws as `walkFolders`.
 */
export async function findLogDirectories(folder: string, signal: AbortSignal): Promise<readonly string[]> {
  const found = new Set<string>();
  for await (const { path, entries } of walkFolders(folder, WORKSPACE, signal)) {
    if (entries.some(isEventFile)) found.add(logDirectory(folder, path));
    // In the folder of the workspace itself: all that lies below it belongs to it.
    if (found.has(folder) || found.size >= MOST_DIRECTORIES) break;
  }
  return found.has(folder) ? [folder] : [...found];
}

function logDirectory(workspace: string, path: string): string {
  const names = relative(workspace, path).split(sep);
  const named = names.findIndex((name) => NAMES.has(name.toLowerCase()));
  return join(workspace, ...names.slice(0, named < 0 ? 1 : named + 1));
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

/** The event files of one run. */
export interface RunFolder {
  /** The way from the log directory with `/`, as `tensorboard` names runs; '.' for the directory itself. */
  readonly id: string;
  readonly files: readonly EventFile[];
  /** Milliseconds since 1970, of the file that was written last. */
  readonly writtenAt: number;
}

export interface EventFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly writtenAt: number;
}

/** All runs of a log directory, in the order of their folders. Throws as `walkFolders`. */
export async function runFolders(directory: string, signal: AbortSignal): Promise<readonly RunFolder[]> {
  const runs: RunFolder[] = [];
  for await (const { path, entries } of walkFolders(directory, LOG_DIRECTORY, signal)) {
    const stats = entries.filter(isEventFile).map(({ name }) => fileOf(join(path, name)));
    const files = (await Promise.all(stats)).filter((file) => file !== undefined);
    if (files.length === 0) continue;
    const id = relative(directory, path).split(sep).join('/') || '.';
    runs.push({ id, files, writtenAt: Math.max(...files.map(({ writtenAt }) => writtenAt)) });
  }
  return runs;
}

/** For people: the name of a folder is what they know. */
export const nameOfRun = (id: string, directory: string) => (id === '.' ? basename(directory) : id);

async function fileOf(path: string): Promise<EventFile | undefined> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { path, size, writtenAt: mtimeMs };
  } catch (error) {
    // Removed since the folder was listed.
    if (!isFileError(error)) throw error;
    return undefined;
  }
}
