import { rulePageAddress } from '../../language/lint/rulePageAddress.ts';
import { JsonItems } from './jsonItems.ts';
import type { ReportFormat } from './reportFormat.ts';

/** An array of findings, one a line. */
export function jsonFormat(): ReportFormat {
  const items = new JsonItems();
  return {
    begin: () => '[',
    file: ({ path, findings }) => items.add(findings.map((finding) => recordOf(path, finding))),
    end: () => (items.isEmpty ? ']\n' : '\n]\n'),
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
