import assert from 'node:assert/strict';
import { foldProgress, type ProgressFold } from '../../../../src/domain/metrics/foldProgress.ts';
import { metricLine } from '../../../../src/domain/metrics/metricLine.ts';
import { sparkline } from '../../../../src/domain/metrics/sparkline.ts';

function fold(lines: readonly (readonly [seconds: number, line: string])[]): ProgressFold['progress'] {
  let state: ProgressFold | undefined;
  for (const [seconds, line] of lines) {
    const found = metricLine(line);
    assert.ok(found, line);
    state = foldProgress(state, found, new Date(seconds * 1000));
  }
  assert.ok(state);
  return state.progress;
}

describe('foldProgress', () => {
  it('keeps the last value and the history of each metric', () => {
    const progress = fold([
      [0, 'epoch=1/4 loss=2'],
      [10, 'epoch=2/4 loss=1 accuracy=0.5'],
    ]);
    assert.equal(progress.epoch, 2);
    assert.equal(progress.epochTotal, 4);
    assert.deepEqual(
      [...progress.metrics],
      [
        ['loss', 1],
        ['accuracy', 0.5],
      ],
    );
    assert.deepEqual(progress.history.get('loss'), [
      { value: 2, step: 1, at: 0 },
      { value: 1, step: 2, at: 10_000 },
    ]);
  });

  it('reckons the time left from the pace of the log', () => {
    assert.equal(
      fold([
        [0, 'epoch=1/4 loss=2'],
        [10, 'epoch=2/4 loss=1'],
      ]).remainingMs,
      20_000,
    );
    assert.equal(
      fold([
        [0, 'epoch=3/4 loss=2'],
        [10, 'epoch=4/4 loss=1'],
      ]).remainingMs,
      0,
    );
  });

  it('counts steps within epochs', () => {
    const progress = fold([
      [0, 'Epoch 1/2'],
      [0, '0/10 [.....] - ETA: 0s - loss: 3'],
      [10, '10/10 [=====] - 1s/step - loss: 2'],
    ]);
    assert.deepEqual([progress.epoch, progress.epochTotal, progress.step, progress.stepTotal], [1, 2, 10, 10]);
    assert.equal(progress.remainingMs, 10_000);
  });

  it('trusts the time that a progress bar gives', () => {
    assert.equal(fold([[0, ' 45%|###| 45/100 [00:12<00:15, 3.4it/s]']]).remainingMs, 15_000);
  });

  it('forgets the step of the epoch before', () => {
    const progress = fold([
      [0, 'Epoch 1: 50%|##| 5/10 [00:05<00:05, 1.0it/s, loss=1]'],
      [9, 'epoch=2 loss=0.5'],
    ]);
    assert.equal(progress.step, undefined);
  });

  it('measures a new phase by its own pace', () => {
    const progress = fold([
      [0, 'step 50/100'],
      [10, 'step 100/100'],
      [20, 'step 0/100'],
      [30, 'step 50/100'],
    ]);
    assert.equal(progress.remainingMs, 10_000);
  });

  it('bounds history and the number of metrics', () => {
    let state: ProgressFold | undefined;
    for (let index = 0; index < 1000; index++) {
      state = foldProgress(
        state,
        {
          metrics: new Map([
            ['loss', index],
            [`name_${index}`, 1],
          ]),
        },
        new Date(index),
      );
    }
    assert.ok((state?.progress.history.get('loss')?.length ?? 0) <= 240);
    assert.ok((state?.progress.metrics.size ?? 0) <= 64);
    assert.equal(state?.progress.metrics.get('loss'), 999);
  });

  it('shows nan as it is and leaves it out of the line', () => {
    const progress = fold([
      [0, 'loss=1.5'],
      [1, 'loss=nan'],
    ]);
    assert.ok(Number.isNaN(progress.metrics.get('loss')));
    assert.deepEqual(progress.history.get('loss'), [{ value: 1.5, at: 0 }]);
  });
});

describe('sparkline', () => {
  it('goes from the lowest to the highest', () => assert.equal(sparkline([0, 1, 2, 3, 4, 5, 6, 7]), '▁▂▃▄▅▆▇█'));
  it('is flat for equal values', () => assert.equal(sparkline([2, 2, 2]), '▄▄▄'));
  it('has no shape for one value', () => assert.equal(sparkline([1]), ''));
  it('fits into its width', () => assert.equal(sparkline(Array.from({ length: 1000 }, (_, n) => n)).length, 16));
  it('leaves out what is not finite', () => assert.equal(sparkline([Number.NaN, 0, Infinity, 1]), '▁█'));
});
