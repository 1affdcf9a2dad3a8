import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseFilter } from '../../../../src/domain/experiments/parseFilter.ts';
import { printFilter } from '../../../../src/domain/experiments/printFilter.ts';
import type { FilterComparison, RunFilter } from '../../../../src/domain/experiments/runFilter.ts';

function read(text: string): RunFilter {
  const parsed = parseFilter(text);
  assert.ok(parsed.ok, parsed.ok ? '' : `${text}: ${parsed.failure.message}`);
  return parsed.value;
}
const compare = (
  group: FilterComparison['field']['group'],
  name: string,
  operator: FilterComparison['operator'],
  ...values: (string | number)[]
): FilterComparison => ({ kind: 'compare', field: { group, name }, operator, values });

function message(text: string): string {
  const parsed = parseFilter(text);
  return parsed.ok ? `read as ${printFilter(parsed.value)}` : parsed.failure.message;
}

describe('parseFilter', () => {
  for (const [text, expected] of [
    ['metrics.val_loss < 0.3', compare('metrics', 'val_loss', '<', 0.3)],
    ['metric.loss >= -1e-3', compare('metrics', 'loss', '>=', -0.001)],
    ['params.model = "vit"', compare('params', 'model', '=', 'vit')],
    ["params.model='vit'", compare('params', 'model', '=', 'vit')],
    ['params.model.name = "a"', compare('params', 'model.name', '=', 'a')],
    ['metrics.`val loss` < 1', compare('metrics', 'val loss', '<', 1)],
    ['metrics."val loss" < 1', compare('metrics', 'val loss', '<', 1)],
    ['metrics.val/loss < 1', compare('metrics', 'val/loss', '<', 1)],
    ['tags.`mlflow.runName` LIKE "%a%"', compare('tags', 'mlflow.runName', 'like', '%a%')],
    ['tags.mlflow.user ilike "%A"', compare('tags', 'mlflow.user', 'ilike', '%A')],
    ['params.`a``b` = "x"', compare('params', 'a`b', '=', 'x')],
    ['params.x = "say ""hi"""', compare('params', 'x', '=', 'say "hi"')],
    ["params.x = 'it''s'", compare('params', 'x', '=', "it's")],
    ['params.path = "C:\\data"', compare('params', 'path', '=', 'C:\\data')],
    ['status = "FINISHED"', compare('attributes', 'status', '=', 'ok')],
    ['attributes.status != "killed"', compare('attributes', 'status', '!=', 'cancelled')],
    ['run.name = "x"', compare('attributes', 'run_name', '=', 'x')],
    ['start_time > 1700000000000', compare('attributes', 'start_time', '>', 1_700_000_000_000)],
    ['start_time > "2026-01-31T10:00:00Z"', compare('attributes', 'start_time', '>', Date.UTC(2026, 0, 31, 10))],
    ['params.lr in ("0.1", \'0.2\')', compare('params', 'lr', 'in', '0.1', '0.2')],
    ['params.lr < 0.01', compare('params', 'lr', '<', 0.01)],
    ['metrics.x = nan', compare('metrics', 'x', '=', Number.NaN)],
    ['metrics.x < inf', compare('metrics', 'x', '<', Number.POSITIVE_INFINITY)],
    ['tags.note is null', compare('tags', 'note', 'is null')],
    ['tags.note IS NOT NULL', compare('tags', 'note', 'is not null')],
    ['params.x matches "^a+$"', compare('params', 'x', 'matches', '^a+$')],
    ['params.x not in ("a")', { kind: 'not', of: compare('params', 'x', 'in', 'a') }],
    ['params.and = "x"', compare('params', 'and', '=', 'x')],
    ['', { kind: 'all', of: [] }],
    ['   ', { kind: 'all', of: [] }],
  ] as const) {
    it(`reads ${text}`, () => assert.deepEqual(read(text), expected));
  }

  it('lets `and` bind closer than `or`, and parentheses closer than both', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => compare('metrics', name, '>', 1));
    assert.ok(a && b && c);
    assert.deepEqual(read('metrics.a > 1 or metrics.b > 1 and metrics.c > 1'), {
      kind: 'any',
      of: [a, { kind: 'all', of: [b, c] }],
    });
    assert.deepEqual(read('(metrics.a > 1 OR metrics.b > 1) AND NOT metrics.c > 1'), {
      kind: 'all',
      of: [
        { kind: 'any', of: [a, b] },
        { kind: 'not', of: c },
      ],
    });
  });

  for (const [text, expected] of [
    ['metrics.loss <', 'After `<` at column 14, a number is missing.'],
    ['metrics.loss < "a"', 'At column 16 stands `"a"`, where a number is expected.'],
    ['metrics.loss', 'After `metrics.loss` at column 1, an operator such as `<` or `=` is missing.'],
    ['metrics.loss ! 3', 'At column 14 stands `!`, where an operator such as `<` or `=` is expected.'],
    ['params.model = vit', 'At column 16 stands `vit`, where a text in quotes or a number is expected.'],
    ['loss < 3', 'There is no field `loss` (column 1).'],
    ['metrics. < 3', 'There is no field `metrics.` (column 1).'],
    ['params.model = "vit', 'The quote " that opens at column 16 is not closed.'],
    ['(metrics.a > 1', 'The parenthesis that opens at column 1 is not closed.'],
    ['metrics.a > 1)', 'The parenthesis at column 14 closes nothing.'],
    ['metrics.a > 1 metrics.b > 1', '`and` or `or` is missing before `metrics.b` at column 15.'],
    ['metrics.a > 1 and', 'After `and` at column 15, a comparison is missing.'],
    ['params.x in "a"', 'After `in` at column 10, `(` is missing.'],
    ['params.x in ("a"', 'After `"a"` at column 14, `)` is missing.'],
    ['params.x is', 'After `is` at column 10, `null` is missing.'],
    ['start_time > "soon"', 'At column 14 stands `"soon"`, where a time such as "2026-01-31 14:00" is expected.'],
  ] as const) {
    it(`says what is wrong with ${text}`, () => assert.equal(message(text), expected));
  }

  it('refuses patterns that could run for ever, and those that are none', () => {
    assert.match(message('params.x matches "(a+)+b"'), /column 18.*for ever/);
    assert.match(message('params.x matches "(a"'), /column 18.*Not a regular expression/);
  });

  it('does not end the stack, however deep the parentheses are', () => {
    assert.match(message(`${'('.repeat(100_000)}metrics.a > 1`), /more than 100 parentheses/);
    assert.match(message(`${'not '.repeat(100_000)}metrics.a > 1`), /more than 100/);
  });
});

describe('printFilter', () => {
  for (const text of [
    'metrics.val_loss < 0.3 and params.model = "vit"',
    '(metrics.a > 1 or metrics.b > 1) and not metrics.c > 1',
    'not (params.x = "it\'s" and params.y = \'say "hi"\')',
    "params.z = 'both '' and \"'",
    'metrics.`val/loss, new` is null or tags.`a``b` in ("x", 3)',
    'metrics.x = nan or metrics.x >= -inf or status = "RUNNING"',
    'params.path = "C:\\data"',
    '',
  ]) {
    it(`writes what reads as the same: ${text}`, () => {
      const filter = read(text);
      assert.deepEqual(read(printFilter(filter)), filter, printFilter(filter));
    });
  }
});
