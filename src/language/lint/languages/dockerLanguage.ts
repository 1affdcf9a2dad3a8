import { Dockerfile } from '../../dockerfile/dockerfile.ts';
import { createDockerLinter } from '../createDockerLinter.ts';
import { fileReport } from '../fileReport.ts';
import type { LintLanguage } from '../lintLanguage.ts';

/** Dockerfiles and Containerfiles. */
export const dockerLanguage: LintLanguage = {
  languages: ['dockerfile'],
  create(config) {
    const linter = createDockerLinter(config);
    return {
      lint({ text, near }) {
        return fileReport(linter.judge(new Dockerfile(text), near), (finding) => ({ ...finding, document: 1 }));
      },
    };
  },
};
