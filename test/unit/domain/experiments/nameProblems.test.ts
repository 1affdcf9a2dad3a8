import assert from 'node:assert/strict';
import {
  aliasProblem,
  experimentNameProblem,
  modelNameProblem,
  runNameProblem,
  tagKeyProblem,
  tagValueProblem,
} from '../../../../src/domain/experiments/nameProblems.ts';

const refused = (problemOf: (text: string) => string | undefined, texts: readonly string[]) =>
  texts.filter((text) => problemOf(text) !== undefined);

describe('names that MLflow refuses', () => {
  it('are keys of tags with other characters, or that are no plain path', () => {
    const bad = ['', ' ', 'a=b', 'a\n', '/a', 'a/', 'a//b', '.', '../a', 'a/./b', 'x'.repeat(251), '🚆'];
    const good = ['a', 'stage', 'ünïcode', '名前', 'a.b-c_d: e', 'group/key', '...', 'x'.repeat(250)];
    assert.deepEqual(refused(tagKeyProblem, [...bad, ...good]), bad);
  });

  it('are aliases that it keeps for itself, or with other characters', () => {
    const bad = ['', 'latest', 'Latest', 'v1', 'V22', 'a b', 'a.b', 'x'.repeat(256)];
    const good = ['champion', 'v1-rc', 'vx', 'a_b-c', '名前'];
    assert.deepEqual(refused(aliasProblem, [...bad, ...good]), bad);
  });

  it('are models with a slash or a colon', () => {
    const bad = ['', '  ', 'a/b', 'a:b', '..', 'x'.repeat(257)];
    assert.deepEqual(refused(modelNameProblem, [...bad, 'digits', 'a b.c', 'ünïcode']), bad);
  });

  it('are experiments and runs without a name, or with one that is too long', () => {
    assert.deepEqual(refused(experimentNameProblem, ['', ' ', 'x'.repeat(501), 'a/b', 'x'.repeat(500)]), [
      '',
      ' ',
      'x'.repeat(501),
    ]);
    assert.deepEqual(refused(runNameProblem, ['', 'run']), ['']);
  });

  it('are values that it would cut, in characters and not in halves of them', () => {
    assert.equal(tagValueProblem(''), undefined);
    assert.equal(tagValueProblem('🚆'.repeat(8000)), undefined);
    assert.match(tagValueProblem('x'.repeat(8001)) ?? '', /8001.*8000/);
  });
});
