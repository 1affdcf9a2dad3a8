import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SeriesIndex } from '../../../../src/domain/experiments/seriesIndex.ts';
import { seededRandom } from '../../../support/seededRandom.ts';

describe('SeriesIndex', () => {
  it('finds what reading every value finds, for any stretch', () => {
    const random = seededRandom(3);
    for (const size of [1, 15, 16, 17, 255, 257, 5000]) {
      const values = Float64Array.from({ length: size }, () =>
        random() < 0.02 ? Number.NaN : Math.round(random() * 1000),
      );
      const index = new SeriesIndex(values);
      for (let round = 0; round < 200; round++) {
        const from = Math.floor(random() * size);
        const to = from + Math.floor(random() * (size - from + 1));
        const found = { least: -1, greatest: -1, hasGap: false };
        index.extremes(from, to, found);
        const within = values.slice(from, to);
        const finite = [...within].filter((value) => !Number.isNaN(value));
        assert.equal(found.hasGap, finite.length < within.length);
        assert.equal(found.least < 0 ? Infinity : values[found.least], Math.min(...finite));
        assert.equal(found.greatest < 0 ? -Infinity : values[found.greatest], Math.max(...finite));
      }
    }
  });

  it('costs an eighth of the values', () => {
    const index = new SeriesIndex(new Float64Array(100_000));
    const found = { least: -1, greatest: -1, hasGap: false };
    index.extremes(0, 100_000, found);
    assert.equal(index.bytes, 0, 'a line that is drawn once needs none');
    index.extremes(0, 100_000, found);
    assert.ok(index.bytes > 0 && index.bytes < 100_000, `${index.bytes} bytes beside 800,000`);
  });
});
