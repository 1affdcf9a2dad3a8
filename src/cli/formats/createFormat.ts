import type { FormatName } from './formatName.ts';
import { jsonFormat } from './jsonFormat.ts';
import type { ReportFormat } from './reportFormat.ts';
import { textFormat } from './textFormat.ts';

export function createFormat(name: FormatName, options: { readonly hasColour: boolean }): ReportFormat {
  if (name === 'json') return jsonFormat();
  return textFormat(options.hasColour);
}
