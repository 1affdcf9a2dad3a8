import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shellWord, splitCommand } from '../../../../src/domain/cluster/commandLine.ts';

const wordsOf = (text: string) => {
  const split = splitCommand(text);
  return split.ok ? split.value : split.failure.code;
};

describe('a typed command', () => {
  it('is taken apart at blanks; quotes and backslashes keep them', () => {
    assert.deepEqual(wordsOf('  ls   -l\t/data '), ['ls', '-l', '/data']);
    assert.deepEqual(wordsOf(`sh -c "echo \\"a b\\" '\\$x'"`), ['sh', '-c', `echo "a b" '$x'`]);
    assert.deepEqual(wordsOf(`echo 'it is "so"' a\\ b ''`), ['echo', 'it is "so"', 'a b', '']);
    assert.deepEqual(wordsOf('a"b c"d'), ['ab cd']);
  });

  it('is never expanded or run by a shell', () => {
    assert.deepEqual(wordsOf('echo $HOME `id` $(id) *'), ['echo', '$HOME', '`id`', '$(id)', '*']);
    const words = wordsOf('cat a | wc -l');
    assert.deepEqual(words, ['cat', 'a', '|', 'wc', '-l']);
    assert.equal(Array.isArray(words) && shellWord(words), '|');
    assert.equal(shellWord(['sh', '-c', 'a | b']), undefined);
  });

  it('has a program and closed quotes', () => {
    for (const text of ['', '  ', `''`, `echo "a`, `echo 'a`]) assert.equal(wordsOf(text), 'invalid', text);
  });
});
