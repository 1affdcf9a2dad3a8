import { pathText } from '../../../domain/deploy/specNode.ts';
import { ComposeFile } from '../../compose/composeFile.ts';
import { YamlValue } from '../../yaml/yamlValue.ts';
import { createComposeLinter } from '../createComposeLinter.ts';
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
      lint({ path, text }) {
        const file = new ComposeFile(text, path.slice(path.lastIndexOf('/') + 1).toLowerCase());
        const marks = [...fileMarks(text), ...yamlCommentMarks(file.text, file.tree)];
        const { findings, suppressed } = judge.judge(linter.lint(file), marks);
        return {
          findings: findings.map((finding) => fileFinding(finding, file)),
          suppressed: suppressed.map(({ finding, reason }) => ({ finding: fileFinding(finding, file), reason })),
        };
      },
    };
  },
};

function fileFinding(finding: Finding, file: ComposeFile): FileFinding {
  return { ...finding, document: 1, subject: () => subjectAt(file, finding.start) };
}

/** The service around an offset, and the path of the value there. */
function subjectAt(file: ComposeFile, offset: number): FindingSubject {
  const { tree } = file;
  const node = tree.root < 0 ? -1 : tree.nodeAt(offset);
  const service = file.services.find(({ value }) => value.headSpan.start <= offset && offset <= value.span.end);
  return {
    ...(service ? { kind: 'service', name: service.name } : {}),
    path: node < 0 ? '' : pathText(new YamlValue(tree, node).path),
  };
}
