import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  classResults,
  confusionOf,
  confusionSummary,
  readConfusion,
  readConfusionFile,
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

  it('reads the tables that pandas, scikit-learn users and W&B write', () => {
    const wanted = {
      labels: ['cat', 'dog'],
      counts: [
        [3, 1],
        [0, 4],
      ],
    };
    const numbered = { ...wanted, labels: ['0', '1'] };
    for (const csv of [
      ',cat,dog\ncat,3,1\ndog,0,4\n',
      'cat,dog\n3,1\n0,4',
      'actual,predicted,n\ncat,cat,3\ncat,dog,1\ndog,dog,4',
    ])
      assert.deepEqual(readConfusionFile(csv, 'confusion_matrix.csv'), wanted, csv);
    for (const csv of ['3,1\n0,4', ',0,1\n0,3,1\n1,0,4', '0,1\n3,1\n0,4'])
      assert.deepEqual(readConfusionFile(csv, 'x.CSV'), numbered, csv);
    const table = {
      columns: ['Actual', 'Predicted', 'nPredictions'],
      data: [
        ['cat', 'cat', 3],
        ['cat', 'dog', 1],
        ['dog', 'cat', 0],
        ['dog', 'dog', 4],
      ],
    };
    assert.deepEqual(readConfusionFile(JSON.stringify(table), 'x.json'), wanted);
    const framed = { columns: ['cat', 'dog'], index: ['cat', 'dog'], data: wanted.counts };
    assert.deepEqual(readConfusionFile(JSON.stringify(framed), 'x.json'), wanted);
    for (const other of ['', 'a,b,c', '{', '[1,2]', '{"columns":["a"],"data":[["x"]]}'])
      assert.equal(readConfusionFile(other, other.startsWith('a') ? 'x.csv' : 'x.json'), undefined, other);
  });
});
