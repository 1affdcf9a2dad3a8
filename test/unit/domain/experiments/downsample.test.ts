import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  extremesByPixel,
  largestTriangles,
  lowerBound,
  upperBound,
} from '../../../../src/domain/experiments/downsample.ts';
import { SeriesIndex } from '../../../../src/domain/experiments/seriesIndex.ts';
import { seededRandom } from '../../../support/seededRandom.ts';

const line = (values: readonly number[]) => ({ x: Float64Array.from(values.keys()), y: Float64Array.from(values) });
const thin = (points: ReturnType<typeof line>, from: number, to: number, pixels: number) =>
  extremesByPixel(points, new SeriesIndex(points.y), { from, to }, pixels);

describe('extremesByPixel', () => {
  it('keeps the extremes of every column, whatever is zoomed to', () => {
    const random = seededRandom(7);
    const points = line(Array.from({ length: 5000 }, () => random() * 100));
    for (const [from, to, pixels] of [
      [0, 4999, 300],
      [1234, 3876.5, 77],
      [500, 1500, 400],
    ] as const) {
      const found = thin(points, from, to, pixels);
      const width = (to - from) / pixels;
      for (let pixel = 0; pixel < pixels - 1; pixel++) {
        const within = [...points.y].filter((_, at) => at >= from + pixel * width && at < from + (pixel + 1) * width);
        const kept = [...found.y].filter((_, at) => {
          const x = found.x[at] ?? 0;
          return x >= from + pixel * width && x < from + (pixel + 1) * width;
        });
        assert.equal(Math.min(...kept), Math.min(...within));
        assert.equal(Math.max(...kept), Math.max(...within));
      }
      assert.ok(found.x.length <= pixels * 3 + 8, `${found.x.length}`);
      assert.ok(
        [...found.x].every((x, at) => at === 0 || x >= (found.x[at - 1] ?? 0)),
        'x ascends',
      );
    }
  });

  it('keeps the neighbours outside, so that lines run out of the picture', () => {
    const found = thin(line(Array.from({ length: 100 }, (_, at) => at)), 10.5, 12.5, 100);
    assert.deepEqual([...found.x], [10, 11, 12, 13]);
  });

  it('keeps gaps and infinite values', () => {
    const values = Array.from({ length: 10_000 }, (_, at) => (at >= 4000 && at < 6000 ? Number.NaN : 1));
    values[7000] = Number.POSITIVE_INFINITY;
    values[8000] = Number.NEGATIVE_INFINITY;
    const { x, y } = thin(line(values), 0, 9999, 100);
    const inGap = [...y].filter((_, at) => (x[at] ?? 0) > 4000 && (x[at] ?? 0) < 5999);
    assert.ok(inGap.length > 0 && inGap.every((value) => Number.isNaN(value)));
    assert.ok(y.includes(Number.POSITIVE_INFINITY) && y.includes(Number.NEGATIVE_INFINITY));
  });

  it('answers with all points when they are few, and with none of none', () => {
    assert.deepEqual([...thin(line([3, 1, 2]), 0, 2, 100).y], [3, 1, 2]);
    assert.equal(thin(line([]), 0, 1, 100).x.length, 0);
  });

  it('takes steps that were logged twice', () => {
    const points = {
      x: Float64Array.from({ length: 5000 }, (_, at) => Math.floor(at / 1000)),
      y: new Float64Array(5000),
    };
    points.y[2500] = 9;
    points.y[2501] = -9;
    const { y } = thin(points, 0, 4, 10);
    assert.ok(y.includes(9) && y.includes(-9));
  });
});

describe('largestTriangles', () => {
  it('keeps the ends, the number, and what stands out', () => {
    const values = Array.from({ length: 1000 }, () => 0);
    values[500] = 100;
    const found = largestTriangles(line(values), 20);
    assert.equal(found.x.length, 20);
    assert.deepEqual([found.x[0], found.x.at(-1)], [0, 999]);
    assert.ok(found.y.includes(100));
  });

  it('leaves short lines alone and what is not finite out', () => {
    assert.deepEqual([...largestTriangles(line([1, Number.NaN, 3]), 10).y], [1, 3]);
    assert.deepEqual([...largestTriangles(line([1, 2, 3, 4]), 2).y], [1, 4]);
    assert.equal(largestTriangles(line([1, 2, 3]), 0).y.length, 0);
  });
});

describe('bounds', () => {
  it('find the first not below and the first above', () => {
    const values = Float64Array.from([1, 2, 2, 2, 5]);
    assert.deepEqual(
      [lowerBound(values, 2), upperBound(values, 2), lowerBound(values, 9), upperBound(values, 0)],
      [1, 4, 5, 0],
    );
  });
});
