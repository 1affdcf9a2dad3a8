import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fail, ok } from '../../../../src/domain/base/failure.ts';
import { copyFiles, filesOfRun } from '../../../../src/domain/experiments/copyFiles.ts';

const { signal } = new AbortController();
const FOLDERS: Readonly<Record<string, readonly string[]>> = { '': ['a', 'b/'], 'b/': ['b/c'] };

/** Folders end with a slash. */
const source = {
  artifacts: async (_: string, folder: string) =>
    ok((FOLDERS[folder] ?? []).map((path) => ({ path, isFolder: path.endsWith('/'), size: 1 }))),
  readArtifact: async (_: string, path: string) =>
    path === 'a' ? fail({ code: 'forbidden', message: 'a lies outside.' }) : ok({ size: 1, chunks: one() }),
};

async function* one(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('1');
}

function copyTo(answers: (path: string) => ReturnType<typeof ok<undefined>> | ReturnType<typeof fail>) {
  const sent: string[] = [];
  const writer = {
    writeArtifact: async (_: string, path: string) => {
      sent.push(path);
      return answers(path);
    },
  };
  const files = { from: source, to: { tracker: source, writer }, runId: 'r', copyId: 'c', mayBeThere: false };
  return { sent, copied: copyFiles(files, signal) };
}

describe('files of a run that is copied', () => {
  it('go on when one cannot be read, which is told by name', async () => {
    const { sent, copied } = copyTo(() => ok(undefined));
    assert.deepEqual(await copied, ok(['a is not copied: a lies outside.']));
    assert.deepEqual(sent, ['b/c']);
  });

  it('are told once when the server takes none', async () => {
    const { copied } = copyTo(() => fail({ code: 'unsupported', message: 'host does not take files' }));
    assert.deepEqual(
      await copied,
      ok(['a is not copied: a lies outside.', 'Its files are not copied: host does not take files.']),
    );
  });

  it('end the copy when nobody answers any more', async () => {
    const gone = fail({ code: 'unreachable', message: 'gone' });
    assert.deepEqual(await copyTo(() => gone).copied, gone);
  });

  it('have an end where folders have none', async () => {
    const endless = { artifacts: async (_: string, folder: string) => ok([{ path: `${folder}/x`, isFolder: true }]) };
    assert.deepEqual(await filesOfRun(endless, 'r', signal), ok({ files: [], hasMore: true }));
  });
});
