import assert from 'node:assert/strict';
import { sourceCandidates, sourceReference, TracebackGrouper } from '../../../../src/domain/logs/traceback.ts';

function groupsOf(lines: readonly string[]): (readonly [number, number])[] {
  const grouper = new TracebackGrouper();
  const ends = new Map<number, number>();
  for (const [number, line] of lines.entries()) {
    const group = grouper.push(number, line);
    if (group) ends.set(group.start, group.end);
  }
  return [...ends];
}

const SIMPLE = [
  'Traceback (most recent call last):',
  '  File "/app/train.py", line 3, in <module>',
  '    main()',
  'ValueError: bad',
];

describe('TracebackGrouper', () => {
  it('groups from the header to the message', () => {
    assert.deepEqual(groupsOf(['start', ...SIMPLE, 'next']), [[1, 4]]);
  });

  it('joins chained exceptions over their sentences', () => {
    const chain = [
      ...SIMPLE,
      '',
      'During handling of the above exception, another exception occurred:',
      '',
      ...SIMPLE,
      'next',
    ];
    assert.deepEqual(groupsOf(chain), [[0, 10]]);
  });

  it('keeps two tracebacks apart', () => {
    assert.deepEqual(groupsOf([...SIMPLE, 'between', ...SIMPLE]), [
      [0, 3],
      [5, 8],
    ]);
    assert.deepEqual(groupsOf([...SIMPLE, '', 'text', ...SIMPLE]), [
      [0, 3],
      [6, 9],
    ]);
    assert.deepEqual(groupsOf([...SIMPLE, ...SIMPLE]), [
      [0, 3],
      [4, 7],
    ]);
  });

  it('knows the prefixes of torchrun', () => {
    assert.deepEqual(groupsOf(SIMPLE.map((line) => `[rank0]: ${line}`)), [[0, 3]]);
    assert.deepEqual(groupsOf([...SIMPLE.map((line) => `[rank0]: ${line}`), '[rank1]: other']), [[0, 3]]);
  });

  it('groups a syntax error, which has no header', () => {
    assert.deepEqual(
      groupsOf(['  File "/app/train.py", line 3', '    def', '       ^', 'SyntaxError: invalid syntax', 'x']),
      [[0, 3]],
    );
  });

  it('sees through colours', () => {
    assert.deepEqual(groupsOf(SIMPLE.map((line) => `\u001b[31m${line}\u001b[0m`)), [[0, 3]]);
  });

  it('does not take a sentence for a header', () => {
    assert.deepEqual(groupsOf(['see Traceback (most recent', 'File "x", line 3 is wrong', 'end']), []);
  });
});

describe('sourceReference', () => {
  it('finds file and line', () => {
    assert.deepEqual(sourceReference('  File "/app/a b.py", line 12, in main'), {
      path: '/app/a b.py',
      line: 12,
      start: 2,
      end: 29,
    });
  });

  it('finds none in frames of the interpreter', () => {
    assert.equal(sourceReference('  File "<frozen runpy>", line 198, in _run'), undefined);
    assert.equal(sourceReference('  File train.py, line 3'), undefined);
  });
});

describe('sourceCandidates', () => {
  const places = { mappings: [{ container: '/workspace', local: '/home/me/digits' }], folders: ['/home/me/digits'] };

  it('follows the mount first', () => {
    assert.equal(sourceCandidates('/workspace/src/train.py', places)[0], '/home/me/digits/src/train.py');
  });

  it('looks for a copied file by the ends of its path', () => {
    assert.deepEqual(sourceCandidates('/app/src/train.py', places), [
      '/home/me/digits/app/src/train.py',
      '/home/me/digits/src/train.py',
      '/home/me/digits/train.py',
    ]);
  });

  it('leaves packages and climbing paths alone', () => {
    for (const path of [
      '/usr/lib/python3.11/json.py',
      '/opt/x/site-packages/torch/a.py',
      '/app/../../etc/passwd',
      '/',
    ]) {
      assert.deepEqual(sourceCandidates(path, places), [], path);
    }
  });
});
