import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { csvOf, exportedFrom } from '../../../../src/domain/experiments/exportRuns.ts';
import { FIRST_PIVOT_INDEX } from '../../../../src/domain/experiments/pivotTable.ts';
import { RunsModel } from '../../../../src/domain/experiments/runsModel.ts';
import { RunTable } from '../../../../src/domain/experiments/runTable.ts';
import { FIRST_LAYOUT, layOutColumns, type TableLayout } from '../../../../src/domain/experiments/tableLayout.ts';
import { runWith } from '../../../support/runWith.ts';

const run = (id: string, model: string, lr: string | undefined, loss: number | undefined) =>
  runWith({
    id,
    name: id,
    params: [['model', model], ...(lr === undefined ? [] : [['lr', lr] as const])],
    metrics: loss === undefined ? [] : [['loss', loss]],
  });

const table = new RunTable();
table.put([
  run('a', 'vit', '0.1', 1),
  run('b', 'vit', '0.1', 3),
  run('c', 'vit', '0.02', 5),
  run('d', 'cnn', '0.02', 7),
  run('e', 'cnn', undefined, 9),
  run('f', 'cnn', '0.1', undefined),
]);

const PIVOT = { by: 'params.lr', metric: 'metrics.loss', cell: 'mean' } as const;
const modelOf = (change: Partial<TableLayout>) =>
  new RunsModel(table, { ...FIRST_LAYOUT, groupBy: ['params.model'], pivot: PIVOT, ...change });

function cellsOf(model: RunsModel): readonly (readonly (string | null)[])[] {
  const columns = model.columns().flatMap(({ index, group }) => (group === 'pivot' ? [index] : []));
  return model.lines(0, 100, columns).map(({ cells }) => cells);
}

describe('a pivot', () => {
  it('has a column a value, in order, and of each group the mean, the best or the number of runs', () => {
    const model = modelOf({});
    const shown = layOutColumns(model.columns(), model.layout);
    assert.deepEqual(
      shown.map(({ key }) => key),
      ['params.model', 'attributes.run_name', 'pivot.0.02', 'pivot.0.1', 'pivot.none'],
    );
    assert.deepEqual(cellsOf(model), [
      ['5, n 1', '2 ± 1.414, n 2', null],
      ['7, n 1', null, '9, n 1'],
    ]);
    assert.deepEqual(cellsOf(modelOf({ pivot: { ...PIVOT, cell: 'best' } }))[0], ['5, n 1', '1, n 2', null]);
    assert.deepEqual(cellsOf(modelOf({ pivot: { ...PIVOT, cell: 'count' } })), [
      ['1', '2', null],
      ['1', null, '1'],
    ]);
  });

  it('has one line of all runs without groups, follows the filter, and lists runs below an open group', () => {
    assert.deepEqual(cellsOf(modelOf({ groupBy: [] })), [['6 ± 1.414, n 2', '2 ± 1.414, n 2', '9, n 1']]);
    const model = modelOf({ filter: 'params.model = "vit"' });
    assert.deepEqual(cellsOf(model), [['5, n 1', '2 ± 1.414, n 2']]);
    model.toggleGroup(model.arranged().groups[0]?.key ?? '');
    assert.deepEqual(cellsOf(model).slice(1), [
      [null, '1'],
      [null, '3'],
      ['5', null],
    ]);
  });

  it('sorts groups by a column of its own, and is no pivot by a column that is gone', () => {
    const sorted = modelOf({ sort: [{ key: 'pivot.0.02', isDescending: true }] });
    assert.deepEqual(
      sorted.arranged().groups.map(({ values }) => values),
      [['cnn'], ['vit']],
    );
    const gone = modelOf({ pivot: { ...PIVOT, by: 'params.gone' } });
    assert.equal(
      gone.columns().some(({ index }) => index >= FIRST_PIVOT_INDEX),
      false,
    );
    assert.equal(gone.arranged().groups.length, 2);
  });

  it('is exported as it is shown, with all digits', () => {
    assert.equal(
      [...csvOf(exportedFrom(modelOf({})))].join(''),
      'params.model,runs,loss mean lr=0.02,loss mean lr=0.1,loss mean lr=none\r\nvit,3,5,2,\r\ncnn,3,7,,9\r\n',
    );
    const plain = exportedFrom(new RunsModel(table, FIRST_LAYOUT));
    assert.equal([...csvOf(plain)].join('').split('\r\n').length, 8);
  });
});
