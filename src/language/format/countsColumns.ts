import { findPlaceholders } from '../yaml/findPlaceholders.ts';
import { hasTemplates } from '../yaml/maskTemplates.ts';

/** What makes several lines of one placeholder, with columns that the template counts. */
const MANY_LINES = /^\{[%#]|\b(?:n?indent|toYaml|include|template|tpl|range|if|with|define|end|else)\b/;

/** Whether placeholders of a document may bring lines whose columns fit to what stands around them, so that nothing may be moved. */
export function countsColumns(text: string): boolean {
  if (!hasTemplates(text)) return false;
  return findPlaceholders(text).some(({ start, end }) => {
    const placeholder = text.slice(start, end);
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    return placeholder.includes('\n') || MANY_LINES.test(placeholder) || /^[\s-]*$/.test(text.slice(lineStart, start));
  });
}
