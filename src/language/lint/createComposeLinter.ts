import { composeRules } from '../rules/composeRules.ts';
import { ComposeLinter } from './composeLinter.ts';
import { DEFAULT_LINT_CONFIG, type LintConfig } from './lintConfig.ts';

/** The linter of Compose files with all rules there are. */
export function createComposeLinter(config: LintConfig = DEFAULT_LINT_CONFIG): ComposeLinter {
  return new ComposeLinter({ rules: composeRules, config });
}
