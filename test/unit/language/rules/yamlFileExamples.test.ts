// Rules of small YAML files, each with its page.
import { DEFAULT_LINT_CONFIG } from '../../../../src/language/lint/lintConfig.ts';
import type { RuleInfo } from '../../../../src/language/lint/rule.ts';
import { lintText } from '../../../../src/language/lint/textLinter.ts';
import { chartRules } from '../../../../src/language/rules/chart/chartRules.ts';
import { gitlabRules } from '../../../../src/language/rules/gitlab/gitlabRules.ts';
import { mlprojectRules } from '../../../../src/language/rules/mlproject/mlprojectRules.ts';
import { pipelineRules } from '../../../../src/language/rules/pipeline/pipelineRules.ts';
import { prefectRules } from '../../../../src/language/rules/prefect/prefectRules.ts';
import { describeExamples } from '../../../support/ruleExamples.ts';

const FILES: readonly (readonly [path: string, rules: readonly RuleInfo[]])[] = [
  ['Chart.yaml', chartRules],
  ['.gitlab-ci.yml', gitlabRules],
  ['MLproject', mlprojectRules],
  ['pipeline.yaml', pipelineRules],
  ['prefect.yaml', prefectRules],
];

for (const [path, rules] of FILES)
  describe(`examples of rules of ${path}`, () => {
    // What is said of repeated keys is the same in every file.
    const own = rules.filter(({ id }) => id !== 'yaml-repeated-key');
    describeExamples(own, (text, rule) => {
      const config = { ...DEFAULT_LINT_CONFIG, rules: new Map([[rule.id, rule.severity]]) };
      return lintText({ path, text }, config).findings;
    });
  });
