// Every rule's page has a text in which it finds something and one in which it does not, and its first fix takes the finding away.
import { Dockerfile } from '../../../../src/language/dockerfile/dockerfile.ts';
import { createDockerLinter } from '../../../../src/language/lint/createDockerLinter.ts';
import { DEFAULT_LINT_CONFIG } from '../../../../src/language/lint/lintConfig.ts';
import { dockerChecks, dockerRules } from '../../../../src/language/rules/dockerRules.ts';
import { describeExamples } from '../../../support/ruleExamples.ts';

describe('examples of rules of Dockerfiles', () => {
  describeExamples([...dockerRules, ...dockerChecks.flatMap((check) => check.rules)], (text, rule) =>
    createDockerLinter({ ...DEFAULT_LINT_CONFIG, rules: new Map([[rule.id, rule.severity]]) }).lint(
      new Dockerfile(text),
    ),
  );
});
