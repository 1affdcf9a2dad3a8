import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { smooth } from '../../../../src/domain/experiments/smooth.ts';

const near = (found: Float64Array, wanted: readonly number[]) => {
  assert.equal(found.length, wanted.length);
  for (const [at, value] of wanted.entries())
    assert.ok(Object.is(found[at], value) || Math.abs((found[at] ?? 0) - value) < 1e-12, `${at}: ${found[at]}`);
};

describe('smooth', () => {
  it('is what TensorBoard shows: the mean of what came, each earlier value weighing less', () => {
    // By hand for weight 0.5: 1; (0.5 * 2 + 0.25 * 1) / 0.75; (0.5 * 4 + 0.25 * 2 + 0.125 * 1) / 0.875.
    near(smooth(Float64Array.of(1, 2, 4), 0.5), [1, 1.25 / 0.75, 2.625 / 0.875]);
  });

  it('passes over what is not finite', () => {
    near(smooth(Float64Array.of(1, Number.NaN, Infinity, 2), 0.5), [1, Number.NaN, Infinity, 1.25 / 0.75]);
  });

  it('leaves a constant and weight 0 alone', () => {
    near(smooth(Float64Array.of(0.1, 0.1, 0.1), 0.9), [0.1, 0.1, 0.1]);
    near(smooth(Float64Array.of(3, 1, 2), 0), [3, 1, 2]);
  });
});
