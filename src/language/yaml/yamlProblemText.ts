import { t } from '../../domain/base/text.ts';
import type { YamlProblemCode } from './yamlProblem.ts';

/** The rule that a problem belongs to, and what is said of it. */
export function yamlProblemText(code: YamlProblemCode): { readonly rule: string; readonly message: string } {
  const rule = RULES[code] ?? 'yaml-syntax';
  return { rule, message: MESSAGES[code]() };
}

const RULES: Partial<Record<YamlProblemCode, string>> = {
  tab: 'yaml-tab-indent',
  'text-after-separator': 'yaml-separator-text',
  directive: 'yaml-directive',
  'document-lost': 'yaml-document-lost',
  'too-deep': 'yaml-too-large',
  'too-large': 'yaml-too-large',
};

const MESSAGES: Readonly<Record<YamlProblemCode, () => string>> = {
  tab: () => t('A tab is used for indentation; YAML allows blanks only.'),
  indentation: () => t('The indentation fits no line above.'),
  'key-expected': () => t('A key with a colon is expected here.'),
  'text-after-value': () => t('Nothing may follow the value on this line.'),
  'text-after-separator': () => t('kubectl rejects text behind “---”.'),
  'unterminated-string': () => t('The quote is not closed.'),
  'unterminated-flow': () => t('The bracket is not closed.'),
  flow: () => t('A comma or a closing bracket is expected here.'),
  'colon-in-value': () => t('A colon with a blank behind it begins a value here. Put the text in quotes.'),
  'cannot-start-a-value': () => t('A value cannot begin with this character. Put it in quotes.'),
  'bad-escape': () => t('There is no such escape in double quotes.'),
  'bad-block-header': () => t('Behind “|” or “>” only an indentation digit and “-” or “+” may stand.'),
  'unknown-anchor': () => t('No anchor of this name stands above in this document.'),
  'anchor-in-itself': () => t('The anchor contains itself.'),
  'merge-of-scalar': () => t('“<<” merges maps; this is none.'),
  'key-of-map': () => t('A key must be plain text.'),
  directive: () => t('kubectl cannot read documents with a “%” line.'),
  'document-lost': () => t('kubectl ignores everything from here to the next “---”.'),
  'too-deep': () => t('The values are nested too deeply to be read.'),
  'too-large': () => t('The document is too large to be checked.'),
  'not-json': () => t('This number has no place in JSON, so no cluster takes it.'),
};
