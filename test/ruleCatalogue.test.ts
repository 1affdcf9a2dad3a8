import assert from 'node:assert/strict';
import { ruleExplanation } from '../src/cli/ruleTexts.ts';
import { DEFAULT_LINT_CONFIG } from '../src/language/lint/lintConfig.ts';
import { allRules } from '../src/language/rules/allRules.ts';
import { readPlanned } from '../scripts/lib/coveragePage.mjs';

describe('planned rules', () => {
  const { ids, unchecked } = readPlanned();
  const names = new Set(Array.from(allRules().values()).flatMap(({ id, aliases = [] }) => [id, ...aliases]));

  it('every planned id is a rule, another name of one, or says why it is none', () => {
    assert.deepEqual(
      ids.filter((id) => !names.has(id) && unchecked[id] === undefined),
      [],
    );
  });

  it('says of no rule that it is none, and of nothing else', () => {
    assert.deepEqual(
      Object.keys(unchecked).filter((id) => names.has(id) || !ids.includes(id)),
      [],
    );
  });

  it('each id leads to its page', () => {
    for (const id of ids)
      if (unchecked[id] === undefined) assert.equal(ruleExplanation(id, DEFAULT_LINT_CONFIG).ok, true, id);
  });
});
