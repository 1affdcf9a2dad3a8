import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { groupLine } from '../../../../src/domain/experiments/groupLine.ts';
import { LineSource } from '../../../../src/domain/experiments/lineSource.ts';
import { seededRandom } from '../../../support/seededRandom.ts';

const lineOf = (values: readonly number[], steps: readonly number[] = values.map((_, at) => at), pixels = 1000) => {
  const history = {
    runId: 'r',
    key: 'loss',
    steps: Float64Array.from(steps),
    values: Float64Array.from(values),
    timestamps: new Float64Array(values.length),
    isSampled: false,
  };
  return new LineSource(history, { axis: 'step', smoothing: 0 }).line(undefined, pixels);
};

describe('the line of a group', () => {
  it('is the mean of its runs at each of their steps, with the least and the greatest of them', () => {
    const line = groupLine('g', [lineOf([1, 2, 3]), lineOf([3, 4, 8])], undefined, 1000);
    assert.ok(line?.band);
    assert.deepEqual([...line.x], [0, 1, 2]);
    assert.deepEqual([...line.y], [2, 3, 5.5]);
    assert.deepEqual([[...line.band.low], [...line.band.high], line.band.runs], [[1, 2, 3], [3, 4, 8], 2]);
    assert.deepEqual([line.facts.finite?.lowest.y, line.facts.count, line.isThinned], [2, 6, false]);
  });

  it('goes straight between the points of a run, and leaves a run out where it has none', () => {
    const line = groupLine(
      'g',
      [lineOf([0, 10], [0, 10]), lineOf([4, 6], [5, 20]), lineOf([NaN, 1], [5, 20])],
      undefined,
      1000,
    );
    assert.ok(line?.band);
    assert.deepEqual([...line.x], [0, 5, 10, 20]);
    assert.deepEqual(
      [...line.y].map((value) => Math.round(value * 1000) / 1000),
      [0, 4.5, 7.333, 3.5],
    );
    assert.deepEqual(
      [...line.band.low].map((value) => Math.round(value * 1000) / 1000),
      [0, 4, 4.667, 1],
    );
  });

  it('loses no spike of a long run, for it thins to columns', () => {
    const random = seededRandom(3);
    const runs = Array.from({ length: 3 }, () => Array.from({ length: 50_000 }, () => random()));
    const [first] = runs;
    assert.ok(first);
    first[31_234] = 99;
    first[12_345] = -50;
    const line = groupLine(
      'g',
      runs.map((values) => lineOf(values)),
      undefined,
      1000,
    );
    assert.ok(line?.band);
    assert.ok(line.x.length <= 500 && line.isThinned);
    assert.deepEqual([Math.max(...line.band.high), Math.min(...line.band.low)], [99, -50]);
  });

  it('has a gap where no run has a finite value, and is none without points', () => {
    const line = groupLine('g', [lineOf([1, NaN, 3]), lineOf([1, Infinity, 3])], undefined, 1000);
    assert.ok(line?.band);
    assert.ok(Number.isNaN(line.y[1]) && Number.isNaN(line.band.low[1]));
    assert.equal(line.facts.notFinite, 2);
    assert.equal(groupLine('g', [], undefined, 1000), undefined);
  });
});
