import assert from 'node:assert/strict';
import { fail, ok, type Result } from '../../../../src/domain/base/failure.ts';
import type { Artifact } from '../../../../src/domain/experiments/trackedRun.ts';
import { type ArtifactWalk, walkArtifacts } from '../../../../src/domain/experiments/walkArtifacts.ts';

const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  '': ['a/', 'b/', 'c'],
  'a/': ['a/deep/', 'a/MLmodel'],
  'a/deep/': ['a/deep/d'],
  'b/': ['b/shut/'],
};

/** Folders end with a slash; one that is not listed here cannot be read. */
const list = async (folder: string): Promise<Result<readonly Artifact[]>> =>
  Promise.resolve(
    FOLDERS[folder]
      ? ok(FOLDERS[folder].map((path) => ({ path, isFolder: path.endsWith('/') })))
      : fail({ code: 'forbidden', message: folder }),
  );

async function walked(walk: ArtifactWalk): Promise<readonly string[]> {
  const seen: string[] = [];
  for await (const { path, listed, isDeepest } of walkArtifacts(list, walk))
    seen.push(`${path}${listed.ok ? '' : '?'}${isDeepest ? '!' : ''}`);
  return seen;
}

describe('walking artifacts', () => {
  it('asks for the upper folders first, and goes on after one that cannot be listed', async () => {
    assert.deepEqual(await walked({ deepest: 9 }), ['', 'a/', 'b/', 'a/deep/', 'b/shut/?']);
  });

  it('ends at the deepest folders, and says which they are', async () => {
    assert.deepEqual(await walked({ deepest: 1 }), ['', 'a/!', 'b/!']);
    assert.deepEqual(await walked({ deepest: 0 }), ['!']);
  });

  it('asks for no more folders than wanted, and for none below what is not entered', async () => {
    assert.deepEqual(await walked({ deepest: 9, mostFolders: 2 }), ['', 'a/']);
    const isEntered = (listed: readonly Artifact[]) => listed.every(({ path }) => !path.endsWith('/MLmodel'));
    assert.deepEqual(await walked({ deepest: 9, isEntered }), ['', 'a/', 'b/', 'b/shut/?']);
  });
});
