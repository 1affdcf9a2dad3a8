import assert from 'node:assert/strict';
import { hostPath, isInside } from '../../../../src/domain/deploy/hostPath.ts';

describe('hostPath', () => {
  it('makes paths absolute, as POSIX or as Windows', () => {
    const cases: readonly (readonly [string, string, string])[] = [
      ['data', '/w', '/w/data'],
      ['./a/../b/', '/w', '/w/b'],
      ['../..', '/w', '/'],
      ['/x//y', '/w', '/x/y'],
      ['.', '/', '/'],
      ['~', '/w', '/home/me'],
      ['~/a', '/w', '/home/me/a'],
      ['~a', '/w', '/w/~a'],
      ['data', 'C:\\w', 'C:\\w\\data'],
      ['a/../../b', 'C:\\w', 'C:\\b'],
      ['D:/x', 'C:\\w', 'D:\\x'],
      ['\\\\srv\\share\\x', 'C:\\w', '\\\\srv\\share\\x'],
    ];
    for (const [path, folder, expected] of cases) assert.equal(hostPath(path, folder, '/home/me'), expected, path);
    assert.equal(hostPath('~/a', '/w'), '~/a');
  });

  it('tells what is inside of what', () => {
    assert.deepEqual(
      [
        isInside('/a/b', '/a'),
        isInside('/a', '/a'),
        isInside('/ab', '/a'),
        isInside('/a', '/'),
        isInside('/a', '/a/b'),
      ],
      [true, true, false, true, false],
    );
    assert.deepEqual(
      [isInside('c:\\Users\\Me\\.ssh', 'C:\\Users\\me'), isInside('C:\\Users2', 'C:\\Users')],
      [true, false],
    );
  });
});
