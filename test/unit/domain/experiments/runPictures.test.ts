import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { pictureSeries } from '../../../../src/domain/experiments/runPictures.ts';

const files = (runId: string, paths: readonly string[]) => paths.map((path) => ({ runId, path }));

describe('pictures of runs', () => {
  it('takes the names of log_image apart, those of MLflow 2 and 3, and leaves out the small copy', () => {
    const id = '896d9d8f-9e1f-41c3-ac2e-3bf4d639e093';
    const series = pictureSeries([
      ...files('a', [
        `images/val~pred+step+10+timestamp+1796045622978+${id}.png`,
        `images/val~pred+step+10+timestamp+1796045622978+${id}+compressed.webp`,
        `images/val~pred+step+2+timestamp+1796045622970+${id}.png`,
      ]),
      ...files('b', [`images/val#pred%step%2%timestamp%1796045622970%${id}%compressed.webp`]),
    ]);
    assert.equal(series.length, 1);
    assert.deepEqual([series[0]?.title, series[0]?.kind], ['val/pred', 'image']);
    assert.deepEqual(
      series[0]?.files.map(({ runId, step, path }) => [runId, step, path.slice(-4)]),
      [
        ['a', 2, '.png'],
        ['b', 2, 'webp'],
        ['a', 10, '.png'],
      ],
    );
  });

  it('puts the newer picture of one step behind the older one', () => {
    const id = '896d9d8f-9e1f-41c3-ac2e-3bf4d639e093';
    const [one] = pictureSeries(
      files('a', [`images/x+step+1+timestamp+20+${id}.png`, `images/x+step+1+timestamp+10+${id}.png`]),
    );
    assert.ok(one?.files.at(-1)?.path.includes('+20+'));
  });

  it('reads steps off the ends of names, and nothing else off them', () => {
    const titles = pictureSeries(
      files('a', [
        'pred_epoch_3.png',
        'pred_epoch_12.png',
        'samples-000400.jpg',
        'val_batch0_labels.jpg',
        'resnet50.png',
        'plots/step7.png',
      ]),
    ).map(({ title, files: { length } }) => [title, length]);
    assert.deepEqual(titles, [
      ['plots', 1],
      ['pred', 2],
      ['resnet50', 1],
      ['samples', 1],
      ['val_batch0_labels', 1],
    ]);
  });

  it('puts equal names of runs together, matrices first, and leaves out what is too large or something else', () => {
    const series = pictureSeries([
      ...files('a', ['confusion_matrix.json', 'training_confusion_matrix.png', 'model/MLmodel', 'answers.json']),
      ...files('b', ['confusion_matrix.json', 'training_confusion_matrix.png']),
      { runId: 'b', path: 'huge.png', size: 50_000_000 },
    ]);
    assert.deepEqual(
      series.map(({ title, kind, files: each }) => [title, kind, each.length]),
      [
        ['confusion_matrix', 'matrix', 2],
        ['training_confusion_matrix', 'image', 2],
      ],
    );
  });
});
