import { DEFAULT_LINT_CONFIG } from '../../../../src/language/lint/lintConfig.ts';
import { lintText } from '../../../../src/language/lint/textLinter.ts';
import { kustomizationRules } from '../../../../src/language/rules/kustomization/kustomizationRules.ts';
import { describeExamples } from '../../../support/ruleExamples.ts';

describe('examples of rules of kustomizations', () => {
  describeExamples(kustomizationRules, (text, rule) => {
    const config = { ...DEFAULT_LINT_CONFIG, rules: new Map([[rule.id, rule.severity]]) };
    return lintText({ path: 'kustomization.yaml', text }, config).findings;
  });
});
