import assert from 'node:assert/strict';
import { splitForSqlite, sqlOfFilter } from '../../../../src/adapters/mlflow/sqliteFilter.ts';
import type { FilterComparison, RunFilter } from '../../../../src/domain/experiments/runFilter.ts';
import { addRun, createMlflowDatabase } from '../../../support/mlflowDatabase.ts';

const compare = (
  group: FilterComparison['field']['group'],
  name: string,
  operator: FilterComparison['operator'],
  ...values: readonly (string | number)[]
): FilterComparison => ({ kind: 'compare', field: { group, name }, operator, values });

describe('a filter in SQL', () => {
  const database = createMlflowDatabase(':memory:');
  addRun(database, { id: 'a', start: 10, params: { lr: '0.1' }, metrics: { loss: 0.5 } });
  addRun(database, { id: 'b', start: 20, params: { lr: "o'k" }, metrics: { loss: Number.NaN } });
  addRun(database, { id: 'c', start: 30, metrics: { loss: Infinity } });
  addRun(database, { id: 'd', start: 40, metrics: { '") OR 1=1 --': 1 } });

  const found = (filter: RunFilter) => {
    const condition = sqlOfFilter(filter);
    if (!condition) return undefined;
    const sql = `SELECT run_uuid AS id FROM runs r WHERE ${condition.sql} ORDER BY 1`;
    return database
      .prepare(sql)
      .all(...condition.values)
      .map(({ id }) => id)
      .join('');
  };

  it('finds runs by metrics, parameters and attributes, and what is missing or NaN by neither', () => {
    assert.equal(found(compare('metrics', 'loss', '<', 1)), 'a');
    assert.equal(found(compare('metrics', 'loss', '>=', 0)), 'ac');
    assert.equal(found(compare('metrics', 'loss', '=', Infinity)), 'c');
    assert.equal(found(compare('params', 'lr', '=', "o'k")), 'b');
    assert.equal(found(compare('params', 'lr', '!=', '0.1')), 'b');
    assert.equal(found(compare('params', 'lr', 'is null')), 'cd');
    assert.equal(found(compare('attributes', 'start_time', '>', 20)), 'cd');
    assert.equal(found(compare('attributes', 'run_id', 'in', 'a', 'd')), 'ad');
    assert.equal(found(compare('attributes', 'end_time', '>', 0)), '');
    assert.equal(found({ kind: 'not', of: compare('attributes', 'end_time', '>', 0) }), 'abcd');
    assert.equal(
      found({ kind: 'any', of: [compare('metrics', 'loss', '<', 1), compare('params', 'lr', 'is null')] }),
      'acd',
    );
  });

  it('takes names as names', () => {
    assert.equal(found(compare('metrics', '") OR 1=1 --', '=', 1)), 'd');
  });

  it('leaves to others what SQL would judge differently', () => {
    assert.equal(found(compare('params', 'lr', 'ilike', '%Ü%')), undefined);
    assert.equal(found(compare('params', 'lr', 'matches', '^0')), undefined);
    assert.equal(found(compare('metrics', 'loss', '!=', 1)), undefined);
    const here = compare('params', 'lr', 'matches', '^0');
    const there = compare('metrics', 'loss', '<', 1);
    assert.deepEqual(splitForSqlite({ kind: 'all', of: [here, there] }), { there, rest: here });
    const either: RunFilter = { kind: 'any', of: [here, there] };
    assert.deepEqual(splitForSqlite(either), { there: undefined, rest: either });
  });
});
