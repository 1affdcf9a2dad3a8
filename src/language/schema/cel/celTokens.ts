/** A piece of a CEL expression. Numbers and texts are decoded. */
export type CelToken =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'sign'; readonly value: string };

const NUMBER = /(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)[uU]?/y;
const NAME = /[A-Za-z_]\w*/y;
const SIGN = /\|\||&&|==|!=|<=|>=|[-+*/%!<>()[\]{}.,:?]/y;
const BLANK = /(?:\s|\/\/[^\n]*)+/y;
/** Raw and cooked, with three quotes or one. */
const TEXT = /([rR]?)(?:"""([^]*?)"""|'''([^]*?)'''|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')/y;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
]);

/** The pieces of an expression; undefined for a text that is none. */
export function celTokens(source: string): readonly CelToken[] | undefined {
  const tokens: CelToken[] = [];
  let at = 0;
  while (at < source.length) {
    const blank = matchAt(BLANK, source, at);
    if (blank) {
      at += blank[0].length;
      continue;
    }
    const found = tokenAt(source, at);
    if (!found) return undefined;
    tokens.push(found.token);
    at = found.end;
  }
  return tokens;
}

function tokenAt(source: string, at: number): { readonly token: CelToken; readonly end: number } | undefined {
  const text = matchAt(TEXT, source, at);
  if (text) return { token: { kind: 'text', value: textOf(text) }, end: at + text[0].length };
  const name = matchAt(NAME, source, at);
  if (name) return { token: { kind: 'name', value: name[0] }, end: at + name[0].length };
  const number = matchAt(NUMBER, source, at);
  if (number) {
    const value = Number(number[0].replace(/[uU]$/, ''));
    return { token: { kind: 'number', value }, end: at + number[0].length };
  }
  const sign = matchAt(SIGN, source, at);
  return sign && { token: { kind: 'sign', value: sign[0] }, end: at + sign[0].length };
}

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source) ?? undefined;
}

function textOf([, raw, ...parts]: RegExpExecArray): string {
  const inner = parts.find((part) => part !== undefined) ?? '';
  if (raw !== '') return inner;
  return inner.replaceAll(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[^])/g, (_whole, escape: string) => {
    if (escape.length > 1) return String.fromCodePoint(Number.parseInt(escape.slice(1), 16));
    return ESCAPES.get(escape) ?? escape;
  });
}
