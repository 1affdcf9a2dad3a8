import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RunsModel } from '../../../../src/domain/experiments/runsModel.ts';
import { RunTable } from '../../../../src/domain/experiments/runTable.ts';
import { importanceIn, runValues } from '../../../../src/domain/experiments/runValues.ts';
import { FIRST_LAYOUT } from '../../../../src/domain/experiments/tableLayout.ts';
import { trackedRun } from '../../../support/trackedRuns.ts';

const model = (filter = '') => {
  const table = new RunTable();
  table.put(
    Array.from({ length: 20 }, (_, at) =>
      trackedRun(`r${at}`, {
        name: at === 0 ? '' : `fox-${at}`,
        params: new Map([['lr', String(at % 5)] as const, ...(at % 2 === 0 ? [['model', 'vit'] as const] : [])]),
        metrics: new Map([
          ['loss', at === 3 ? Number.NaN : (at % 5) * 2] as const,
          ...(at === 4 ? [['acc', 1] as const] : []),
        ]),
      }),
    ),
  );
  return new RunsModel(table, { ...FIRST_LAYOUT, filter });
};

describe('last values of runs', () => {
  it('are those of the runs that pass the filter', () => {
    const { runs, params, metrics } = runValues(model('params.model = "vit"'));
    assert.equal(runs.length, 10);
    assert.ok(
      params.every(({ values }) => values.length === 10) && metrics.every(({ values }) => values.length === 10),
    );
    assert.deepEqual(new Set(params.find(({ name }) => name === 'model')?.values), new Set(['vit']));
  });

  it('have a place for each run, with or without a value', () => {
    const { runs, params, metrics } = runValues(model());
    const at = runs.findIndex(({ id }) => id === 'r3');
    assert.equal(params.find(({ name }) => name === 'model')?.values[at], null);
    assert.ok(Number.isNaN(metrics.find(({ name }) => name === 'loss')?.values[at]));
    assert.equal(metrics.find(({ name }) => name === 'acc')?.values.filter((value) => !Number.isNaN(value)).length, 1);
    assert.equal(runs.find(({ id }) => id === 'r0')?.name, 'r0', 'a run without a name is called by its id');
  });

  it('tell what a metric depends on', () => {
    const answer = importanceIn(model(), 'loss');
    assert.equal(answer?.importances[0]?.name, 'lr');
    assert.equal(answer?.runs, 19, 'NaN is no value to depend on anything');
    assert.equal(importanceIn(model(), 'nothing of that name'), undefined);
  });
});
