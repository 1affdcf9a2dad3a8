import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The text of a file; undefined for what is on no disk, is gone, may not be read or is larger than `mostBytes`. */
export async function textOnDisk(uri: string, mostBytes = Number.POSITIVE_INFINITY): Promise<string | undefined> {
  if (!uri.startsWith('file:')) return undefined;
  try {
    const path = fileURLToPath(uri);
    const isTooLarge = mostBytes !== Number.POSITIVE_INFINITY && (await stat(path)).size > mostBytes;
    return isTooLarge ? undefined : await readFile(path, 'utf8');
  } catch (error) {
    // Every caller can do without the file, and says why.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
