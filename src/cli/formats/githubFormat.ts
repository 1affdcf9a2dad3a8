import type { FindingRecord } from '../../language/lint/findingRecord.ts';
import type { Severity } from '../../language/lint/severity.ts';
import type { ReportFormat } from './reportFormat.ts';

const COMMANDS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
  hint: 'notice',
};

/** Workflow commands of GitHub Actions, which become annotations of the changed lines. */
export function githubFormat(): ReportFormat {
  return {
    begin: () => '',
    file: ({ path, findings }) => findings.map((finding) => `${commandOf(path, finding)}\n`).join(''),
    end: () => '',
  };
}

function commandOf(path: string, { line, column, endLine, endColumn, rule, severity, message }: FindingRecord): string {
  // Columns count on a single line alone.
  const columns = line === endLine ? `,col=${column},endColumn=${endColumn}` : '';
  const place = `file=${property(path)},line=${line},endLine=${endLine}${columns}`;
  return `::${COMMANDS[severity]} ${place},title=${property(rule)}::${data(message)}`;
}

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
