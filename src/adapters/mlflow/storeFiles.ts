import { closeSync, constants, type Dirent, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StoreTrouble } from './storeProblem.ts';

/** Bytes read with one call; nearly every file of a store is smaller. */
const BLOCK = 64 * 1024;
const block = Buffer.alloc(BLOCK);
/** Neither waits for a writer of a pipe, nor follows a link: what a link leads to is not of the store. 0 where the system has no such flag. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
/** Keys are nested by their slashes; MLflow allows 250 characters. */
const MOST_LEVELS = 125;

/** The text of a file. Throws an error of the file system, and `StoreTrouble` when it has more bytes. */
export function readText(path: string, mostBytes: number): string {
  return withFile(path, (file) => {
    const first = readSync(file, block, 0, BLOCK, 0);
    if (first < BLOCK) return block.toString('utf8', 0, first);
    const { size } = fstatSync(file);
    if (size > mostBytes) throw new StoreTrouble({ reason: 'too-large', path, limit: mostBytes });
    return rangeOf(file, 0, size).toString('utf8');
  });
}

/** The text of a file up to `mostBytes`, else only its last lines. */
export function readTail(path: string, mostBytes: number): { readonly text: string; readonly isWhole: boolean } {
  return withFile(path, (file) => {
    const first = readSync(file, block, 0, BLOCK, 0);
    if (first < BLOCK) return { text: block.toString('utf8', 0, first), isWhole: true };
    const { size } = fstatSync(file);
    if (size <= mostBytes) return { text: rangeOf(file, 0, size).toString('utf8'), isWhole: true };
    const tail = rangeOf(file, size - BLOCK, BLOCK).toString('utf8');
    return { text: tail.slice(tail.indexOf('\n') + 1), isWhole: false };
  });
}

function withFile<T>(path: string, work: (file: number) => T): T {
  const file = openSync(path, FLAGS);
  try {
    return work(file);
  } finally {
    closeSync(file);
  }
}

function rangeOf(file: number, start: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const count = readSync(file, bytes, filled, length - filled, start + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

/** What lies in a folder; nothing when it is not there. */
export function entriesIn(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
}

/** Names of the folders in a folder. Links to folders count: stores are spread over disks that way. */
export function foldersIn(folder: string): readonly string[] {
  return entriesIn(folder)
    .filter((entry) => entry.isDirectory() || (entry.isSymbolicLink() && isFolder(join(folder, entry.name))))
    .map(({ name }) => name);
}

export const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
export const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** The files below a folder by their key: slashes in keys have become folders. Links are left out. */
export function* keysIn(
  folder: string,
  prefix = '',
  level = 0,
): Generator<{ readonly key: string; readonly path: string }> {
  for (const entry of entriesIn(folder)) {
    const path = join(folder, entry.name);
    if (entry.isFile()) yield { key: `${prefix}${entry.name}`, path };
    else if (entry.isDirectory() && level < MOST_LEVELS) yield* keysIn(path, `${prefix}${entry.name}/`, level + 1);
  }
}
