import { dockerChecks, dockerRules } from '../rules/dockerRules.ts';
import { DockerLinter } from './dockerLinter.ts';
import { DEFAULT_LINT_CONFIG, type LintConfig } from './lintConfig.ts';

/** The linter of Dockerfiles with all rules there are. */
export function createDockerLinter(config: LintConfig = DEFAULT_LINT_CONFIG): DockerLinter {
  return new DockerLinter({ rules: dockerRules, checks: dockerChecks, config });
}
