const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', b: '\b', '0': '\0' };

/** A literal in double quotes, with its escapes read, and where it ends. A line that ends in `\` goes on at the next `\` (Haskell). */
export function literalAt(source: string, start: number): { readonly value: string; readonly end: number } | undefined {
  if (source[start] !== '"') return undefined;
  let value = '';
  for (let at = start + 1; at < source.length; at++) {
    const char = source[at];
    if (char === '"') return { value, end: at + 1 };
    if (char === '\n') return undefined;
    if (char !== '\\') {
      value += char;
      continue;
    }
    const next = source[++at] ?? '';
    if (/\s/.test(next)) {
      at = source.indexOf('\\', at);
      if (at < 0) return undefined;
    } else value += ESCAPES[next] ?? next;
  }
  return undefined;
}

/** Where the next thing that is not white space begins. */
export function afterSpace(source: string, start: number): number {
  let at = start;
  while (at < source.length && /\s/.test(source[at] ?? '')) at++;
  return at;
}

/** The line of an offset, from 1. */
export function lineOf(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length;
}
