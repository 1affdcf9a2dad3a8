import { ComposeFile } from '../../compose/composeFile.ts';
import { pathAt } from '../../yaml/pathAt.ts';
import { createComposeLinter } from '../createComposeLinter.ts';
import { fileReport } from '../fileReport.ts';
import type { Finding } from '../finding.ts';
import type { FileFinding, FindingSubject, LintLanguage } from '../lintLanguage.ts';
import { fileMarks } from '../suppressions/fileMarks.ts';
import { SuppressionJudge } from '../suppressions/suppressionJudge.ts';
import { yamlCommentMarks } from '../suppressions/yamlCommentMarks.ts';

/** Compose files. */
export const composeLanguage: LintLanguage = {
  languages: ['compose'],
  create(config) {
    const linter = createComposeLinter(config);
    const judge = new SuppressionJudge(config, linter.severities);
    return {
      lint({ path, text, near }) {
        const file = new ComposeFile(text, path.slice(path.lastIndexOf('/') + 1).toLowerCase());
        const marks = [...fileMarks(text), ...yamlCommentMarks(file.text, file.tree)];
        return fileReport(judge.judge(linter.lint(file, near), marks), (finding) => fileFinding(finding, file));
      },
    };
  },
};

function fileFinding(finding: Finding, file: ComposeFile): FileFinding {
  return { ...finding, document: 1, subject: () => subjectAt(file, finding.start) };
}

/** The service around an offset, and the path of the value there. */
function subjectAt(file: ComposeFile, offset: number): FindingSubject {
  const service = file.services.find(({ value }) => value.headSpan.start <= offset && offset <= value.span.end);
  return {
    ...(service ? { kind: 'service', name: service.name } : {}),
    path: pathAt(file.tree, offset),
  };
}
