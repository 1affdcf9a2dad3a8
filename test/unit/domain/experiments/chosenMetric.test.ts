import assert from 'node:assert/strict';
import { chosenMetric } from '../../../../src/domain/experiments/chosenMetric.ts';
import { trackedRun } from '../../../support/trackedRuns.ts';

const withMetrics = (...keys: readonly string[]) => trackedRun('a', { metrics: new Map(keys.map((key) => [key, 1])) });

describe('chosenMetric', () => {
  for (const [keys, wanted] of [
    [['train_loss', 'val_loss', 'lr'], 'val_loss'],
    [['loss', 'val/accuracy'], 'val/accuracy'],
    [['throughput', 'train/loss'], 'train/loss'],
    [['accuracy_score'], 'accuracy_score'],
    [['system/cpu', 'tokens'], 'tokens'],
    [['system/cpu'], undefined],
    [['glossary'], 'glossary'],
  ] as const)
    it(`of ${keys.join(', ')} is ${wanted ?? 'none'}`, () =>
      assert.equal(chosenMetric([withMetrics(...keys)]), wanted));

  it('is what most runs have', () => {
    assert.equal(chosenMetric([withMetrics('a'), withMetrics('b'), withMetrics('b')]), 'b');
  });
});
