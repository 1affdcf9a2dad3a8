import type { Finding } from './finding.ts';
import type { FileFinding, FileReport } from './lintLanguage.ts';
import type { Judged } from './suppressions/suppressionJudge.ts';

/** What was judged, as the report of a file. */
export function fileReport(
  { findings, suppressed }: Judged<Finding>,
  placed: (finding: Finding) => FileFinding,
): FileReport {
  return {
    findings: findings.map(placed),
    suppressed: suppressed.map(({ finding, reason }) => ({ finding: placed(finding), reason })),
  };
}
