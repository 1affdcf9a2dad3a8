import { readManifests } from '../manifest/manifestFile.ts';
import { referenceRules } from '../rules/references/referenceRules.ts';
import { fileReport } from './fileReport.ts';
import type { Finding } from './finding.ts';
import { severitiesOf } from './findingSink.ts';
import { fileFinding } from './languages/manifestLanguage.ts';
import type { LintConfig } from './lintConfig.ts';
import type { FileFinding, FileReport, LintedFile, SuppressedFinding } from './lintLanguage.ts';
import { fileMarks } from './suppressions/fileMarks.ts';
import { manifestMarks } from './suppressions/manifestMarks.ts';
import { SuppressionJudge } from './suppressions/suppressionJudge.ts';

/**
 * What was found in a file by looking at all files, without what comments of the file switch off.
 * @param found Of each document of the file, with offsets of the document.
 */
export function crossFileReport(
  { text }: LintedFile,
  found: readonly (readonly Finding[])[],
  config: LintConfig,
): FileReport {
  const judge = new SuppressionJudge(config, severitiesOf(referenceRules, config));
  const kept: FileFinding[] = [];
  const suppressed: SuppressedFinding[] = [];
  readManifests(text).forEach((document, index) => {
    const own = found[index] ?? [];
    if (own.length === 0) return;
    // What is wrong with the marks themselves was told with the file.
    const report = fileReport(judge.judgePart(own, manifestMarks(document)), (finding) =>
      fileFinding(finding, document, index + 1),
    );
    kept.push(...report.findings);
    suppressed.push(...report.suppressed);
  });
  const ofFile = judge.judgePart(kept, fileMarks(text));
  return { findings: ofFile.findings, suppressed: [...suppressed, ...ofFile.suppressed] };
}
