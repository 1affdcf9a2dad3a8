import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteSource } from '../../../../src/adapters/mlflow/sqliteSource.ts';
import { splitForSqlite, sqlOfFilter } from '../../../../src/adapters/mlflow/sqliteFilter.ts';
import { matchesFilter } from '../../../../src/domain/experiments/matchesFilter.ts';
import type { FilterComparison, RunFilter } from '../../../../src/domain/experiments/runFilter.ts';
import { addRun, createMlflowDatabase } from '../../../support/mlflowDatabase.ts';
import { seededRandom } from '../../../support/seededRandom.ts';

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

  it('finds with what is left exactly what matchesFilter finds, whatever the filter', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trainyard-filter-'));
    const file = join(folder, 'mlflow.db');
    const random = seededRandom(7);
    const pick = <T>(...from: readonly T[]): T => {
      const picked = from[Math.floor(random() * from.length)];
      assert.ok(picked !== undefined);
      return picked;
    };
    const texts = ['', '0.1', '1', 'vit', 'VIT', 'é', "o'k", '10'];
    const numbers = [0, -1, 0.5, 1, 10, Infinity, -Infinity, NaN, 1e308];
    const writer = createMlflowDatabase(file);
    writer.exec('BEGIN');
    for (let n = 0; n < 60; n += 1)
      addRun(writer, {
        id: `run${n}`,
        start: pick(1, 2, 3),
        params: pick<Record<string, string>>({}, { p: pick(...texts) }),
        metrics: pick<Record<string, number>>({}, { m: pick(...numbers) }),
      });
    writer.exec('COMMIT');
    writer.close();
    const comparison = (): FilterComparison => {
      const [group, name] = pick(...FIELDS);
      const operator = pick(...OPERATORS);
      if (operator === 'is null' || operator === 'is not null') return compare(group, name, operator);
      const value = () => pick<string | number>(pick(...texts), pick(...numbers), 'run7', 2);
      if (operator === 'in') return compare(group, name, operator, value(), value());
      return compare(group, name, operator, operator === 'matches' || operator === 'like' ? 'v.*' : value());
    };
    const filter = (depth: number): RunFilter => {
      const kind = pick('compare', 'compare', 'all', 'any', 'not');
      if (depth === 0 || kind === 'compare') return comparison();
      if (kind === 'not') return { kind, of: filter(depth - 1) };
      return { kind, of: [filter(depth - 1), filter(depth - 1)] };
    };
    const source = openSqliteSource(file);
    const query = { experimentIds: ['1'], lifecycle: 'all', limit: 100 } as const;
    const all = source.runs({ ids: source.runIds({ query }) });
    let judgedThere = 0;
    for (let n = 0; n < 2000; n += 1) {
      const wanted = filter(2);
      const { there, rest } = splitForSqlite(wanted);
      if (there) judgedThere += 1;
      const ids = source.runIds({ query: there ? { ...query, filter: there } : query });
      const found = source.runs({ ids }).filter((run) => !rest || matchesFilter(rest, run));
      const expected = all.filter((run) => matchesFilter(wanted, run));
      assert.deepEqual(
        found.map(({ id }) => id),
        expected.map(({ id }) => id),
        JSON.stringify(wanted),
      );
    }
    assert.ok(judgedThere > 300, String(judgedThere));
    source.close();
    await rm(folder, { recursive: true, force: true });
  });
});

const FIELDS: readonly (readonly [FilterComparison['field']['group'], string])[] = [
  ['metrics', 'm'],
  ['params', 'p'],
  ['attributes', 'run_id'],
  ['attributes', 'start_time'],
  ['attributes', 'end_time'],
  ['attributes', 'artifact_uri'],
  ['attributes', 'status'],
];
const OPERATORS: readonly FilterComparison['operator'][] = [
  ...(['=', '!=', '<', '<=', '>', '>=', '='] as const),
  ...(['like', 'matches', 'in', 'is null', 'is not null'] as const),
];
