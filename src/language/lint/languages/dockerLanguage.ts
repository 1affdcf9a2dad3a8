import { Dockerfile } from '../../dockerfile/dockerfile.ts';
import { createDockerLinter } from '../createDockerLinter.ts';
import type { LintLanguage } from '../lintLanguage.ts';

/** Dockerfiles and Containerfiles. */
export const dockerLanguage: LintLanguage = {
  languages: ['dockerfile'],
  create(config) {
    const linter = createDockerLinter(config);
    return {
      lint({ text }) {
        const { findings, suppressed } = linter.judge(new Dockerfile(text));
        return {
          findings: findings.map((finding) => ({ ...finding, document: 1 })),
          suppressed: suppressed.map(({ finding, reason }) => ({ finding: { ...finding, document: 1 }, reason })),
        };
      },
    };
  },
};
