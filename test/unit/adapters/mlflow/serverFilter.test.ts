import assert from 'node:assert/strict';
import { serverFilterText, splitServerFilter } from '../../../../src/adapters/mlflow/serverFilter.ts';
import type { FilterField, FilterOperator, RunFilter } from '../../../../src/domain/experiments/runFilter.ts';

const compare = (
  group: FilterField['group'],
  name: string,
  operator: FilterOperator,
  ...values: (string | number)[]
): RunFilter => ({ kind: 'compare', field: { group, name }, operator, values });
const features = { hasNull: true };
const loss = compare('metrics', 'val loss', '<', 0.3);

describe('splitServerFilter', () => {
  it('gives the server what it can judge, and keeps the rest', () => {
    const model = compare('params', 'model', '=', 'vit');
    const pattern = compare('params', 'model', 'matches', 'v.t');
    const either: RunFilter = { kind: 'any', of: [loss, model] };
    const filter: RunFilter = { kind: 'all', of: [loss, { kind: 'all', of: [model, pattern] }, either] };
    const { there, rest } = splitServerFilter(filter, features);
    assert.deepEqual(there, { kind: 'all', of: [loss, model] });
    assert.deepEqual(rest, { kind: 'all', of: [pattern, either] });
    assert.equal(there && serverFilterText(there, features), "metrics.`val loss` < 0.3 and params.`model` = 'vit'");
  });

  it('writes what MLflow reads', () => {
    const texts: readonly (readonly [RunFilter, string])[] = [
      [compare('tags', 'a`b', '!=', "it's"), 'tags."a`b" != "it\'s"'],
      [compare('params', 'p', 'ilike', '%x%'), "params.`p` ILIKE '%x%'"],
      [compare('attributes', 'status', '=', 'ok'), "attributes.status = 'FINISHED'"],
      [compare('attributes', 'start_time', '>=', 1_700_000_000_000), 'attributes.start_time >= 1700000000000'],
      [compare('attributes', 'run_id', 'in', 'a', 'b'), "attributes.run_id IN ('a', 'b')"],
      [compare('tags', 't', 'is null'), 'tags.`t` IS NULL'],
      [{ kind: 'any', of: [loss] }, 'metrics.`val loss` < 0.3'],
    ];
    for (const [filter, text] of texts) assert.equal(serverFilterText(filter, features), text);
  });

  it('keeps what MLflow would judge in another way', () => {
    const here = [
      compare('params', 'lr', '<', 0.1),
      compare('params', 'lr', '=', 0.1),
      compare('tags', 't', '=', `both ' and "`),
      compare('tags', 'a`"b', '=', 'x'),
      compare('metrics', 'm', '!=', 0),
      compare('metrics', 'm', '<', Infinity),
      compare('metrics', 'm', 'is null'),
      compare('attributes', 'status', '!=', 'ok'),
      compare('attributes', 'status', '=', 'unknown'),
      compare('attributes', 'duration', '>', 5),
      compare('params', 'p', 'in', 'a', 'b'),
      { kind: 'not', of: loss } satisfies RunFilter,
    ];
    for (const filter of here) {
      assert.deepEqual(splitServerFilter(filter, features), { there: undefined, rest: filter });
      assert.equal(serverFilterText(filter, features), undefined);
    }
    const missing = compare('tags', 't', 'is not null');
    assert.equal(splitServerFilter(missing, { hasNull: false }).there, undefined);
  });
});
