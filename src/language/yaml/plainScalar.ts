/** What a scalar is in JSON. `NOT_JSON` is `.inf` or `.nan`, which no JSON holds. */
export const NULL = 1;
export const BOOLEAN = 2;
export const INTEGER = 4;
export const NUMBER = 8;
export const STRING = 16;
export const NOT_JSON = 32;

const WORDS = new Map<string, number>([
  ...['null', 'Null', 'NULL', '~'].map((word) => [word, NULL] as const),
  ...['y', 'yes', 'true', 'on', 'n', 'no', 'false', 'off'].flatMap((word) =>
    [word, `${word.charAt(0).toUpperCase()}${word.slice(1)}`, word.toUpperCase()].map(
      (text) => [text, BOOLEAN] as const,
    ),
  ),
  ...['.inf', '.Inf', '.INF'].flatMap((word) => ['', '-', '+'].map((sign) => [`${sign}${word}`, NOT_JSON] as const)),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, NOT_JSON] as const),
]);
/** The longest word of the table. */
const LONGEST_WORD = 5;
const INTEGERS = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[1-9][0-9]*|0)$/;
const DECIMALS = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/**
 * The type of a plain scalar as go-yaml reads it (YAML 1.1 with exceptions), measured with sigs.k8s.io/yaml 1.6.0. One of NULL, BOOLEAN, INTEGER,
 * NUMBER, STRING, NOT_JSON. A number without fraction is an INTEGER however it is written, because JSON has one type of number.
 */
export function plainType(word: string): number {
  if (word === '') return NULL;
  const first = word.charCodeAt(0);
  const isNumeric = (first >= 48 && first <= 57) || first === 45 || first === 43 || first === 46;
  if (!isNumeric) return word.length > LONGEST_WORD ? STRING : (WORDS.get(word) ?? STRING);
  if (WORDS.has(word)) return NOT_JSON;
  return numericType(word);
}

/** The same of a scalar where it stands in a text: most words and most numbers are told by a few letters. */
export function plainTypeAt(text: string, start: number, end: number): number {
  if (start >= end) return NULL;
  const first = text.charCodeAt(start);
  if (isDigit(first)) {
    let at = start + 1;
    while (at < end && isDigit(text.charCodeAt(at))) at++;
    // A leading zero may make it octal.
    if (at === end && (first !== ZERO || end === start + 1)) return INTEGER;
  } else if (first > NINE && (end - start > LONGEST_WORD || !WORD_STARTS.has(first))) return STRING;
  return plainType(text.slice(start, end));
}

const ZERO = 48;
const NINE = 57;
/** First letters of `null`, of booleans and of `~`. */
const WORD_STARTS = new Set(Array.from('nNyYtTfFoO~', (letter) => letter.charCodeAt(0)));

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

function numericType(word: string): number {
  const digits = withoutUnderscores(word);
  if (INTEGERS.test(digits)) return INTEGER;
  if (!DECIMALS.test(digits)) return STRING;
  const value = Number(digits);
  if (!Number.isFinite(value)) return STRING;
  return Number.isInteger(value) ? INTEGER : NUMBER;
}

function withoutUnderscores(word: string): string {
  return !word.startsWith('.') && word.includes('_') ? word.replaceAll('_', '') : word;
}

/** The number that go-yaml reads; undefined for anything that is no number. */
export function plainNumber(word: string): number | undefined {
  if (isPlainDigits(word)) return Number(word);
  const type = plainType(word);
  if (type !== INTEGER && type !== NUMBER) return undefined;
  const digits = withoutUnderscores(word);
  const isNegative = digits.startsWith('-');
  const bare = digits.replace(/^[-+]/, '').replace(/^0[oO]?(?=[0-7]+$)/, '0o');
  const value = Number(bare);
  return isNegative ? -value : value;
}

/** Nearly all numbers: few digits, without a zero before them, which may make them octal. */
function isPlainDigits(word: string): boolean {
  if (word.length > 15 || (word.charCodeAt(0) === ZERO && word.length > 1)) return false;
  for (let at = 0; at < word.length; at++) if (!isDigit(word.charCodeAt(at))) return false;
  return word !== '';
}

/** The boolean that go-yaml reads; undefined for anything else. */
export function plainBoolean(word: string): boolean | undefined {
  return WORDS.get(word) === BOOLEAN ? /^(?:[yYtT]|on$|On$|ON$)/.test(word) : undefined;
}
