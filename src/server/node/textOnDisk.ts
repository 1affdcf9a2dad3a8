import { readFile, stat } from 'node:fs/promises';
import { pathOnDisk } from './pathOnDisk.ts';

/** The text of a file; undefined for what is on no disk, is gone, may not be read or is larger than `mostBytes`. */
export async function textOnDisk(uri: string, mostBytes?: number): Promise<string | undefined> {
  const path = pathOnDisk(uri);
  return path === undefined ? undefined : await textOfFile(path, mostBytes);
}

/** The same by the path of the file. */
export async function textOfFile(path: string, mostBytes = Number.POSITIVE_INFINITY): Promise<string | undefined> {
  try {
    const isTooLarge = mostBytes !== Number.POSITIVE_INFINITY && (await stat(path)).size > mostBytes;
    return isTooLarge ? undefined : await readFile(path, 'utf8');
  } catch (error) {
    // Every caller can do without the file, and says why.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
