import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { csvOf, markdownOf } from '../../../../src/domain/experiments/exportRuns.ts';
import { RunsModel } from '../../../../src/domain/experiments/runsModel.ts';
import { RunTable } from '../../../../src/domain/experiments/runTable.ts';
import { FIRST_LAYOUT, layOutColumns } from '../../../../src/domain/experiments/tableLayout.ts';
import { runWith } from '../../../support/runWith.ts';

const table = new RunTable();
table.put([
  runWith({
    id: 'a',
    name: '=cmd|"x"!A1',
    startedAt: Date.UTC(2026, 0, 31),
    params: [
      ['lr', '-0.1'],
      ['text', 'a,b\n"c" | d'],
    ],
    metrics: [['loss', 0.1 + 0.2]],
  }),
  runWith({ id: 'b', name: 'plain', metrics: [['loss', Number.NaN]], params: [['text', '-dash']] }),
]);
const model = new RunsModel(table, { ...FIRST_LAYOUT, sort: [{ key: 'metrics.loss', isDescending: false }] });
const exported = {
  table,
  rows: model.arranged().matched,
  columns: layOutColumns(model.columns(), model.layout).filter(({ name }) => name !== 'status'),
};

describe('csvOf', () => {
  it('has all digits, quotes what needs it, and makes no formula of what others wrote', () => {
    assert.equal(
      [...csvOf(exported)].join(''),
      [
        'run_name,metrics.loss,params.lr,params.text,start_time',
        `"'=cmd|""x""!A1",0.30000000000000004,-0.1,"a,b\n""c"" | d",2026-01-31T00:00:00.000Z`,
        `plain,NaN,,'-dash,`,
        '',
      ].join('\r\n'),
    );
  });
});

describe('markdownOf', () => {
  it('has values as the table shows them, with nothing that Markdown would read', () => {
    const lines = [...markdownOf(exported)].join('').split('\n');
    assert.equal(lines[0], '| Run | loss | lr | text | Started |');
    assert.equal(lines[1], '| --- | ---: | --- | --- | --- |');
    assert.match(lines[2] ?? '', /^\| =cmd\\\|"x"!A1 \| 0\.3 \| -0\.1 \| a,b<br>"c" \\\| d \| 2026-01-3/);
  });
});
