/**
 * One pattern of a `.dockerignore` file, with the meaning that Docker's own matcher gives it: Go's `filepath.Match` plus `**`, carried out as a
 * Go regular expression. Paths are relative to the context, with `/` between their parts.
 */
export interface IgnorePattern {
  /** Cleaned, without the leading `!`. */
  readonly text: string;
  /** `!`: what matches is kept again. */
  readonly isException: boolean;
  matches(path: string): boolean;
}

/** The pattern cannot be read; Docker refuses the build as well. */
export class BadPattern extends Error {}

/** Throws BadPattern. `text` is cleaned and trimmed. */
export function ignorePattern(text: string, isException: boolean): IgnorePattern {
  if (!isWellFormed(text)) throw new BadPattern(text);
  return { text, isException, matches: matcherOf(text) };
}

/** What Go's `filepath.Match` accepts: closed brackets that are not empty, no `-` at the edge of a bracket, no `\` at the end. */
function isWellFormed(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') {
      at++;
      if (at >= text.length) return false;
    } else if (text[at] === '[') {
      const end = endOfBracket(text, at + 1);
      if (end === undefined) return false;
      at = end;
    }
  }
  return true;
}

/** Index of the closing `]`, or undefined when the bracket is malformed. */
function endOfBracket(text: string, start: number): number | undefined {
  let at = text[start] === '^' ? start + 1 : start;
  for (let ranges = 0; ; ranges++) {
    if (text[at] === ']' && ranges > 0) return at;
    const afterLow = afterBracketChar(text, at);
    if (afterLow === undefined) return undefined;
    at = afterLow;
    if (text[at] !== '-') continue;
    const afterHigh = afterBracketChar(text, at + 1);
    if (afterHigh === undefined) return undefined;
    at = afterHigh;
  }
}

function afterBracketChar(text: string, at: number): number | undefined {
  const char = text[at];
  if (char === undefined || char === '-' || char === ']') return undefined;
  const next = char === '\\' ? at + 2 : at + 1;
  return next < text.length ? next : undefined;
}

type Kind = 'exact' | 'prefix' | 'suffix' | 'regexp';

/** Docker compares plain patterns as text and only the others by expression; the four kinds differ in corner cases, so they are kept. */
function matcherOf(text: string): (path: string) => boolean {
  const { kind, expression } = translate(text);
  switch (kind) {
    case 'exact':
      return (path) => path === text;
    case 'prefix': {
      const prefix = text.slice(0, -2);
      return (path) => path.startsWith(prefix);
    }
    case 'suffix': {
      const suffix = text.slice(2);
      return (path) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1));
    }
    case 'regexp':
    default: {
      const regexp = compile(expression, text);
      return (path) => regexp.test(path);
    }
  }
}

function translate(text: string): { readonly kind: Kind; readonly expression: string } {
  const chars = Array.from(text);
  let kind: Kind = 'exact';
  let expression = '';
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? '';
    if (char === '*' && chars[at + 1] === '*') {
      const isFirst = at === 0;
      at += chars[at + 2] === '/' ? 2 : 1;
      const isLast = at === chars.length - 1;
      expression += isLast ? '.*' : '(.*/)?';
      kind = isFirst ? 'suffix' : isLast && kind === 'exact' ? 'prefix' : 'regexp';
      continue;
    }
    if (char === '\\') at++;
    const piece = pieceOf(char, chars[at] ?? '');
    expression += piece.expression;
    if (piece.isSpecial) kind = 'regexp';
  }
  return { kind, expression };
}

/** One character of a pattern as an expression; `next` is what a backslash stands before. */
function pieceOf(char: string, next: string): { readonly expression: string; readonly isSpecial: boolean } {
  if (char === '*') return { expression: '[^/]*', isSpecial: true };
  if (char === '?') return { expression: '[^/]', isSpecial: true };
  if (char === '\\') return { expression: `\\${next}`, isSpecial: true };
  const isBracket = char === '[' || char === ']';
  // Docker means to escape `{`, `|` and `}` as well, but its table of characters ends before them: they keep their meaning in an expression.
  return { expression: '.+()$'.includes(char) ? `\\${char}` : char, isSpecial: isBracket };
}

