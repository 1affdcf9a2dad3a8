import type { Severity } from '../../language/lint/severity.ts';
import { allRules } from '../../language/rules/allRules.ts';
import type { FormatName } from './formatName.ts';
import { githubFormat } from './githubFormat.ts';
import { gitlabFormat } from './gitlabFormat.ts';
import { jsonFormat } from './jsonFormat.ts';
import { junitFormat } from './junitFormat.ts';
import type { ReportFormat } from './reportFormat.ts';
import { sarifFormat } from './sarifFormat.ts';
import { textFormat } from './textFormat.ts';

export function createFormat(
  name: FormatName,
  options: { readonly hasColour: boolean; readonly failOn: Severity | 'never'; readonly version: () => string },
): ReportFormat {
  const formats: Readonly<Record<FormatName, () => ReportFormat>> = {
    text: () => textFormat(options.hasColour),
    json: jsonFormat,
    sarif: () => sarifFormat(allRules(), { version: options.version() }),
    junit: () => junitFormat(options.failOn),
    github: githubFormat,
    gitlab: gitlabFormat,
  };
  return formats[name]();
}
