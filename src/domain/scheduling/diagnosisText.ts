import { t } from '../base/text.ts';
import { type Diagnosis, podSpecPath } from './diagnosis.ts';

/**
 * The whole diagnosis as a document: the cause first, then what to do, what else was found, and what is not known.
 * @param kind of the manifest that a fix would go into
 */
export function diagnosisText(
  title: string,
  kind: string,
  { cause, place, nextStep, others, unknown, fix }: Diagnosis,
): string {
  const lines = [title, '', cause, ...(place === undefined ? [] : [place]), nextStep];
  if (fix) lines.push('', t('A change of the manifest that helps: {0}', fix.title), `    ${fixText(kind, fix)}`);
  if (others.length > 0) lines.push('', t('Found besides:'), ...others.map(({ text }) => `  - ${text}`));
  if (unknown.length > 0) lines.push('', t('Not known:'), ...unknown.map((text) => `  - ${text}`));
  return `${lines.join('\n')}\n`;
}

function fixText(kind: string, { path, value, rename, factor }: NonNullable<Diagnosis['fix']>): string {
  const place = [...podSpecPath(kind), ...path].join('.');
  if (rename !== undefined) return t('call {0} {1}', place, rename);
  if (factor !== undefined) return t('{0}: {1} times as much', place, factor);
  return value === undefined ? t('take {0} out', place) : `${place}: ${JSON.stringify(value)}`;
}
