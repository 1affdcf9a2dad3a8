// Every rule's page has a text in which it finds something and one in which it does not, and its first fix takes the finding away.
import { ComposeFile } from '../../../../src/language/compose/composeFile.ts';
import { createComposeLinter } from '../../../../src/language/lint/createComposeLinter.ts';
import { DEFAULT_LINT_CONFIG } from '../../../../src/language/lint/lintConfig.ts';
import { COMPOSE_SYNTAX } from '../../../../src/language/rules/compose/composeSyntax.ts';
import { composeRules } from '../../../../src/language/rules/composeRules.ts';
import { describeExamples } from '../../../support/ruleExamples.ts';

describe('examples of rules of Compose files', () => {
  describeExamples([COMPOSE_SYNTAX, ...composeRules], (text, rule) =>
    createComposeLinter({ ...DEFAULT_LINT_CONFIG, rules: new Map([[rule.id, rule.severity]]) }).lint(
      new ComposeFile(text),
    ),
  );
});
