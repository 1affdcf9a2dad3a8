import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { arrangeRows } from '../../../../src/domain/experiments/arrangeRows.ts';
import { groupText, summarizeGroup } from '../../../../src/domain/experiments/groupRows.ts';
import { lowerIsBetter } from '../../../../src/domain/experiments/lowerIsBetter.ts';
import { RunTable } from '../../../../src/domain/experiments/runTable.ts';
import { runWith } from '../../../support/runWith.ts';

const table = new RunTable();
table.put(
  [
    ['a', 'vit', 0.2],
    ['b', 'cnn', 0.5],
    ['c', 'vit', 0.4],
    ['d', undefined, 0.1],
    ['e', 'cnn', Number.NaN],
    ['f', 'cnn', 0.7],
  ].map(([id, model, loss], index) =>
    runWith({
      id: String(id),
      startedAt: index,
      params: model === undefined ? [] : [['model', String(model)]],
      metrics: [['loss', Number(loss)]],
    }),
  ),
);
const NONE = { sort: [], groupBy: [], openGroups: new Set<string>() };
const idsOf = (rows: Iterable<number>) => Array.from(rows, (row) => table.runIdOf(row)).join('');

describe('arrangeRows', () => {
  it('has the newest run first where nothing else is said', () => {
    assert.equal(idsOf(arrangeRows(table, NONE).lines), 'fedcba');
  });

  it('groups by a param, those without it together, and lists the runs of open groups', () => {
    const groupBy = ['params.model'];
    const { groups, lines } = arrangeRows(table, { ...NONE, groupBy, openGroups: new Set(['["vit"]']) });
    assert.deepEqual(
      groups.map(({ values, rows }) => [values[0], idsOf(rows)]),
      [
        ['cnn', 'feb'],
        [null, 'd'],
        ['vit', 'ca'],
      ],
    );
    assert.deepEqual(
      [...lines].filter((line) => line < 0),
      [-1, -2, -3],
    );
    assert.equal(idsOf([...lines].slice(-2)), 'ca');
  });

  it('sorts groups by the mean of a metric, and runs within them', () => {
    const sort = [{ key: 'metrics.loss', isDescending: false }];
    const { groups } = arrangeRows(table, { ...NONE, sort, groupBy: ['params.model'] });
    assert.deepEqual(
      groups.map(({ values, rows }) => [values[0], idsOf(rows)]),
      [
        [null, 'd'],
        ['vit', 'ac'],
        ['cnn', 'bfe'],
      ],
    );
  });
});

describe('summarizeGroup', () => {
  const loss = table.column('metrics', 'loss');
  assert.ok(loss);
  const rowsOf = (ids: string) => Int32Array.from(ids, (id) => table.rowOf(id) ?? -1);

  it('gives mean, deviation of a sample, and the best, and counts what it leaves out', () => {
    const summary = summarizeGroup(loss, rowsOf('bef'));
    assert.equal(summary?.count, 3);
    assert.ok(Math.abs((summary?.mean ?? 0) - 0.6) < 1e-12);
    assert.ok(Math.abs((summary?.deviation ?? 0) - Math.sqrt(0.02)) < 1e-12);
    assert.equal(summary?.best, 0.5);
    assert.equal(groupText(loss, rowsOf('bef')), '0.6 ± 0.1414, best 0.5');
  });

  it('keeps the digits of values that lie close together', () => {
    const close = new RunTable();
    close.put([1, 2, 3].map((n) => runWith({ id: String(n), metrics: [['acc', 1e9 + n]] })));
    const acc = close.column('metrics', 'acc');
    assert.ok(acc);
    assert.equal(summarizeGroup(acc, close.rows())?.deviation, 1);
    assert.equal(summarizeGroup(acc, close.rows())?.best, 1e9 + 3);
  });

  it('has nothing to say of texts and of runs without a value', () => {
    const model = table.column('params', 'model');
    assert.ok(model);
    assert.equal(summarizeGroup(model, rowsOf('ab')), undefined);
    assert.equal(summarizeGroup(loss, new Int32Array(0)), undefined);
  });
});

describe('lowerIsBetter', () => {
  for (const name of ['loss', 'val_loss', 'train/loss', 'valLoss', 'eval.perplexity', 'rmse', 'epoch time'])
    it(`${name}: yes`, () => assert.equal(lowerIsBetter(name), true));
  for (const name of ['acc', 'val_accuracy', 'f1', 'lossless_ratio', 'map50', 'reward'])
    it(`${name}: no`, () => assert.equal(lowerIsBetter(name), false));
});
