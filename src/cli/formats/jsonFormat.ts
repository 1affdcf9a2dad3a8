import { rulePageAddress } from '../../language/lint/rulePageAddress.ts';
import type { ReportFormat } from './reportFormat.ts';

/** An array of findings, one a line. */
export function jsonFormat(): ReportFormat {
  let isFirst = true;
  return {
    begin: () => '[',
    file({ path, findings }) {
      return findings
        .map((finding) => {
          const separator = isFirst ? '\n' : ',\n';
          isFirst = false;
          return separator + JSON.stringify(recordOf(path, finding));
        })
        .join('');
    },
    end: () => (isFirst ? ']\n' : '\n]\n'),
  };
}

function recordOf(file: string, finding: Parameters<ReportFormat['file']>[0]['findings'][number]) {
  const { line, column, endLine, endColumn, document, kind = '', name = '' } = finding;
  const { path, rule, severity, message, fixable } = finding;
  return {
    file,
    line,
    column,
    endLine,
    endColumn,
    document,
    kind,
    name,
    path,
    rule,
    severity,
    message,
    fixable,
    docs: rulePageAddress(rule),
  };
}
