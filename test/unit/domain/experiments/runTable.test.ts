import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RunTable } from '../../../../src/domain/experiments/runTable.ts';
import { sortRows } from '../../../../src/domain/experiments/sortRows.ts';
import { runWith } from '../../../support/runWith.ts';

const idsOf = (table: RunTable, rows: Int32Array) => Array.from(rows, (row) => table.runIdOf(row));

describe('RunTable', () => {
  it('keeps values of all kinds, also those whose names are members of objects', () => {
    const table = new RunTable(new Map([['7', 'digits']]));
    table.put([
      runWith({
        id: 'a',
        experimentId: '7',
        params: [['__proto__', 'x']],
        metrics: [
          ['constructor', Number.NaN],
          ['loss', 0],
        ],
        tags: [['', 'empty name']],
      }),
    ]);
    assert.equal(table.column('params', '__proto__')?.column.get(0), 'x');
    assert.equal(table.column('metrics', 'constructor')?.column.get(0), Number.NaN);
    assert.equal(table.column('metrics', 'loss')?.column.get(0), 0);
    assert.equal(table.column('tags', '')?.column.get(0), 'empty name');
    assert.equal(table.column('attributes', 'experiment')?.column.get(0), 'digits');
  });

  it('changes a run in its place, and forgets what it has no more', () => {
    const table = new RunTable();
    table.put([runWith({ id: 'a', metrics: [['loss', 1]], params: [['lr', '0.1']] }), runWith({ id: 'b' })]);
    const before = table.version;
    table.put([runWith({ id: 'a', metrics: [['acc', 2]], state: 'failed' })]);
    assert.ok(table.version > before);
    assert.equal(table.size, 2);
    assert.equal(table.rowOf('a'), 0);
    assert.equal(table.column('metrics', 'loss')?.column.get(0), undefined);
    assert.equal(table.column('metrics', 'loss')?.column.count, 0);
    assert.equal(table.column('params', 'lr')?.column.count, 0);
    assert.equal(table.column('metrics', 'acc')?.column.get(0), 2);
    assert.equal(table.column('attributes', 'status')?.column.get(0), 'failed');
  });

  it('loses runs that are gone, and the others stay where they are', () => {
    const table = new RunTable();
    table.put(['a', 'b', 'c'].map((id) => runWith({ id, metrics: [['m', 1]] })));
    table.remove(['b', 'unknown']);
    assert.deepEqual(idsOf(table, table.rows()), ['a', 'c']);
    assert.equal(table.column('metrics', 'm')?.column.count, 2);
    assert.equal(table.runIdOf(1), undefined);
  });

  it('remembers what could not be read until it can', () => {
    const table = new RunTable();
    table.put([runWith({ id: 'a', trouble: { code: 'invalid', message: 'meta.yaml is torn' } })]);
    assert.equal(table.troubleOf(0)?.message, 'meta.yaml is torn');
    table.put([runWith({ id: 'a' })]);
    assert.equal(table.troubles, 0);
  });
});

describe('sortRows', () => {
  const table = new RunTable();
  table.put([
    runWith({ id: 'none' }),
    runWith({ id: 'nan', metrics: [['m', Number.NaN]] }),
    runWith({ id: 'two', metrics: [['m', 2]], params: [['p', '10']] }),
    runWith({ id: 'inf', metrics: [['m', Number.POSITIVE_INFINITY]], params: [['p', '9']] }),
    runWith({ id: 'one', metrics: [['m', 1]], params: [['p', 'word']] }),
    runWith({ id: 'two again', metrics: [['m', 2]], params: [['p', '9']] }),
  ]);
  const sorted = (...keys: readonly (readonly [string, boolean])[]) =>
    idsOf(
      table,
      sortRows(
        table.rows(),
        table,
        keys.map(([key, isDescending]) => ({ key, isDescending })),
      ),
    );

  it('puts NaN behind numbers and runs without a value last, upwards and downwards', () => {
    assert.deepEqual(sorted(['metrics.m', false]), ['one', 'two', 'two again', 'inf', 'nan', 'none']);
    assert.deepEqual(sorted(['metrics.m', true]), ['inf', 'two', 'two again', 'one', 'nan', 'none']);
  });

  it('sorts texts that are numbers as numbers, words behind them', () => {
    assert.deepEqual(sorted(['params.p', false]), ['inf', 'two again', 'two', 'one', 'none', 'nan']);
  });

  it('sorts by a second column where the first is equal, and knows no column that is not there', () => {
    assert.deepEqual(sorted(['metrics.m', true], ['params.p', false]).slice(1, 3), ['two again', 'two']);
    assert.deepEqual(sorted(['metrics.none', true]), ['none', 'nan', 'two', 'inf', 'one', 'two again']);
  });
});
