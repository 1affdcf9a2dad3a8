// What the reader of run specs finds are rules with pages too.
import { DEFAULT_LINT_CONFIG } from '../../../../src/language/lint/lintConfig.ts';
import { lintText } from '../../../../src/language/lint/textLinter.ts';
import { specRules } from '../../../../src/language/rules/spec/specRules.ts';
import { describeExamples } from '../../../support/ruleExamples.ts';

describe('examples of rules of run specs', () => {
  describeExamples(specRules, (text, rule) => {
    const config = { ...DEFAULT_LINT_CONFIG, rules: new Map([[rule.id, rule.severity]]) };
    return lintText({ path: 'trainyard.yaml', text }, config).findings;
  });
});
