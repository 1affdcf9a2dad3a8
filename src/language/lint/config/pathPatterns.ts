/** One line of an ignore file. */
interface PathPattern {
  readonly matches: RegExp;
  readonly isNegated: boolean;
  readonly isForFolders: boolean;
}

/** What a line says of a path; undefined when no line speaks of it. */
export type PathVerdict = 'ignored' | 'kept' | undefined;

/** Patterns longer than this are no patterns that a person wrote; they would make slow expressions. */
const LONGEST = 1000;

/** The lines of a `.gitignore`, read as git reads them (gitignore(5)), but `?` is a character and not a byte; the last line that matches counts. */
export class PathPatterns {
  readonly #patterns: readonly PathPattern[];

  constructor(lines: readonly string[]) {
    this.#patterns = lines.flatMap((line) => patternOf(line) ?? []);
  }

  static ofText(text: string): PathPatterns {
    return new PathPatterns(text.replace(/^\uFEFF/, '').split(/\r?\n/));
  }

  get isEmpty(): boolean {
    return this.#patterns.length === 0;
  }

  /** @param path Relative to the folder of the file with the lines, with `/`; folders above it are asked for by themselves. */
  verdict(path: string, isFolder: boolean): PathVerdict {
    for (let index = this.#patterns.length - 1; index >= 0; index--) {
      const pattern = this.#patterns[index];
      if (!pattern || (pattern.isForFolders && !isFolder) || !pattern.matches.test(path)) continue;
      return pattern.isNegated ? 'kept' : 'ignored';
    }
    return undefined;
  }

  /** Whether a file is meant: itself or by a folder that it is in. */
  includes(path: string): boolean {
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      if (this.verdict(path.slice(0, at), true) === 'ignored') return true;
    }
    return this.verdict(path, false) === 'ignored';
  }
}

function patternOf(line: string): PathPattern | undefined {
  let text = withoutTrailingBlanks(line);
  if (text === '' || text.startsWith('#') || text.length > LONGEST) return undefined;
  const isNegated = text.startsWith('!');
  if (isNegated) text = text.slice(1);
  const isForFolders = text.endsWith('/');
  if (isForFolders) text = text.slice(0, -1);
  // A slash anywhere but at the end ties the pattern to the folder of the file.
  const isTied = text.includes('/');
  if (text.startsWith('/')) text = text.slice(1);
  if (text === '') return undefined;
  const source = sourceOf(text);
  if (source === undefined) return undefined;
  return { matches: new RegExp(`^${isTied ? '' : '(?:.*/)?'}${source}$`, 's'), isNegated, isForFolders };
}

/** Blanks at the end do not count unless the last is escaped. */
function withoutTrailingBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ' && line[end - 2] !== '\\') end--;
  return line.slice(0, end);
}

/** A piece of an expression, and where the pattern goes on. */
interface Piece {
  readonly source: string;
  readonly end: number;
}

/** The expression of a pattern; undefined when git never matches it. */
function sourceOf(pattern: string): string | undefined {
  let source = '';
  for (let at = 0; at < pattern.length; ) {
    const piece = pieceAt(pattern, at);
    if (!piece) return undefined;
    source += piece.source;
    at = piece.end;
  }
  return source;
}

function pieceAt(pattern: string, at: number): Piece | undefined {
  const character = pattern.charAt(at);
  if (character === '*') return starsAt(pattern, at);
  if (character === '?') return { source: '[^/]', end: at + 1 };
  if (character === '[') return setAt(pattern, at);
  if (character !== '\\') return { source: escaped(character), end: at + 1 };
  const literal = pattern.charAt(at + 1);
  return literal === '' ? undefined : { source: escaped(literal), end: at + 2 };
}

/** One star stays in a folder; two between slashes are any folders. Several in a row are one: an expression for each would be slow. */
function starsAt(pattern: string, at: number): Piece {
  let end = at;
  while (pattern[end] === '*') end++;
  const isWhole = end - at > 1 && (at === 0 || pattern[at - 1] === '/');
  if (isWhole && pattern[end] === '/') return { source: '(?:.*/)?', end: end + 1 };
  if (isWhole && end === pattern.length) return { source: at === 0 ? '.*' : '.+', end };
  return { source: '[^/]*', end };
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  xdigit: '0-9a-fA-F',
};

/** `[a-z]`, `[!a]`; a set never matches a slash. */
function setAt(pattern: string, start: number): Piece | undefined {
  const isNegated = pattern[start + 1] === '!' || pattern[start + 1] === '^';
  const first = start + (isNegated ? 2 : 1);
  let body = '';
  let at = first;
  while (at < pattern.length && (pattern[at] !== ']' || at === first)) {
    const member = memberAt(pattern, at, at === first);
    body += member.source;
    at = member.end;
  }
  if (at >= pattern.length || isBackward(body)) return undefined;
  return { source: `(?!/)[${isNegated ? '^' : ''}${body}]`, end: at + 1 };
}

function memberAt(pattern: string, at: number, isFirst: boolean): Piece {
  const named = /^\[:([a-z]+):\]/.exec(pattern.slice(at, at + 20));
  if (named) return { source: CLASSES[named[1] ?? ''] ?? '', end: at + named[0].length };
  if (pattern[at] === '\\') return { source: inSet(pattern.charAt(at + 1)), end: at + 2 };
  const isRange = pattern[at] === '-' && !isFirst && pattern[at + 1] !== ']';
  return { source: isRange ? '-' : inSet(pattern.charAt(at)), end: at + 1 };
}

function isBackward(body: string): boolean {
  try {
    return new RegExp(`[${body}]`).source === '';
  } catch {
    return true;
  }
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
const inSet = (text: string): string => text.replaceAll(/[\\\]^[-]/g, String.raw`\$&`);
