import { t } from '../../domain/base/text.ts';
import { withoutTexts } from './expressions.ts';

/** Why a text is no expression; undefined where it may be one. */
export function expressionTrouble(text: string): string | undefined {
  if (text === '') return t('There is nothing in the expression.');
  const plain = withoutTexts(text);
  if (plain.includes("'")) return t("A text is not closed: “'” is missing.");
  if (plain.includes('"')) return t('Texts in expressions stand in single quotes.');
  if (/(?:^|[^=!<>])=(?!=)/.test(plain)) return t('“=” compares nothing: write “==”.');
  if (/(?:^|[^&])&(?!&)|(?:^|[^|])\|(?!\|)/.test(plain)) return t('It is “&&” and “||” here.');
  const depth = plain.split('(').length - plain.split(')').length;
  return depth === 0 ? undefined : t('Brackets are not closed.');
}
