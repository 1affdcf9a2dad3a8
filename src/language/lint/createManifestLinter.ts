import { manifestRules } from '../rules/manifestRules.ts';
import { yamlRules } from '../rules/yaml/yamlRules.ts';
import { DEFAULT_LINT_CONFIG, type LintConfig } from './lintConfig.ts';
import { ManifestLinter } from './manifestLinter.ts';

/** The linter with all rules there are. */
export function createManifestLinter(config: LintConfig = DEFAULT_LINT_CONFIG): ManifestLinter {
  return new ManifestLinter({ rules: manifestRules, infos: yamlRules, checks: [], config });
}
