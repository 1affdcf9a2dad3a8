import type { Finding } from '../../../../src/language/lint/finding.ts';
import { manifestFindings } from '../../../support/manifestFindings.ts';

/** What all rules find in a text. Rules that are off can be named. */
export function lintText(text: string, on: readonly string[] = []): readonly Finding[] {
  return manifestFindings(text, { rules: new Map(on.map((id) => [id, 'warning'])) });
}

/** The texts that a rule underlines. */
export function marked(text: string, rule: string): readonly string[] {
  return lintText(text, [rule])
    .filter((finding) => finding.rule === rule)
    .map(({ start, end }) => text.slice(start, end));
}
