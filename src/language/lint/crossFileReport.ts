import { readManifests } from '../manifest/manifestFile.ts';
import { referenceRules } from '../rules/references/referenceRules.ts';
import type { Finding } from './finding.ts';
import { severitiesOf } from './findingSink.ts';
import { fileFinding } from './languages/manifestLanguage.ts';
import type { LintConfig } from './lintConfig.ts';
import type { FileFinding, FileReport, LintedFile, SuppressedFinding } from './lintLanguage.ts';
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
    const hidden = new Map(
      judge.judge(own, manifestMarks(document)).suppressed.map(({ finding, reason }) => [finding, reason]),
    );
    for (const finding of own) {
      const placed = fileFinding(finding, document, index + 1);
      const reason = hidden.get(finding);
      if (reason === undefined) kept.push(placed);
      else suppressed.push({ finding: placed, reason });
    }
  });
  // What is wrong with the marks themselves was told with the file.
  const ofFile = judge.judgeFile(text, kept).suppressed;
  const hidden = new Set(ofFile.map(({ finding }) => finding));
  return { findings: kept.filter((finding) => !hidden.has(finding)), suppressed: [...suppressed, ...ofFile] };
}
