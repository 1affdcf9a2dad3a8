import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fail, ok } from '../../../../src/domain/base/failure.ts';
import { PictureSource } from '../../../../src/domain/experiments/pictureSource.ts';
import { MOST_IMAGE_BYTES } from '../../../../src/domain/experiments/runPictures.ts';
import { memoryTracker } from '../../../support/memoryTracker.ts';

const { signal } = new AbortController();
const text = (value: string) => new TextEncoder().encode(value);

function sourceOf(files: readonly (readonly [string, Uint8Array])[]) {
  const tracker = Object.assign(memoryTracker([]), { files: new Map(files) });
  const asked: string[] = [];
  const artifacts: typeof tracker.artifacts = async (runId, folder, abort) => {
    asked.push(`${runId}/${folder}`);
    return await tracker.artifacts(runId, folder, abort);
  };
  const source = new PictureSource(async () => Promise.resolve(ok({ ...tracker, artifacts })));
  return { source, asked, tracker };
}

describe('PictureSource', () => {
  it('finds pictures in folders, not in those of models, and reads a run that has ended once', async () => {
    const { source, asked } = sourceOf([
      ['a/plots/loss.png', text('png')],
      ['a/model/MLmodel', text('')],
      ['a/model/data/icon.png', text('png')],
      ['b/plots/loss.png', text('png')],
    ]);
    const { series } = await source.list(['a', 'b'], (runId) => runId === 'a', signal);
    assert.deepEqual(
      series.map(({ title, files }) => [title, files.length]),
      [['plots/loss', 2]],
    );
    asked.length = 0;
    await source.list(['a', 'b'], (runId) => runId === 'a', signal);
    assert.deepEqual(asked, ['b/', 'b/plots']);
  });

  it('gives pictures as bytes and matrices as counts, and nothing that was not offered', async () => {
    const { source } = sourceOf([
      ['a/x.svg', text('<svg/>')],
      ['a/confusion.csv', text(',cat,dog\ncat,3,1\ndog,0,4\n')],
      ['a/confusion_of_what.json', text('{"a": 1}')],
      ['a/secret.txt', text('?')],
    ]);
    await source.list(['a'], () => true, signal);
    const image = await source.content('a', 'x.svg', signal);
    assert.ok(image.ok && image.value.kind === 'image');
    assert.equal(image.value.mime, 'image/svg+xml');
    const matrix = await source.content('a', 'confusion.csv', signal);
    assert.ok(matrix.ok && matrix.value.kind === 'matrix');
    assert.deepEqual(matrix.value.matrix.labels, ['cat', 'dog']);
    const none = await source.content('a', 'confusion_of_what.json', signal);
    assert.match(none.ok ? '' : none.failure.message, /is not a confusion matrix/);
    const secret = await source.content('a', 'secret.txt', signal);
    assert.equal(secret.ok ? '' : secret.failure.code, 'not-found');
  });

  it('stops reading what is larger than it was said to be, and says when a download broke off', async () => {
    const { source, tracker } = sourceOf([
      ['a/large.png', text('')],
      ['a/broken.png', text('')],
    ]);
    let read = 0;
    async function* chunks(path: string): AsyncIterable<Uint8Array> {
      await Promise.resolve();
      if (path === 'broken.png') throw new Error('reset');
      for (;;) {
        read += 1_000_000;
        yield new Uint8Array(1_000_000);
      }
    }
    tracker.readArtifact = async (_runId, path) => Promise.resolve(ok({ chunks: chunks(path) }));
    const broken = new PictureSource(async () => Promise.resolve(ok(tracker)));
    await broken.list(['a'], () => true, signal);
    await source.list(['a'], () => true, signal);
    const large = await broken.content('a', 'large.png', signal);
    assert.equal(large.ok ? '' : large.failure.about, 'size');
    assert.ok(read <= MOST_IMAGE_BYTES + 2_000_000);
    const ended = await broken.content('a', 'broken.png', signal);
    assert.equal(ended.ok ? '' : ended.failure.code, 'unreachable');
  });

  it('names the runs whose files cannot be listed, and shows those of the others', async () => {
    const { tracker } = sourceOf([['a/x.png', text('')]]);
    const failure = { code: 'unsupported', message: 'They are in a bucket.' } as const;
    const source = new PictureSource(async () =>
      Promise.resolve(
        ok({
          ...tracker,
          artifacts: async (runId: string, folder: string, abort: AbortSignal) =>
            runId === 'b' ? fail(failure) : await tracker.artifacts(runId, folder, abort),
        }),
      ),
    );
    const { series, troubles } = await source.list(['a', 'b'], () => true, signal);
    assert.equal(series.length, 1);
    assert.deepEqual(troubles, [{ runId: 'b', failure }]);
  });
});
