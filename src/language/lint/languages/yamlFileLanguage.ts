import { YamlFile } from '../../yamlFile/yamlFile.ts';
import { pathAt } from '../../yaml/pathAt.ts';
import type { FileLanguage } from '../fileLanguage.ts';
import { fileReport } from '../fileReport.ts';
import type { Finding } from '../finding.ts';
import type { FileFinding, LintLanguage } from '../lintLanguage.ts';
import type { Rule } from '../rule.ts';
import { fileMarks } from '../suppressions/fileMarks.ts';
import { SuppressionJudge } from '../suppressions/suppressionJudge.ts';
import { yamlCommentMarks } from '../suppressions/yamlCommentMarks.ts';
import { YamlFileLinter } from '../yamlFileLinter.ts';

/** A language whose files are one YAML document. */
export function yamlFileLanguage<Model>(setup: {
  readonly language: FileLanguage;
  readonly rules: readonly Rule<Model>[];
  readonly read: (file: YamlFile) => Model | undefined;
  /** Which document is read; other ones make a file unreadable that has but one. */
  readonly document?: 'only' | 'first';
}): LintLanguage {
  return {
    languages: [setup.language],
    create(config) {
      const linter = new YamlFileLinter({ ...setup, config });
      const judge = new SuppressionJudge(config, linter.severities);
      return {
        lint({ path, text, ...known }) {
          const file = new YamlFile(path, text, setup.document);
          const marks = [...fileMarks(text), ...yamlCommentMarks(file.text, file.tree)];
          return fileReport(judge.judge(linter.lint(file, known), marks), (finding) => fileFinding(finding, file));
        },
      };
    },
  };
}

function fileFinding(finding: Finding, { tree }: YamlFile): FileFinding {
  return {
    ...finding,
    document: 1,
    subject: () => ({ path: pathAt(tree, finding.start) }),
  };
}
