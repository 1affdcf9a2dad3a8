import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'mocha';

export interface TestFolder {
  /** Of the test that runs now. */
  readonly path: string;
  /** Writes a file below it, and gives its path. */
  readonly write: (path: string, content?: string | Uint8Array) => string;
}

/** For a suite: each of its tests has an empty folder of its own. */
export function folderForEachTest(): TestFolder {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'folder-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return {
    get path() {
      return folder;
    },
    write: (path, content = '') => {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
  };
}
