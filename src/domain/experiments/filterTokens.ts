/** A piece of a filter with its place in the text; `end` is the place behind it. */
export interface FilterToken {
  readonly kind: 'word' | 'text' | 'operator' | '(' | ')' | ',';
  readonly start: number;
  readonly end: number;
  /** Of a word all before a quoted name: `params.` of ``params.`my name` ``. Of a text what is in the quotes. */
  readonly text: string;
  /** The quoted part of a word, without its quotes. */
  readonly quoted?: string;
  /** A quote is opened and not closed; this is it. */
  readonly open?: string;
}

/** Cuts a filter into its pieces. Never fails: what cannot stand anywhere is an operator that nobody knows. */
export function filterTokens(text: string): readonly FilterToken[] {
  const tokens: FilterToken[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at] ?? '')) {
      at += 1;
      continue;
    }
    const token = tokenAt(text, at);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

const OPERATOR = /[<>=!~]+/y;
const WORD = /[^\s()<>=!~,'"`]+/y;

function tokenAt(text: string, start: number): FilterToken {
  const sign = text[start] ?? '';
  if (sign === '(' || sign === ')' || sign === ',') return { kind: sign, start, end: start + 1, text: sign };
  if (sign === '"' || sign === "'") return { kind: 'text', start, ...quotedAt(text, start) };
  if (sign === '`') {
    const { text: quoted, ...rest } = quotedAt(text, start);
    return { kind: 'word', start, ...rest, text: '', quoted };
  }
  const operator = matchAt(OPERATOR, text, start);
  if (operator !== undefined) return { kind: 'operator', start, end: start + operator.length, text: operator };
  return wordAt(text, start);
}

function wordAt(text: string, start: number): FilterToken {
  const word = matchAt(WORD, text, start) ?? text.slice(start, start + 1);
  const end = start + word.length;
  if (!word.endsWith('.') || !/["'`]/.test(text[end] ?? '')) return { kind: 'word', start, end, text: word };
  const { text: quoted, ...rest } = quotedAt(text, end);
  return { kind: 'word', start, ...rest, text: word, quoted };
}

/** The quote itself is written twice inside. */
function quotedAt(
  text: string,
  start: number,
): { readonly text: string; readonly end: number; readonly open?: string } {
  const quote = text[start] ?? '';
  let inside = '';
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] !== quote) inside += text[at];
    else if (text[at + 1] === quote) {
      inside += quote;
      at += 1;
    } else return { text: inside, end: at + 1 };
  }
  return { text: inside, end: text.length, open: quote };
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
