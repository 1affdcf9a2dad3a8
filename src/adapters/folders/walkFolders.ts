import type { Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Breather } from '../process/breather.ts';
import { isFileError } from './folderFailure.ts';

export interface WalkLimits {
  /** The folder itself is one. */
  readonly levels: number;
  readonly folders: number;
  /** Looked at in each folder: one with more is a data set or a cache. */
  readonly entries: number;
}

/** Folders that hold nothing of the project's own, or nothing but files of runs of another tracker. Hidden ones are left out too. */
const SKIPPED = new Set([
  'node_modules',
  '__pycache__',
  'site-packages',
  '__pypackages__',
  'mlartifacts',
  'mlruns',
  'wandb',
]);

/** It holds nothing but files of another tracker, or of a package. */
export const isLeftOut = (name: string): boolean => SKIPPED.has(name);

/**
 * Folders of a project and their entries by name, level by level, for what is looked for lies near the top. Links are not followed. What cannot be read is passed
 * over; throws when the folder itself cannot be, or when the signal is aborted.
 */
export async function* walkFolders(
  folder: string,
  { levels, folders, entries }: WalkLimits,
  signal: AbortSignal,
): AsyncGenerator<{ readonly path: string; readonly entries: readonly Dirent[] }> {
  const breather = new Breather();
  let count = 0;
  let level = [folder];
  for (let depth = 0; depth < levels && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const path of level) {
      count += 1;
      if (count > folders) return;
      signal.throwIfAborted();
      await breather.breathe();
      const listed = await list(path, { isTop: depth === 0, most: entries });
      yield { path, entries: listed };
      for (const entry of listed)
        if (entry.isDirectory() && (await isOwn(join(path, entry.name), entry.name))) next.push(join(path, entry.name));
    }
    level = next;
  }
}

async function list(
  folder: string,
  { isTop, most }: { readonly isTop: boolean; readonly most: number },
): Promise<readonly Dirent[]> {
  const entries: Dirent[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      if (entries.length >= most) break;
      entries.push(entry);
    }
  } catch (error) {
    if (isTop || !isFileError(error)) throw error;
  }
  return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Neither hidden, nor a cache, nor a Python environment whatever its name. */
async function isOwn(path: string, name: string): Promise<boolean> {
  if (name.startsWith('.') || isLeftOut(name)) return false;
  const marks = await Promise.allSettled([stat(join(path, 'pyvenv.cfg')), stat(join(path, 'conda-meta'))]);
  return marks.every(({ status }) => status === 'rejected');
}
