// What the table of runs writes as Parquet is read by pyarrow, which is what a user's pandas reads it with.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetFile } from '../../../src/adapters/parquet/parquetFile.ts';
import { columnsOf } from '../../../src/domain/experiments/exportRuns.ts';
import { RunsModel } from '../../../src/domain/experiments/runsModel.ts';
import { RunTable } from '../../../src/domain/experiments/runTable.ts';
import { FIRST_LAYOUT, layOutColumns } from '../../../src/domain/experiments/tableLayout.ts';
import { runWith } from '../../support/runWith.ts';
import { trackerEnv } from '../../support/trackerEnv.ts';

/** Prints what pyarrow has read: types, and rows with NaN and times as texts. */
const READER = `
import json, sys, pyarrow.parquet as pq
table = pq.read_table(sys.argv[1])
print(json.dumps({
  "types": {field.name: str(field.type) for field in table.schema},
  "rows": [{name: None if value is None else str(value) for name, value in row.items()} for row in table.to_pylist()],
}))`;

describe('runs exported as Parquet', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-parquet-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  function readBack(table: RunTable) {
    const model = new RunsModel(table, FIRST_LAYOUT);
    const columns = layOutColumns(model.columns(), model.layout);
    const file = join(folder, 'runs.parquet');
    writeFileSync(file, parquetFile(columnsOf({ table, rows: model.arranged().matched, columns })));
    const output = execFileSync(trackerEnv('DAGSHUB_PYTHON'), ['-c', READER, file], { encoding: 'utf8' });
    return JSON.parse(output);
  }

  it('are what they were: text of any script, NaN, infinities, times, and nothing where nothing is', () => {
    const table = new RunTable();
    table.put([
      runWith({
        id: 'a',
        name: 'ünï 名前',
        startedAt: Date.UTC(2026, 0, 31),
        metrics: [['loss', 0.1 + 0.2]],
        params: [['p', '']],
      }),
      runWith({ id: 'b', metrics: [['loss', Number.NaN]] }),
      runWith({ id: 'c', metrics: [['loss', Number.NEGATIVE_INFINITY]] }),
      ...Array.from({ length: 20 }, (_, n) => runWith({ id: `more${n}`, tags: [[`tag${n}`, String(n)]] })),
    ]);
    const { types, rows } = readBack(table);
    assert.equal(types['metrics.loss'], 'double');
    assert.equal(types['params.p'], 'string');
    assert.equal(types.start_time, 'timestamp[ms, tz=UTC]');
    assert.equal(rows.length, 23);
    assert.equal(rows[0].run_name, 'ünï 名前');
    assert.equal(rows[0]['metrics.loss'], '0.30000000000000004');
    assert.equal(rows[0]['params.p'], '');
    assert.equal(rows[0].start_time, '2026-01-31 00:00:00+00:00');
    assert.deepEqual(
      [rows[1].run_name, rows[1]['params.p'], rows[1].start_time, rows[1]['metrics.loss']],
      [null, null, null, 'nan'],
    );
    assert.equal(rows[2]['metrics.loss'], '-inf');
    assert.equal(rows[22]['tags.tag19'], '19');
  });

  it('are an empty table where there are none', () => {
    assert.deepEqual(readBack(new RunTable()).rows, []);
  });
});
