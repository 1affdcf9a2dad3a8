import assert from 'node:assert/strict';
import { logBatch } from '../../../../src/views/logs/logBatch.ts';
import { LogModel } from '../../../../src/webview/logs/logModel.ts';
import { timeText } from '../../../../src/webview/logs/timeText.ts';

const batch = (start: number, count: number) =>
  logBatch(
    start,
    Array.from({ length: count }, (_, n) => ({
      number: start + n + 1,
      stream: 'stdout' as const,
      text: `${start + n}`,
    })),
  );

describe('LogModel', () => {
  it('finds rows and entries both ways, over chunks', () => {
    const model = new LogModel();
    model.setMeasure(({ number }) => number % 3);
    model.append(batch(0, 2000));
    model.append(batch(2000, 10));
    let row = 0;
    for (const { number } of model.entries()) {
      assert.equal(model.rowOf(number), row);
      for (let part = 0; part < number % 3; part++) assert.deepEqual(model.atRow(row + part), { number, row });
      row += number % 3;
    }
    assert.equal(model.rows, row);
    assert.equal(model.atRow(row), undefined);
  });

  it('grows at the front and shrinks there, and says by how many rows', () => {
    const model = new LogModel();
    model.setMeasure(() => 2);
    model.append(batch(5000, 1000));
    assert.equal(model.prepend(batch(4000, 1000)), 2000);
    assert.deepEqual([model.start, model.end, model.rows], [4000, 6000, 4000]);
    const rows = model.trim(1000);
    assert.equal(rows, (model.start - 4000) * 2);
    assert.ok(model.count >= 1000 && model.count < 1600);
    assert.equal(model.entry(5999)?.text, '5999');
    assert.equal(model.entry(3999), undefined);
  });

  it('takes another measure step by step', () => {
    const model = new LogModel();
    model.append(batch(0, 5000));
    assert.equal(model.rows, 5000);
    model.setMeasure(({ number }) => (number < 10 ? 1 : 0));
    assert.equal(model.isStale, true);
    while (!model.settle(0, 0)) assert.ok(model.rows >= 10);
    assert.equal(model.rows, 10);
  });

  it('knows tracebacks, also those that were loaded later', () => {
    const model = new LogModel();
    const lines = ['x', 'Traceback (most recent call last):', '  File "a.py", line 1, in f', 'ValueError: x', 'y'];
    const texts = lines.map((text, n) => ({ number: n, stream: 'stderr' as const, text }));
    model.append(logBatch(10, texts));
    model.prepend(logBatch(5, texts));
    assert.deepEqual(model.groupOf(12), { start: 11, end: 13 });
    assert.deepEqual(model.groupOf(8), { start: 6, end: 8 });
    assert.equal(model.groupOf(9), undefined);
    assert.equal(model.groupOf(10), undefined);
  });
});

describe('timeText', () => {
  it('counts from the origin', () => {
    assert.equal(
      timeText('2026-01-31T10:01:02.345678901Z', 'relative', '2026-01-31T10:00:00.000000000Z'),
      '+01:02.345',
    );
    assert.equal(timeText('2026-01-31T12:01:02.345678901Z', 'relative', '2026-01-31T10:00:00.000000000Z'), '+2:01:02');
  });
  it('shows nothing without a stamp', () => {
    assert.equal(timeText('', 'absolute', ''), '');
    assert.equal(timeText('2026-01-31T10:01:02Z', 'off', ''), '');
    assert.match(timeText('2026-01-31T10:01:02.5Z', 'absolute', ''), /^\d\d:01:02\.500$/);
  });
});
