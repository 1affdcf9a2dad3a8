import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes the folders of a cache in which nothing has been written for so long. What cannot be looked at or removed is left for the next time.
 * @param before milliseconds since 1970
 * @returns how many are gone
 */
export async function dropOldFolders(cache: string, before: number): Promise<number> {
  let gone = 0;
  for (const name of await namesIn(cache)) {
    const folder = join(cache, name);
    const newest = await newestIn(folder);
    if (newest === undefined || newest >= before) continue;
    try {
      await rm(folder, { recursive: true });
      gone += 1;
    } catch (error) {
      if (!isOfFiles(error)) throw error;
    }
  }
  return gone;
}

/** Milliseconds since 1970; undefined for what is no folder, or cannot be looked at. */
async function newestIn(folder: string): Promise<number | undefined> {
  try {
    const facts = await stat(folder);
    if (!facts.isDirectory()) return undefined;
    const files = await Promise.all((await readdir(folder)).map(async (name) => await stat(join(folder, name))));
    return Math.max(facts.mtimeMs, ...files.map(({ mtimeMs }) => mtimeMs));
  } catch (error) {
    if (!isOfFiles(error)) throw error;
    return undefined;
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (!isOfFiles(error)) throw error;
    return [];
  }
}

/** An error of the file system, such as another window that was quicker. */
const isOfFiles = (error: unknown) => error instanceof Error && 'code' in error;
