import { t } from '../../domain/base/text.ts';

const NAME = (): string => t('lowercase letters, digits and “-”, with a letter or a digit at both ends');
const DOMAIN = (): string =>
  t('lowercase letters, digits, “-” and “.”, with a letter or a digit at the ends of each part');
const LETTER_FIRST = (): string => t('lowercase letters, digits and “-”, with a letter first');

/** What patterns that many schemas use ask for. */
const NAMES: ReadonlyMap<string, () => string> = new Map([
  ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', NAME],
  ['^[a-z0-9]([a-z0-9-]*[a-z0-9])?$', NAME],
  ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$', DOMAIN],
  ['^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$', DOMAIN],
  ['^[a-z]([-a-z0-9]*[a-z0-9])?$', LETTER_FIRST],
  [
    '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$',
    () => t('letters, digits, “-”, “_” and “.”, with a letter or a digit at both ends'),
  ],
  [
    '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$',
    () => t('a label key: a domain and “/” if need be, then letters, digits, “-”, “_” and “.”'),
  ],
  ['^\\d+(\\.\\d+)?$', () => t('a number')],
  ['^/.*', () => t('a path from “/” on')],
  ['^([0-9]{1,5}(h|m|s|ms)){1,4}$', () => t('a time such as “30s” or “1h30m”')],
]);

/** In words what a pattern asks for; undefined for one that nobody has put into words. */
export function patternName(pattern: string): string | undefined {
  return NAMES.get(pattern)?.();
}
