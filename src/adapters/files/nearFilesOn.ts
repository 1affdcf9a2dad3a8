import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { NearFiles, PathKind } from '../../domain/base/nearFiles.ts';

/**
 * What is on the disk around a file, asked anew each time.
 * @param path Absolute, of the file.
 */
export function nearFilesOn(path: string): NearFiles {
  const folder = dirname(path);
  return {
    name: basename(path),
    kindOf: (other) => (countsFromHere(other) ? kindAt(resolve(folder, other)) : 'unknown'),
    textOf: (other) => (countsFromHere(other) ? textAt(resolve(folder, other)) : undefined),
  };
}

/** Schemas of large charts have some hundred kilobytes. */
const MOST_BYTES = 2 * 1024 * 1024;

/** Of a plain file alone: whoever opens a pipe waits for somebody who writes into it. */
function textAt(path: string): string | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() === true && found.size <= MOST_BYTES ? readFileSync(path, 'utf8') : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

/** Absolute paths are of another machine as a rule, and `//server/share` would be asked over the network. */
function countsFromHere(path: string): boolean {
  return path !== '' && !/^[/~]|[\\\0]|^[A-Za-z]:/.test(path);
}

function kindAt(path: string): PathKind {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) return 'nothing';
    return found.isDirectory() ? 'folder' : 'file';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // A part of the way is a file. Anything else, such as a folder that may not be read, leaves it open.
    if (code === 'ENOTDIR') return 'nothing';
    if (code === undefined) throw error;
    return 'unknown';
  }
}
