import { DEFAULT_LINT_CONFIG } from '../../../../src/language/lint/lintConfig.ts';
import { lintText } from '../../../../src/language/lint/textLinter.ts';
import { workflowRules } from '../../../../src/language/rules/workflow/workflowRules.ts';
import { describeExamples } from '../../../support/ruleExamples.ts';

describe('examples of rules of workflows', () => {
  describeExamples(workflowRules, (text, rule) => {
    const config = { ...DEFAULT_LINT_CONFIG, rules: new Map([[rule.id, rule.severity]]) };
    return lintText({ path: '.github/workflows/train.yml', text }, config).findings;
  });
});
