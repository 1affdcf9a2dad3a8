import { parsedJson } from '../../domain/base/parsedJson.ts';

export type BoundedJson =
  | { readonly kind: 'json'; readonly value: unknown }
  /** Nested deeper than anything that is meant: whoever walks through it would run out of stack. */
  | { readonly kind: 'deep' }
  | { readonly kind: 'other' };

/** Answers of trackers nest about ten levels; datasets and spans carry their own JSON as text. */
const MOST_LEVELS = 100;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * The JSON of a server that need not be a friend: its depth is checked before it is parsed. Bare NaN and Infinity, which some Python servers write and
 * which are no JSON, become the strings `"NaN"`, `"Infinity"` and `"-Infinity"`.
 */
export function boundedJson(text: string): BoundedJson {
  if (isDeep(text)) return { kind: 'deep' };
  const value = parsedJson(text);
  if (value !== undefined) return { kind: 'json', value };
  if (!/NaN|Infinity/.test(text)) return { kind: 'other' };
  const tolerant = parsedJson(
    text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) =>
      token.startsWith('"') ? token : `"${token}"`,
    ),
  );
  return tolerant === undefined ? { kind: 'other' } : { kind: 'json', value: tolerant };
}

function isDeep(text: string): boolean {
  let level = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at + 1);
    } else if (code === 0x5b || code === 0x7b) {
      level += 1;
      if (level > MOST_LEVELS) return true;
    } else if (code === 0x5d || code === 0x7d) level -= 1;
  }
  return false;
}

/** Where the quote stands that ends a string. */
function endOfString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return text.length;
}
