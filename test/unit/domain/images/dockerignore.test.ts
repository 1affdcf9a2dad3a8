import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Dockerignore, parseDockerignore } from '../../../../src/domain/images/dockerignore.ts';
import { IGNORE_CASES } from '../../../support/ignoreCases.ts';

interface Answers {
  /** What a context without rules sends. */
  readonly all: readonly string[];
  /** Text of the rules, and what they leave out; null where the builder refuses them. */
  readonly cases: readonly (readonly [string, readonly string[] | null])[];
}

// Recorded from the real builder by test/real/images/dockerignore.test.ts.
const answers: Answers = JSON.parse(readFileSync(join(import.meta.dirname, 'ignoreAnswers.json'), 'utf8'));

describe('dockerignore', () => {
  it('has an answer of the real builder for every case', () => {
    assert.deepEqual(
      answers.cases.map(([rules]) => rules),
      IGNORE_CASES,
    );
    assert.ok(answers.cases.length >= 200);
  });

  for (const [rules, left] of answers.cases) {
    it(`answers as the real builder for ${JSON.stringify(rules)}`, () => {
      const parsed = parseDockerignore(rules, '/context/.dockerignore');
      assert.equal(parsed.ok, left !== null);
      if (parsed.ok) assert.deepEqual(leftOut(parsed.value), left);
    });
  }

  it('names the line of a pattern that cannot be read', () => {
    const parsed = parseDockerignore('src\n\n[a-\n', '/context/.dockerignore');
    assert.ok(!parsed.ok);
    assert.deepEqual(parsed.failure.location, { path: '/context/.dockerignore', line: 3 });
    assert.match(parsed.failure.message, /“\[a-” in line 3 of \.dockerignore/);
  });

  it('reads no ignored folder unless an exception may match below', () => {
    const rules = (text: string): Dockerignore => {
      const parsed = parseDockerignore(text, '.dockerignore');
      assert.ok(parsed.ok);
      return parsed.value;
    };
    assert.equal(rules('data').mayKeepBelow('data'), false);
    assert.equal(rules('data\n!src/a').mayKeepBelow('data'), false);
    assert.equal(rules('data\n!data/a').mayKeepBelow('data'), true);
    assert.equal(rules('data\n!data/**').mayKeepBelow('data'), true);
    assert.equal(rules('data\n!data2').mayKeepBelow('data'), false);
    assert.equal(rules('data\n!**/keep').mayKeepBelow('data'), true);
  });
});

/** A folder is sent with anything below it, so it is left out only when everything below it is. */
function leftOut(rules: Dockerignore): readonly string[] {
  const isFolder = (path: string): boolean => path.endsWith('/');
  const kept = answers.all.filter((path) => !isIgnored(rules, path));
  return answers.all.filter(
    (path) => isIgnored(rules, path) && !(isFolder(path) && kept.some((other) => other.startsWith(path))),
  );
}

const isIgnored = (rules: Dockerignore, path: string): boolean => rules.ignores(path.replace(/\/$/, ''));
