import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { boxStatistics } from '../../../../src/domain/experiments/boxStatistics.ts';
import {
  boxSummary,
  importanceSummary,
  lineSummary,
  parallelSummary,
  scatterSummary,
} from '../../../../src/domain/experiments/chartSummary.ts';
import { LineSource } from '../../../../src/domain/experiments/lineSource.ts';

const line = (runId: string, values: readonly number[]) =>
  new LineSource(
    {
      runId,
      key: 'loss',
      steps: Float64Array.from(values.keys()),
      values: Float64Array.from(values),
      timestamps: new Float64Array(values.length),
      isSampled: false,
    },
    { axis: 'step', smoothing: 0 },
  ).line(undefined, 100);
const say = (lines: readonly ReturnType<typeof line>[]) =>
  lineSummary({ metric: 'loss', axis: 'step', lines, nameOf: (runId) => runId });

describe('one sentence for a plot', () => {
  it('of lines', () => {
    assert.equal(say([]), 'loss: no run is shown.');
    assert.equal(say([line('a', [Number.NaN])]), 'loss: none of 1 runs has a finite value. 1 values are not finite.');
    assert.equal(say([line('a', [0.5])]), 'loss of a is 0.5 at step 0.');
    assert.equal(say([line('a', [2, 0.5, 0.8])]), 'loss of a fell from 2 to 0.8 at step 2; lowest 0.5, highest 2.');
    assert.equal(say([line('a', [1, 2])]), 'loss of a rose from 1 to 2 at step 1; lowest 1, highest 2.');
    assert.equal(
      say([line('a', [2, 1]), line('b', [3, 0.5])]),
      'loss of 2 runs: all fell; lowest 0.5 in b at step 1, highest 3 in b at step 0.',
    );
  });

  it('of the others', () => {
    const column = (name: string, values: readonly number[]) => ({ name, values });
    assert.equal(
      scatterSummary(column('lr', [1, 2, 3, 4]), column('loss', [4, 3, 2, 1])),
      'loss over lr of 4 runs: the more lr, the less loss (rank correlation -1).',
    );
    assert.equal(scatterSummary(column('lr', []), column('loss', [])), 'loss over lr: no run has both.');
    assert.equal(
      boxSummary('loss', 'optimizer', boxStatistics(['sgd', 'adam'], Float64Array.of(2, 1))),
      'loss by optimizer: 2 groups; lowest median 1 with adam, highest 2 with sgd.',
    );
    assert.equal(importanceSummary('loss', undefined), 'loss: too few runs have it to say what it depends on.');
    assert.equal(
      importanceSummary('loss', {
        runs: 20,
        explained: 0.9,
        importances: [{ name: 'lr', share: 0.8, correlation: -0.5 }],
      }),
      'loss depends most on lr (80 %), by 20 runs; the parameters explain 90 % of its differences.',
    );
    assert.equal(
      parallelSummary([column('lr', []), column('loss', [])], 3, 8),
      '8 runs by lr, loss; 3 of them pass the marked parts.',
    );
  });
});
