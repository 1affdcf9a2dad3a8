import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  axisText,
  durationTicks,
  linearTicks,
  logTicks,
  timeTicks,
} from '../../../../src/domain/experiments/chartTicks.ts';

const labels = (ticks: readonly { readonly label: string }[]) =>
  ticks.map(({ label }) => label).filter((label) => label !== '');

describe('marks of axes', () => {
  it('are round numbers', () => {
    assert.deepEqual(labels(linearTicks({ from: 0, to: 1 }, 5)), ['0', '0.2', '0.4', '0.6', '0.8', '1.0']);
    assert.deepEqual(labels(linearTicks({ from: -3, to: 12 }, 4)), ['0', '5', '10']);
    assert.deepEqual(labels(linearTicks({ from: 0, to: 3e7 }, 3)), ['0', '1e7', '2e7', '3e7']);
    assert.equal(linearTicks({ from: 5, to: 5 }, 4).length, 1, 'a range of one value');
  });

  it('are powers of ten on a logarithmic axis, and values between them where there are few', () => {
    assert.deepEqual(labels(logTicks({ from: 1e-5, to: 1 }, 6)), ['1e-5', '1e-4', '0.001', '0.01', '0.1', '1']);
    assert.deepEqual(labels(logTicks({ from: 0.9, to: 11 }, 8)), ['1', '2', '3', '5', '7', '10']);
    assert.ok(labels(logTicks({ from: 3.1, to: 3.4 }, 4)).length >= 2, 'within one decade');
  });

  it('are times of day and dates, and spans in the words of the rest', () => {
    const noon = new Date(2026, 0, 31, 12).getTime();
    const [first] = timeTicks({ from: noon, to: noon + 3_600_000 }, 4);
    assert.equal(first?.at, noon);
    const days = timeTicks({ from: noon, to: noon + 10 * 86_400_000 }, 5);
    assert.ok(
      days.every(({ at }) => new Date(at).getHours() === 0),
      'days begin at the user’s midnight',
    );
    assert.deepEqual(labels(durationTicks({ from: 0, to: 600 }, 4)), ['0 s', '5 min', '10 min']);
  });

  it('say values of an axis', () => {
    assert.deepEqual(
      [axisText('step', 1234567), axisText('step', 0.5), axisText('relative', 3661)],
      ['1,234,567', '0.5', '1 h 1 min'],
    );
  });
});
