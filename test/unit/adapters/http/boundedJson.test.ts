import assert from 'node:assert/strict';
import { boundedJson } from '../../../../src/adapters/http/boundedJson.ts';

describe('boundedJson', () => {
  it('reads JSON', () => {
    assert.deepEqual(boundedJson('{"a":[1,"]}{"]}'), { kind: 'json', value: { a: [1, ']}{'] } });
  });

  it('reads bare NaN and infinities as texts, and leaves those in strings alone', () => {
    assert.deepEqual(boundedJson('{"NaN":[NaN, -Infinity, Infinity, "is NaN \\" NaN"]}'), {
      kind: 'json',
      value: { NaN: ['NaN', '-Infinity', 'Infinity', 'is NaN " NaN'] },
    });
  });

  it('refuses what is nested deeper than any answer, before it is parsed', () => {
    assert.equal(boundedJson('['.repeat(100_000) + ']'.repeat(100_000)).kind, 'deep');
    assert.equal(boundedJson('{"a":'.repeat(101)).kind, 'deep');
    assert.equal(boundedJson(`${'['.repeat(100)}"[[["${']'.repeat(100)}`).kind, 'json');
  });

  it('says when it is no JSON', () => {
    assert.equal(boundedJson('<html>').kind, 'other');
    assert.equal(boundedJson('{"a": NaN').kind, 'other');
  });
});
