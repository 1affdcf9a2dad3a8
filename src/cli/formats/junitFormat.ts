import type { FindingRecord } from '../../language/lint/findingRecord.ts';
import { severitiesFrom, type Severity } from '../../language/lint/severity.ts';
import type { ReportFormat, ReportSummary } from './reportFormat.ts';

/** JUnit's XML: a suite a file, a case a finding; those at or above the threshold are failures. */
export function junitFormat(failOn: Severity | 'never'): ReportFormat {
  const failing = severitiesFrom(failOn);
  let hasSuite = false;
  return {
    begin: () => '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="trainyard lint">\n',
    file({ path, findings }) {
      if (findings.length === 0) return '';
      hasSuite = true;
      const failures = findings.filter(({ severity }) => failing.includes(severity)).length;
      const cases = findings.map((finding) => caseOf(path, finding, failing.includes(finding.severity)));
      const counts = `tests="${findings.length}" failures="${failures}" errors="0" skipped="0"`;
      return `  <testsuite name="${xml(path)}" ${counts}>\n${cases.join('')}  </testsuite>\n`;
    },
    // Readers take a report without a single test for a broken one.
    end: (summary) => `${hasSuite ? '' : passed(summary)}</testsuites>\n`,
  };
}

function caseOf(file: string, finding: FindingRecord, isFailure: boolean): string {
  const { rule, line, column, severity, message } = finding;
  const place = `${file}:${line}:${column}`;
  const inside = isFailure
    ? `<failure message="${xml(message)}" type="${severity}">${xml(`${place}: ${message}`)}</failure>`
    : `<system-out>${xml(`${place}: ${severity} ${message}`)}</system-out>`;
  return `    <testcase name="${xml(`${rule} ${line}:${column}`)}" classname="${xml(file)}" file="${xml(file)}" line="${line}">${inside}</testcase>\n`;
}

function passed({ checked }: ReportSummary): string {
  const suite = '  <testsuite name="trainyard lint" tests="1" failures="0" errors="0" skipped="0">\n';
  return `${suite}    <testcase name="${checked} files" classname="trainyard"/>\n  </testsuite>\n`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text of XML 1.0, which has no control characters but these three. */
function xml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? '')
    .replaceAll(/[\n\r\t]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, '\uFFFD');
}
