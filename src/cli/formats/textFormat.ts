import { t } from '../../domain/base/text.ts';
import type { Severity } from '../../language/lint/severity.ts';
import { terminalText } from './terminalText.ts';
import type { ReportFormat, ReportSummary } from './reportFormat.ts';

/** Select Graphic Rendition of ECMA-48. */
const COLOURS: Readonly<Record<Severity, number>> = { error: 31, warning: 33, info: 36, hint: 90 };
const DIM = 90;
const BOLD = 1;

/** `path:line:column: severity message [rule]`, a line each, and a summary. */
export function textFormat(hasColour: boolean): ReportFormat {
  const paint = (text: string, code: number): string => (hasColour ? `\u001B[${code}m${text}\u001B[0m` : text);
  return {
    begin: () => '',
    file({ path, findings }) {
      return findings
        .map(({ line, column, severity, message, rule }) => {
          const place = paint(`${terminalText(path)}:${line}:${column}:`, BOLD);
          return `${place} ${paint(severity, COLOURS[severity])} ${terminalText(message)} ${paint(`[${rule}]`, DIM)}\n`;
        })
        .join('');
    },
    end: (summary) => `${summaryText(summary)}\n`,
  };
}

function summaryText({ checked, errors, warnings, others, fixable }: ReportSummary): string {
  const files = checked === 1 ? t('1 file') : t('{0} files', checked);
  if (errors + warnings + others === 0) return t('{0} checked, nothing found.', files);
  const counts = [
    ...(errors === 0 ? [] : [errors === 1 ? t('1 error') : t('{0} errors', errors)]),
    ...(warnings === 0 ? [] : [warnings === 1 ? t('1 warning') : t('{0} warnings', warnings)]),
    ...(others === 0 ? [] : [t('{0} advice', others)]),
  ];
  const found = t('{0} checked: {1}.', files, counts.join(', '));
  return fixable === 0 ? found : `${found} ${t('“--fix” repairs {0}.', fixable)}`;
}
