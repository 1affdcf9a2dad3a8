import assert from 'node:assert/strict';
import { formatAge, formatBytes, formatDuration, formatMetric } from '../../../../src/domain/base/format.ts';

describe('format', () => {
  it('writes bytes in binary units', () => {
    assert.deepEqual([0, 1023, 1024, 1536, 500e6, 8 * 1024 ** 3].map(formatBytes), [
      '0 B',
      '1023 B',
      '1 KiB',
      '1.5 KiB',
      '477 MiB',
      '8 GiB',
    ]);
  });

  it('writes durations with two units at most', () => {
    assert.deepEqual([400, 42_000, 60_000, 200_000, 7_500_000, 273_600_000].map(formatDuration), [
      '0 s',
      '42 s',
      '1 min',
      '3 min 20 s',
      '2 h 5 min',
      '3 d 4 h',
    ]);
  });

  it('writes ages in the largest unit', () => {
    const now = new Date(1e12);
    assert.deepEqual(
      [5, 125, 7300, 200_000].map((seconds) => formatAge(new Date(1e12 - seconds * 1000), now)),
      ['just now', '2 min ago', '2 h ago', '2 d ago'],
    );
  });

  it('writes metrics with four significant digits', () => {
    assert.deepEqual([0.412345, 95.31, 0, 1e-7, 1234567, Number.NaN].map(formatMetric), [
      '0.4123',
      '95.31',
      '0',
      '1.00e-7',
      '1.23e+6',
      'NaN',
    ]);
  });
});
