import { Dockerfile } from '../../dockerfile/dockerfile.ts';
import { dockerRules } from '../../rules/dockerRules.ts';
import { createDockerLinter } from '../createDockerLinter.ts';
import type { LintLanguage } from '../lintLanguage.ts';

/** Dockerfiles and Containerfiles. */
export const dockerLanguage: LintLanguage = {
  languages: ['dockerfile'],
  rules: () => dockerRules,
  create(config) {
    const linter = createDockerLinter(config);
    return {
      lint: ({ text }) => ({
        findings: linter.lint(new Dockerfile(text)).map((finding) => ({ ...finding, document: 1 })),
        suppressed: [],
      }),
    };
  },
};
