import { t } from '../../../domain/base/text.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** No-break space, next line, line and paragraph separator: blanks and line ends to the eye. */
const ODD = /[\u00a0\u0085\u2028\u2029]/g;

const LETTERS = ['\u00a0', '\u0085', '\u2028', '\u2029'];

/** yaml-odd-space */
export const yamlOddSpace: ManifestRule = {
  id: 'yaml-odd-space',
  on: 'document',
  kinds: 'all',
  severity: 'error',
  fix: 'safe',
  check({ tree, objects }, report) {
    if (objects.length === 0) return;
    // Four searches for one character take a tenth of one for a class.
    if (!LETTERS.some((letter) => tree.text.includes(letter))) return;
    for (const [start, letter] of oddSpaces(tree.text)) {
      const isSpace = letter === '\u00a0';
      const name = `U+${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
      const message = isSpace
        ? t('The invisible character {0} is part of this key.', name)
        : t('The invisible character {0} ends the line for kubectl.', name);
      report.at({ start, end: start + 1 }, message, {
        fixes: () => [{ title: t('Write a blank'), edits: [{ start, end: start + 1, newText: ' ' }], isSafe: true }],
      });
    }
  },
  page: () => ({
    what: 'A no-break space in the indentation or in a key, or another character that ends a line for kubectl alone.',
    why: 'It looks like a blank and is a letter of the key, which then exists nowhere. It comes along when text is copied from a web page or a document.',
    source: 'sigs.k8s.io/yaml 1.6.0, measured.',
    bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  \u00a0a: "1"\n',
    good: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n   a: "1"\n',
  }),
};

/** In keys and before them; in values a no-break space is a letter like others. */
function* oddSpaces(text: string): Iterable<readonly [number, string]> {
  for (const match of text.matchAll(ODD)) {
    const [letter] = match;
    if (letter !== '\u00a0' || isBeforeColon(text, match.index)) yield [match.index, letter];
  }
}

function isBeforeColon(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
  if (/["'#]|: /.test(line)) return false;
  const end = text.indexOf('\n', at);
  return /:(?:\s|$)/.test(text.slice(at, end < 0 ? text.length : end));
}
