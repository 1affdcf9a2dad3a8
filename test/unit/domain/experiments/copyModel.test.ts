import assert from 'node:assert/strict';
import { ok, type Result } from '../../../../src/domain/base/failure.ts';
import { copyModel, filesOfModel } from '../../../../src/domain/experiments/copyModel.ts';
import type { Artifact } from '../../../../src/domain/experiments/trackedRun.ts';
import { stillRegistry, stillTracker } from '../../../support/trackedRuns.ts';

const { signal } = new AbortController();
const source = { form: 'loggedModel', model: { id: 'm-1' } } as const;

const trackerWith = (folders: Readonly<Record<string, readonly Artifact[]>>) =>
  stillTracker({
    registry: stillRegistry({
      modelFiles: async (_id, folder): Promise<Result<readonly Artifact[]>> =>
        Promise.resolve(ok(folders[folder] ?? [])),
      readModelFile: async (_id, path) =>
        Promise.resolve(
          ok({
            chunks: (async function* () {
              await Promise.resolve();
              yield Buffer.from(path);
            })(),
          }),
        ),
    }),
  });

describe('copying a model', () => {
  it('takes all files of all folders, each under its path', async () => {
    const tracker = trackerWith({
      '': [
        { path: 'MLmodel', isFolder: false, size: 7 },
        { path: 'data', isFolder: true },
      ],
      data: [{ path: 'data/model.pkl', isFolder: false }],
    });
    const files = await filesOfModel(tracker, source, signal);
    assert.ok(files.ok);
    const written = new Map<string, string>();
    const seen: number[] = [];
    const places = {
      placeOf: (path: string) => `/project/${path}`,
      save: async (path: string, chunks: AsyncIterable<Uint8Array>, saved: (bytes: number) => void) => {
        let text = '';
        for await (const chunk of chunks) text += Buffer.from(chunk).toString();
        written.set(path, text);
        saved(text.length);
        return ok(text.length);
      },
    };
    const done = await copyModel({ tracker, source, files: files.value }, places, (bytes) => seen.push(bytes), signal);
    assert.ok(done.ok);
    assert.deepEqual(
      [...written],
      [
        ['/project/MLmodel', 'MLmodel'],
        ['/project/data/model.pkl', 'data/model.pkl'],
      ],
    );
    assert.deepEqual(seen, [7, 21]);
  });

  it('takes no name that would lead elsewhere', async () => {
    for (const path of ['../x', 'a/../../x', '/etc/passwd', 'a\\..\\x', 'C:x', 'a//b', './a', 'a\u0000b']) {
      const files = await filesOfModel(trackerWith({ '': [{ path, isFolder: false }] }), source, signal);
      assert.equal(files.ok ? path : files.failure.code, 'forbidden');
    }
  });

  it('has an end where folders have none', async () => {
    const modelFiles = async (_: string, folder: string): Promise<Result<readonly Artifact[]>> =>
      Promise.resolve(ok([{ path: folder === '' ? 'x' : `${folder}/x`, isFolder: true }]));
    const files = await filesOfModel(stillTracker({ registry: stillRegistry({ modelFiles }) }), source, signal);
    assert.equal(files.ok ? files.value.length : files.failure.code, 'unsupported');
  });
});
