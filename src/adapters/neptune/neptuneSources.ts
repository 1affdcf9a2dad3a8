import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** One run's data on disk. */
export interface NeptuneSource {
  /** A folder of the 1.x client, or a database of neptune-scale. */
  readonly form: 'client' | 'scale';
  readonly path: string;
  /** Differs when something was written. */
  readonly state: string;
}

/** Names of the folders in which the 1.x client keeps runs, by how they are sent. */
const CLIENT_FOLDERS = new Set(['offline', 'async', 'sync']);
/** The file in each folder of neptune-scale. */
export const SCALE_DATABASE = 'run_operations.sqlite3';

/** All runs in a `.neptune` folder. Folders that are neither are passed over; the folder itself must be readable. */
export async function neptuneSources(folder: string): Promise<readonly NeptuneSource[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(entries.filter(isFolder).map((entry) => sourcesOf(folder, entry.name)));
  return found.flat();
}

async function sourcesOf(folder: string, name: string): Promise<readonly NeptuneSource[]> {
  const path = join(folder, name);
  if (!CLIENT_FOLDERS.has(name)) return await scaleSource(join(path, SCALE_DATABASE));
  const runs = (await listed(path)).filter(isFolder);
  return (await Promise.all(runs.map((run) => clientSource(join(path, run.name))))).flat();
}

async function clientSource(path: string): Promise<readonly NeptuneSource[]> {
  const names = (await listed(path)).map((entry) => entry.name);
  if (!names.includes('metadata.json')) return [];
  const logs = names.filter((name) => /^data-\d+\.log$/.test(name)).sort();
  return [{ form: 'client', path, state: await stateOf(logs.map((name) => join(path, name))) }];
}

async function scaleSource(path: string): Promise<readonly NeptuneSource[]> {
  const state = await stateOf([path, `${path}-wal`]);
  return state.startsWith('-') ? [] : [{ form: 'scale', path, state }];
}

async function stateOf(paths: readonly string[]): Promise<string> {
  const states = paths.map(async (path) => {
    try {
      const { size, mtimeMs } = await stat(path);
      return `${size}:${mtimeMs}`;
    } catch (error) {
      if (isMissing(error)) return '-';
      throw error;
    }
  });
  return (await Promise.all(states)).join(' ');
}

async function listed(path: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    // Sent and removed by its client since the folder above was listed.
    if (isMissing(error)) return [];
    throw error;
  }
}

const isFolder = (entry: Dirent) => entry.isDirectory();

const isMissing = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