/** Letters that mean the same after a backslash in Go and in JavaScript. */
const SHARED_ESCAPES = 'dDsSwWbBfnrtv';
/** Letters that mean something in Go alone. */
const GO_ESCAPES = new Map([
  ['a', '\\x07'],
  ['A', '^'],
  ['z', '$'],
]);
/** Characters of `[:xdigit:]`. */
const LONGEST_CLASS = 10;
const POSIX_CLASSES = new Map([
  ['alnum', '0-9A-Za-z'],
  ['alpha', 'A-Za-z'],
  ['ascii', '\\x00-\\x7f'],
  ['blank', '\\t '],
  ['cntrl', '\\x00-\\x1f\\x7f'],
  ['digit', '0-9'],
  ['graph', '!-~'],
  ['lower', 'a-z'],
  ['print', ' -~'],
  ['punct', '!-\\/:-@\\[-`\\{-~'],
  ['space', '\\t\\n\\v\\f\\r '],
  ['upper', 'A-Z'],
  ['word', '0-9A-Za-z_'],
  ['xdigit', '0-9A-Fa-f'],
]);

/** Rewrites a Go expression for JavaScript's unicode mode, where `.` stops at more line ends and stray brackets are errors. */
function compile(expression: string, text: string): RegExp {
  const chars = Array.from(expression);
  let source = '';
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? '';
    if (char === '\\') {
      at++;
      source += escaped(chars[at] ?? '', text);
    } else if (char === '[') {
      const bracket = bracketAt(chars, at, text);
      source += bracket.source;
      at = bracket.end;
    } else if (char === ']' || char === '}') source += `\\${char}`;
    else if (char === '{') {
      const repeat = /^\{\d+(?:,\d*)?\}/.exec(chars.slice(at).join(''))?.[0];
      source += repeat ?? '\\{';
      at += (repeat?.length ?? 1) - 1;
    } else source += char === '.' ? '[^\\n]' : char;
  }
  return wholeMatch(source, text);
}

function wholeMatch(source: string, text: string): RegExp {
  try {
    return new RegExp(`^${source}$`, 'u');
  } catch (error) {
    if (error instanceof SyntaxError) throw new BadPattern(text, { cause: error });
    throw error;
  }
}

/** A bracket expression from its `[` to its `]`, with Go's named classes. */
function bracketAt(
  chars: readonly string[],
  start: number,
  text: string,
): { readonly source: string; readonly end: number } {
  const isNegated = chars[start + 1] === '^';
  let source = isNegated ? '[^' : '[';
  let at = start + source.length;
  for (; at < chars.length && chars[at] !== ']'; at++) {
    const char = chars[at] ?? '';
    const named = char === '[' ? /^\[:([a-z]+):\]/.exec(chars.slice(at, at + LONGEST_CLASS).join('')) : null;
    const members = named && POSIX_CLASSES.get(named[1] ?? '');
    if (members !== undefined && members !== null && named) {
      source += members;
      at += named[0].length - 1;
    } else if (char === '\\') {
      at++;
      source += escaped(chars[at] ?? '', text);
    } else source += char === '[' ? '\\[' : char;
  }
  return { source: `${source}]`, end: at };
}

function escaped(char: string, text: string): string {
  if (SHARED_ESCAPES.includes(char)) return `\\${char}`;
  const go = GO_ESCAPES.get(char);
  if (go !== undefined) return go;
  if (/[0-9A-Za-z]/.test(char)) throw new BadPattern(text);
  return /[\^$\\.*+?()[\]{}|/-]/.test(char) ? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}` : char;
}
