import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isLike } from '../../../../src/domain/experiments/judgeValue.ts';
import { filterRows, matchesFilter } from '../../../../src/domain/experiments/matchesFilter.ts';
import { parseFilter } from '../../../../src/domain/experiments/parseFilter.ts';
import { RunTable } from '../../../../src/domain/experiments/runTable.ts';
import { runWith } from '../../../support/runWith.ts';

const RUNS = [
  runWith({
    id: 'a',
    name: 'vit one',
    metrics: [['loss', 0.2]],
    params: [['lr', '0.01']],
    tags: [['note', 'Good']],
  }),
  runWith({ id: 'b', metrics: [['loss', Number.NaN]], params: [['lr', '1e-3']], state: 'failed' }),
  runWith({
    id: 'c',
    metrics: [['loss', Number.POSITIVE_INFINITY]],
    params: [['lr', 'auto']],
    startedAt: 5000,
    endedAt: 8000,
  }),
  runWith({ id: 'd', params: [['lr', '']] }),
];

/** The table and the run itself must say the same. */
function passing(text: string): string {
  const parsed = parseFilter(text);
  assert.ok(parsed.ok, text);
  const table = new RunTable();
  table.put(RUNS);
  const rows = Array.from(filterRows(table.rows(), table, parsed.value), (row) => table.runIdOf(row)).join('');
  const alone = RUNS.filter((run) => matchesFilter(parsed.value, run)).map(({ id }) => id);
  assert.equal(alone.join(''), rows, text);
  return rows;
}

describe('matchesFilter and filterRows', () => {
  for (const [text, expected] of [
    ['', 'abcd'],
    ['metrics.loss < 1', 'a'],
    ['metrics.loss > 1', 'c'],
    ['metrics.loss != 0.2', 'bc'],
    ['metrics.loss = nan', 'b'],
    ['metrics.loss != nan', 'ac'],
    ['metrics.loss is null', 'd'],
    ['metrics.loss is not null', 'abc'],
    ['not metrics.loss < 1', 'bcd'],
    ['metrics.none > 0', ''],
    ['metrics.none is null', 'abcd'],
    ['params.lr < 0.005', 'b'],
    ['params.lr = 0.001', 'b'],
    ['params.lr = "0.001"', ''],
    ['params.lr = "auto"', 'c'],
    ['params.lr = ""', 'd'],
    ['params.lr != "auto"', 'abd'],
    ['params.lr in (0.01, "auto")', 'ac'],
    ['params.lr like "%.%"', 'a'],
    ['params.lr matches "^\\d"', 'ab'],
    ['tags.note like "good"', ''],
    ['tags.note ilike "g__d"', 'a'],
    ['status = "FAILED"', 'b'],
    ['duration >= 3000', 'c'],
    ['run_name like "vit%"', 'a'],
    ['run_name is null', 'bcd'],
    ['run_id in ("a", "d")', 'ad'],
    ['metrics.loss < 1 or status = "failed"', 'ab'],
    ['metrics.loss is not null and not status = "failed"', 'ac'],
  ] as const) {
    it(`${text === '' ? 'an empty filter' : text} lets ${expected === '' ? 'nothing' : expected} pass`, () =>
      assert.equal(passing(text), expected));
  }
});

describe('isLike', () => {
  for (const [text, pattern, expected] of [
    ['', '', true],
    ['', '%', true],
    ['a', '', false],
    ['abc', 'a%c', true],
    ['abc', 'a_c', true],
    ['ac', 'a_c', false],
    ['a.c', 'a.c', true],
    ['abc', 'a.c', false],
    ['aXbXc', '%X%X%', true],
    ['aXb', '%X%X%', false],
    ['line\nbreak', 'line%', true],
  ] as const) {
    it(`'${text.replace('\n', '\\n')}' is ${expected ? '' : 'not '}like '${pattern}'`, () =>
      assert.equal(isLike(text, pattern), expected));
  }

  it('takes no time for patterns that would freeze a regular expression', () => {
    assert.equal(isLike('a'.repeat(20_000), `${'%a'.repeat(50)}%b`), false);
  });
});
