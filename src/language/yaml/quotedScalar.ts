const SHORT: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** The text between single quotes: `''` is one quote, and lines are folded. */
export function singleQuoted(inner: string): string {
  return fold(inner.includes("''") ? inner.replaceAll("''", "'") : inner);
}

/** The text between double quotes, with its escapes read and its lines folded. */
export function doubleQuoted(inner: string): string {
  if (!inner.includes('\\')) return fold(inner);
  const folded = fold(inner.replaceAll(/\\\r?\n[ \t]*/g, ''));
  return folded.replaceAll(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)/gs, (whole, escape: string) => {
    const letter = escape.charAt(0);
    if (letter in HEX_DIGITS) {
      const code = Number.parseInt(escape.slice(1), 16);
      return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
    }
    return SHORT[letter] ?? letter;
  });
}

/** One line break between two lines is a blank; each further one is a line break. */
export function fold(text: string): string {
  if (!text.includes('\n') && !text.includes('\r')) return text;
  return text.replaceAll(/[ \t]*(?:\r\n|\n|\r)[ \t]*((?:(?:\r\n|\n|\r)[ \t]*)*)/g, (_whole, more: string) => {
    const breaks = more.match(/\r\n|\n|\r/g)?.length ?? 0;
    return breaks === 0 ? ' ' : '\n'.repeat(breaks);
  });
}
