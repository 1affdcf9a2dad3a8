import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  classResults,
  confusionOf,
  confusionSummary,
  readConfusion,
} from '../../../../src/domain/experiments/confusionMatrix.ts';

describe('confusion matrix', () => {
  const matrix = confusionOf(['cat', 'cat', 'cat', 'dog', 'dog'], ['cat', 'dog', 'dog', 'dog', 'cat']);

  it('counts pairs', () =>
    assert.deepEqual(matrix, {
      labels: ['cat', 'dog'],
      counts: [
        [1, 2],
        [1, 1],
      ],
    }));

  it('says what is right and what is mistaken most', () => {
    assert.equal(
      confusionSummary('test', matrix),
      'test: 2 of 5 right (40 %); most often cat was taken for dog, 2 times.',
    );
    assert.equal(confusionSummary('test', { labels: ['a'], counts: [[0]] }), 'test: nothing was counted.');
    assert.deepEqual(classResults(matrix), [
      { label: 'cat', count: 3, recall: 1 / 3, precision: 1 / 2 },
      { label: 'dog', count: 2, recall: 1 / 2, precision: 1 / 3 },
    ]);
  });

  it('reads what programs leave, and nothing else', () => {
    assert.deepEqual(
      readConfusion([
        [1, 0],
        [2, 3],
      ]),
      {
        labels: ['0', '1'],
        counts: [
          [1, 0],
          [2, 3],
        ],
      },
    );
    assert.deepEqual(
      readConfusion({
        classes: ['a', 7],
        confusion_matrix: [
          [1, 0],
          [2, 3],
        ],
      })?.labels,
      ['a', '7'],
    );
    for (const other of [
      null,
      3,
      'x',
      [],
      [[1, 2]],
      [[1, 2], [3]],
      [
        [1, -1],
        [0, 1],
      ],
      [
        ['1', 2],
        [3, 4],
      ],
      { data: {} },
      { __proto__: null },
    ])
      assert.equal(readConfusion(other), undefined, JSON.stringify(other));
  });
});
