import type { NearFiles } from '../../../domain/base/nearFiles.ts';

/** The context is the folder of the Dockerfile or one above; so far is looked. */
const MOST_FOLDERS = 8;

/** The folders that the context of a Dockerfile may be, nearest first, up to the top of the repository. */
export function* contextFolders(near: NearFiles): Generator<string> {
  let folder = '.';
  for (let level = 0; level < MOST_FOLDERS; level++) {
    yield folder;
    // `.git` is a file in a worktree.
    if (near.kindOf(`${folder}/.git`) !== 'nothing') return;
    folder = folder === '.' ? '..' : `${folder}/..`;
  }
}
