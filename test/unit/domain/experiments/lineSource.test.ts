import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { LineSource } from '../../../../src/domain/experiments/lineSource.ts';

const history = (values: readonly number[], timestamps?: readonly number[]) => ({
  runId: 'r',
  key: 'loss',
  steps: Float64Array.from(values.keys()),
  values: Float64Array.from(values),
  timestamps: Float64Array.from(timestamps ?? values.map((_, at) => 1000 * at)),
  isSampled: false,
});
const STEP = { axis: 'step', smoothing: 0 } as const;

describe('LineSource', () => {
  it('knows ends and extremes of all values, whatever is drawn', () => {
    const { facts } = new LineSource(history([Number.NaN, 5, 1, Infinity, 9, 4, Number.NaN]), STEP);
    assert.deepEqual(facts, {
      count: 7,
      from: 0,
      to: 6,
      notFinite: 3,
      finite: { first: { x: 1, y: 5 }, last: { x: 5, y: 4 }, lowest: { x: 2, y: 1 }, highest: { x: 4, y: 9 } },
    });
  });

  it('says when there is more than it drew', () => {
    const source = new LineSource(history(Array.from({ length: 10_000 }, (_, at) => Math.sin(at))), STEP);
    assert.equal(source.line(undefined, 100).isThinned, true);
    assert.equal(source.line({ from: 100, to: 200 }, 100).isThinned, false);
    assert.equal(new LineSource(history([1, 2]), STEP).line(undefined, 100).isThinned, false);
  });

  it('brings the values as logged beside a smoothed line', () => {
    const line = new LineSource(history([1, 2, 4]), { axis: 'step', smoothing: 0.5 }).line(undefined, 100);
    assert.deepEqual([...(line.raw?.y ?? [])], [1, 2, 4]);
    assert.equal(line.y[2], 3);
    assert.equal(line.facts.finite?.highest.y, 4, 'facts are of what was logged');
  });

  it('orders by time where steps were logged again after a restart', () => {
    const resumed = history([10, 11, 12, 13], [3000, 1000, 2000, 4000]);
    const time = new LineSource(resumed, { axis: 'time', smoothing: 0 }).line(undefined, 100);
    assert.deepEqual(
      [[...time.x], [...time.y]],
      [
        [1000, 2000, 3000, 4000],
        [11, 12, 10, 13],
      ],
    );
    const relative = new LineSource(resumed, { axis: 'relative', smoothing: 0 }).line(undefined, 100);
    assert.deepEqual([...relative.x], [0, 1, 2, 3]);
  });

  it('a run without values has a line without points', () => {
    const line = new LineSource(history([]), STEP).line(undefined, 100);
    assert.equal(line.x.length, 0);
    assert.equal(line.facts.count, 0);
    assert.equal(line.facts.finite, undefined);
  });
});
