import type { FindingRecord } from '../../language/lint/findingRecord.ts';
import type { Severity } from '../../language/lint/severity.ts';
import { JsonItems } from './jsonItems.ts';
import type { ReportFormat } from './reportFormat.ts';
import { fingerprint } from './sarifFormat.ts';

const SEVERITIES: Readonly<Record<Severity, string>> = {
  error: 'critical',
  warning: 'major',
  info: 'minor',
  hint: 'info',
};

/** The report of GitLab's code quality. Fingerprints must differ, so that equal findings are counted through. */
export function gitlabFormat(): ReportFormat {
  const seen = new Map<string, number>();
  const items = new JsonItems();
  const issueOf = (path: string, finding: FindingRecord) => {
    const print = fingerprint(path, finding);
    const count = seen.get(print) ?? 0;
    seen.set(print, count + 1);
    return {
      description: finding.message,
      check_name: finding.rule,
      fingerprint: count === 0 ? print : `${print}-${count}`,
      severity: SEVERITIES[finding.severity],
      location: { path, lines: { begin: finding.line, end: finding.endLine } },
    };
  };
  return {
    begin: () => '[',
    file: ({ path, findings }) => items.add(findings.map((finding) => issueOf(path, finding))),
    end: () => (items.isEmpty ? ']\n' : '\n]\n'),
  };
}
