import { crossFileReport } from '../../src/language/lint/crossFileReport.ts';
import { dockerLanguage } from '../../src/language/lint/languages/dockerLanguage.ts';
import { manifestLanguage } from '../../src/language/lint/languages/manifestLanguage.ts';
import { workflowLanguage } from '../../src/language/lint/languages/workflowLanguage.ts';
import { DEFAULT_LINT_CONFIG, type LintConfig } from '../../src/language/lint/lintConfig.ts';
import type { FileFinding } from '../../src/language/lint/lintLanguage.ts';
import { ReferenceLinter } from '../../src/language/lint/referenceLinter.ts';
import type { RuleInfo } from '../../src/language/lint/rule.ts';
import type { SchemaSet } from '../../src/language/schema/schemaSet.ts';
import { WorkspaceIndex } from '../../src/language/workspace/workspaceIndex.ts';
import type { ExpectedCase } from './expectedCase.ts';

/** Finds in a text what these rules find, those that are off by default too. */
export function ourFindings(
  { language, text }: Pick<ExpectedCase, 'language' | 'text'>,
  rules: readonly RuleInfo[],
  schemas: SchemaSet,
): readonly FileFinding[] {
  const on = rules.map(({ id, severity }) => [id, severity === 'hint' ? 'info' : severity] as const);
  const config: LintConfig = { ...DEFAULT_LINT_CONFIG, rules: new Map(on) };
  const ids = new Set(rules.map(({ id }) => id));
  const of = (findings: readonly FileFinding[]): readonly FileFinding[] => findings.filter(({ rule }) => ids.has(rule));
  if (language === 'dockerfile')
    return of(dockerLanguage.create(config, {}).lint({ path: 'Dockerfile', text }).findings);
  if (language === 'workflow')
    return of(workflowLanguage.create(config, {}).lint({ path: '.github/workflows/test.yaml', text }).findings);
  const file = { path: 'manifest.yaml', text };
  const report = manifestLanguage.create(config, { schemas, wantsSymbols: true }).lint(file);
  const index = new WorkspaceIndex();
  if (report.symbols) index.setSymbols(file.path, report.symbols);
  const across = crossFileReport(file, new ReferenceLinter(index, config).lint(file.path), config);
  return of([...report.findings, ...across.findings]);
}
