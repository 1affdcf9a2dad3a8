import assert from 'node:assert/strict';
import { runName } from '../../../../src/domain/deploy/runName.ts';

describe('runName', () => {
  it('is said easily and is a valid container name', () => {
    assert.equal(
      runName('train', [], () => 0),
      'train-amber-aspen',
    );
    assert.equal(
      runName('train', [], () => 0.999999),
      'train-steady-willow',
    );
    for (const odd of ['', '-x', 'ä ö', 'a'.repeat(99), '../x'])
      assert.match(
        runName(odd, [], () => 1),
        /^[A-Za-z0-9][A-Za-z0-9_.-]{1,62}$/,
        odd,
      );
  });

  it('is free', () => {
    const numbers = [0, 0, 0.5, 0.5];
    assert.equal(
      runName('train', ['train-amber-aspen'], () => numbers.shift() ?? 0),
      'train-happy-juniper',
    );
    assert.equal(
      runName('train', ['train-amber-aspen', 'train-amber-aspen-2'], () => 0),
      'train-amber-aspen-3',
    );
  });
});
