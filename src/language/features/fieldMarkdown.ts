import { t } from '../../domain/base/text.ts';
import type { Field } from '../../domain/deploy/shape.ts';
import { expectedText } from '../../domain/deploy/shapeText.ts';

/** What the user reads about a field, as Markdown. Holds nothing from the file (S4). */
export function fieldMarkdown(name: string, field: Field): string {
  const lines = [`**${name}** — ${expectedText(field.shape)}`, field.doc];
  if (field.variant !== undefined) lines.push(t('Only for workloads of kind “{0}”.', field.variant));
  if (field.isRequired) lines.push(t('Required.'));
  if (field.default !== undefined) lines.push(t('Default: {0}', codeUnlessText(field.default)));
  if (field.example !== undefined) lines.push(t('Example: {0}', `\`${name}: ${field.example}\``));
  return lines.join('\n\n');
}

/** A default is a value (one word) or a sentence that has its own marks. */
export function codeUnlessText(value: string): string {
  return /[`\s]/.test(value) ? value : `\`${value}\``;
}
