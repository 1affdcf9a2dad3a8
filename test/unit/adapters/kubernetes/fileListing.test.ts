import assert from 'node:assert/strict';
import { entriesOf, factsOf } from '../../../../src/adapters/kubernetes/fileListing.ts';

describe('what stat prints', () => {
  it('is read with any name, and with where links lead', () => {
    const text = [
      's 81a4 3 1700000000 ./plain//\n',
      's 81a4 1 1 ./two\ns 81a4 9 9 .//\n',
      's a1ff 5 1 ./link//\n',
      's a1ff 5 1 ./broken//\n',
      's 41ed 4096 1 .//\n',
      's 81a4 1 1 ./a/b//\n',
      'nonsense//\n',
      'l 41ed 4096 2 ./link//\n',
      'l 41ed 4096 2 ./plain//\n',
    ].join('');
    assert.deepEqual(
      entriesOf(text).map(({ name, kind, isLink, size }) => [name, kind, isLink, size]),
      [
        ['plain', 'file', false, 3],
        ['two\ns 81a4 9 9 .', 'file', false, 1],
        ['link', 'folder', true, 4096],
        ['broken', 'other', true, 5],
      ],
    );
  });

  it('is one file with one line, and a link with two', () => {
    assert.deepEqual(factsOf('81a4 3 1700000000\n81a4 3 1700000000\n'), {
      kind: 'file',
      isLink: false,
      size: 3,
      changedAt: new Date(1_700_000_000_000),
    });
    assert.equal(factsOf('a1ff 3 1\n41ed 7 2\n')?.kind, 'folder');
    assert.equal(factsOf('a1ff 3 1\n')?.kind, 'other');
    assert.equal(factsOf('stat: bad format'), undefined);
  });
});
