import type { Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder with more is a data set or a cache; what is needed lies near the top, so the walk goes level by level. */
export const MAX_FILES = 5000;
const MAX_ENTRIES = 1000;
const MAX_LEVELS = 8;

/** Folders that hold nothing of the project's own. Hidden folders are left out too. */
const SKIPPED = new Set([
  'node_modules',
  '__pycache__',
  'site-packages',
  '__pypackages__',
  'wandb',
  'mlruns',
  'lightning_logs',
]);

export interface Walk {
  /** Relative to the folder, with `/`, sorted. */
  readonly files: readonly string[];
  readonly isPartial: boolean;
}

/** Lists the plain files of a folder. Links are not followed: they may lead out of it or in circles. Throws when the folder cannot be read. */
export async function walkProject(folder: string, signal: AbortSignal): Promise<Walk> {
  const files: string[] = [];
  let isPartial = false;
  let level = [''];
  for (let depth = 0; depth < MAX_LEVELS && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const relative of level) {
      signal.throwIfAborted();
      const listed = await list(join(folder, relative), depth === 0);
      isPartial ||= listed.isPartial;
      for (const entry of listed.entries) {
        const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
        if (entry.isFile()) files.push(path);
        else if (entry.isDirectory() && (await isOwn(join(folder, path), entry.name))) next.push(path);
      }
      if (files.length >= MAX_FILES) return { files: files.slice(0, MAX_FILES).sort(), isPartial: true };
    }
    level = next;
  }
  return { files: files.sort(), isPartial: isPartial || level.length > 0 };
}

interface Listing {
  readonly entries: readonly Dirent[];
  readonly isPartial: boolean;
}

async function list(folder: string, isTop: boolean): Promise<Listing> {
  const entries: Dirent[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      if (entries.length >= MAX_ENTRIES) return { entries, isPartial: true };
      entries.push(entry);
    }
  } catch (error) {
    // A folder below that cannot be read holds nothing that a build could use either.
    if (isTop) throw error;
    return { entries: [], isPartial: true };
  }
  return { entries, isPartial: false };
}

/** Neither hidden, nor a cache, nor a Python environment whatever its name. */
async function isOwn(path: string, name: string): Promise<boolean> {
  if (name.startsWith('.') || SKIPPED.has(name)) return false;
  const marks = await Promise.allSettled([stat(join(path, 'pyvenv.cfg')), stat(join(path, 'conda-meta'))]);
  return marks.every(({ status }) => status === 'rejected');
}
