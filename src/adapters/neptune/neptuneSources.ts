import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** One run's data on disk. */
export interface NeptuneSource {
  /** A folder of the 1.x client, a database of neptune-scale, or Parquet of neptune-exporter. */
  readonly form: 'client' | 'scale' | 'export';
  /** Of an export its first part. */
  readonly path: string;
  /** Absolute paths of what the run consists of, in order. */
  readonly files: readonly string[];
  /** Differs when something was written. */
  readonly state: string;
}

/** Names of the folders in which the 1.x client keeps runs, by how they are sent. */
const CLIENT_FOLDERS = new Set(['offline', 'async', 'sync']);
/** The file in each folder of neptune-scale. */
const SCALE_DATABASE = 'run_operations.sqlite3';
const FIRST_PART = '_part_0.parquet';

/** All runs in a folder `.neptune` or `exports`. What is none of Neptune's is passed over; the folder itself must be readable. */
export async function neptuneSources(folder: string): Promise<readonly NeptuneSource[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(entries.filter(isFolder).map((entry) => sourcesOf(folder, entry.name)));
  return found.flat();
}

/** Whether there is one at all; a folder that is not there or may not be read has none. */
export async function hasNeptuneRuns(folder: string): Promise<boolean> {
  for (const { name } of (await listed(folder)).filter(isFolder))
    if ((await sourcesOf(folder, name)).length > 0) return true;
  return false;
}

async function sourcesOf(folder: string, name: string): Promise<readonly NeptuneSource[]> {
  const path = join(folder, name);
  if (name === 'data') return await exportSources(path);
  if (!CLIENT_FOLDERS.has(name)) return await scaleSource(join(path, SCALE_DATABASE));
  const runs = (await listed(path)).filter(isFolder);
  return (await Promise.all(runs.map((run) => clientSource(join(path, run.name))))).flat();
}

async function clientSource(path: string): Promise<readonly NeptuneSource[]> {
  const names = (await listed(path)).map((entry) => entry.name);
  if (!names.includes('metadata.json')) return [];
  const files = numbered(path, names, /^data-(\d+)\.log$/);
  return [{ form: 'client', path, files, state: await stateOf(files) }];
}

async function scaleSource(path: string): Promise<readonly NeptuneSource[]> {
  const state = await stateOf([path, `${path}-wal`]);
  return state.startsWith('-') ? [] : [{ form: 'scale', path, files: [path], state }];
}

/** A folder for each project, in it parts for each run. The exporter gives the first part its name last: a run without it is not whole. */
async function exportSources(path: string): Promise<readonly NeptuneSource[]> {
  const projects = (await listed(path)).filter(isFolder).map(({ name }) => join(path, name));
  const sources = projects.map(async (project) => {
    const names = (await listed(project)).map(({ name }) => name);
    const firsts = names.filter((name) => name.endsWith(FIRST_PART));
    return await Promise.all(firsts.map((first) => exportSource(project, first.slice(0, -FIRST_PART.length), names)));
  });
  return (await Promise.all(sources)).flat();
}

async function exportSource(project: string, run: string, names: readonly string[]): Promise<NeptuneSource> {
  const own = names.filter((name) => name.startsWith(`${run}_part_`));
  const files = numbered(project, own, /_part_(\d+)\.parquet$/);
  return { form: 'export', path: join(project, `${run}${FIRST_PART}`), files, state: await stateOf(files) };
}

/** Paths of the names that match, by the number in them. */
function numbered(folder: string, names: readonly string[], pattern: RegExp): readonly string[] {
  const found = names.flatMap((name) => {
    const number = pattern.exec(name)?.[1];
    return number === undefined ? [] : [{ path: join(folder, name), number: Number(number) }];
  });
  return found.sort((one, other) => one.number - other.number).map(({ path }) => path);
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
    // Sent and removed by its client since the folder above was listed, or somebody else's.
    if (isMissing(error)) return [];
    throw error;
  }
}

const isFolder = (entry: Dirent) => entry.isDirectory();

const isMissing = (error: unknown) =>
  error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR', 'EACCES'].includes(String(error.code));
