import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { boxStatistics } from '../../../../src/domain/experiments/boxStatistics.ts';

describe('boxStatistics', () => {
  it('has the quartiles of NumPy and the whiskers of Tukey', () => {
    // numpy.percentile([1, 2, 3, 4, 100], [25, 50, 75]) is [2, 3, 4].
    const [box] = boxStatistics(['a', 'a', 'a', 'a', 'a'], Float64Array.of(3, 1, 100, 2, 4));
    assert.deepEqual(
      [box?.lower, box?.median, box?.upper, box?.low, box?.high, box?.mean, box?.outliers],
      [2, 3, 4, 1, 4, 22, [2]],
    );
    // numpy.percentile([1, 2, 3, 4], 25) is 1.75.
    assert.equal(boxStatistics(['a', 'a', 'a', 'a'], Float64Array.of(1, 2, 3, 4))[0]?.lower, 1.75);
  });

  it('orders groups as numbers where they are, and leaves out what is no value', () => {
    const boxes = boxStatistics(
      ['10', '2', undefined, '10', '2', 'x'],
      Float64Array.of(1, 2, 3, Number.NaN, 4, Infinity),
    );
    assert.deepEqual(
      boxes.map(({ name, members }) => [name, members]),
      [
        ['2', [1, 4]],
        ['10', [0]],
      ],
    );
  });
});
