import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { columnAxis } from '../../../../src/domain/experiments/chartColumn.ts';

describe('columnAxis', () => {
  it('takes texts that are numbers as numbers, and a wide range by magnitude', () => {
    const axis = columnAxis({ name: 'lr', values: ['1e-4', '0.01', undefined, 0.1, 'nan'] });
    assert.deepEqual([axis.isNumeric, axis.scale.kind], [true, 'log']);
    const [low, middle, none, high, nan] = [...axis.numbers].map((value) => axis.placeOf(value));
    assert.ok(
      (low ?? 1) < 0.1 && (high ?? 0) > 0.9 && Math.abs((middle ?? 0) - 0.63) < 0.05,
      `${low} ${middle} ${high}`,
    );
    assert.ok(Number.isNaN(none) && Number.isNaN(nan));
  });

  it('puts names side by side', () => {
    const axis = columnAxis({ name: 'optimizer', values: ['sgd', 'adam', undefined, 'sgd', '3'] });
    assert.equal(axis.isNumeric, false);
    assert.deepEqual(
      axis.ticks(5).map(({ label }) => label),
      ['3', 'adam', 'sgd'],
    );
    assert.deepEqual([axis.text(axis.numbers[0] ?? -1), axis.text(axis.numbers[2] ?? -1)], ['sgd', '']);
  });
});
