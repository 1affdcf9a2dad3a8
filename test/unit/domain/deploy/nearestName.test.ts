import assert from 'node:assert/strict';
import { nearestName } from '../../../../src/domain/deploy/nearestName.ts';

describe('nearestName', () => {
  const names = ['command', 'args', 'workingDir', 'env', 'envFiles', 'resources'];

  it('forgives a slip, another case and another style', () => {
    const meant: readonly (readonly [string, string])[] = [
      ['comand', 'command'],
      ['commnad', 'command'],
      ['commandd', 'command'],
      ['COMMAND', 'command'],
      ['working_dir', 'workingDir'],
      ['working-dir', 'workingDir'],
      ['arg', 'args'],
      ['evn', 'env'],
      ['resorces', 'resources'],
    ];
    for (const [written, expected] of meant) assert.equal(nearestName(written, names), expected, written);
  });

  it('does not guess', () => {
    for (const written of ['banana', '', 'x', 'y'.repeat(10_000)])
      assert.equal(nearestName(written, names), undefined, written);
    assert.equal(nearestName('x', []), undefined);
  });
});
