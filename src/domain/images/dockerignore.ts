import { fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { BadPattern, type IgnorePattern, ignorePattern } from './ignorePattern.ts';

/** What matched in the folders above a path, so that each folder is matched once and not once for every file below it. */
export type IgnoreState = readonly boolean[];

/**
 * The rules of a `.dockerignore` file with the meaning of `docker build` (BuildKit): the last matching line decides, a rule that matches a
 * folder matches everything below it, and a `!` line keeps files even below an ignored folder.
 */
export class Dockerignore {
  readonly #patterns: readonly IgnorePattern[];
  /** An exception with a wildcard can match anywhere below, so then no folder may be left out unread. */
  readonly #canPrune: boolean;
  readonly #exceptions: readonly string[];

  constructor(patterns: readonly IgnorePattern[]) {
    this.#patterns = patterns;
    this.#exceptions = patterns
      .filter(({ isException }) => isException)
      .map(({ text }) => `${withoutTrailingStars(text)}/`);
    this.#canPrune = this.#exceptions.every((text) => !/[*[\]?^\\]/.test(text));
  }

  get isEmpty(): boolean {
    return this.#patterns.length === 0;
  }

  /** `above` is the state of the parent folder, undefined at the top. */
  test(path: string, above: IgnoreState | undefined): { readonly isIgnored: boolean; readonly state: IgnoreState } {
    const patterns = this.#patterns;
    const state: boolean[] = [];
    let isIgnored = false;
    for (let index = 0; index < patterns.length; index++) {
      const pattern = patterns[index];
      if (!pattern) continue;
      // A rule that cannot change the verdict is not asked, and counts as not matching below: Docker's matcher does the same.
      let isMatch = above?.[index] === true;
      if (!isMatch && pattern.isException === isIgnored) isMatch = pattern.matches(path);
      state.push(isMatch);
      if (isMatch) isIgnored = !pattern.isException;
    }
    return { isIgnored, state };
  }

  /** Whether a file below this ignored folder may be kept by an exception. */
  mayKeepBelow(folder: string): boolean {
    if (this.#exceptions.length === 0) return false;
    if (!this.#canPrune) return true;
    return this.#exceptions.some((text) => text.startsWith(`${folder}/`));
  }

  /** The verdict for one path alone, all folders above it taken into account. */
  ignores(path: string): boolean {
    const parts = path.split('/');
    let state: IgnoreState | undefined;
    let isIgnored = false;
    for (let count = 1; count <= parts.length; count++) {
      const verdict = this.test(parts.slice(0, count).join('/'), state);
      state = verdict.state;
      isIgnored = verdict.isIgnored;
    }
    return isIgnored;
  }
}

/** Reads the text of a `.dockerignore`. `invalid` with the line when a pattern cannot be read: Docker refuses the build then as well. */
export function parseDockerignore(text: string, path: string): Result<Dockerignore> {
  const patterns: IgnorePattern[] = [];
  for (const [index, line] of linesOf(text).entries()) {
    if (line.startsWith('#')) continue;
    const trimmed = trimSpace(line);
    if (trimmed === '') continue;
    // Cleaning may bring a `!` to the front (`/!name`): Docker takes that for an exception too.
    const cleaned = trimmed.startsWith('!') ? `!${cleanPattern(trimSpace(trimmed.slice(1)))}` : cleanPattern(trimmed);
    const isException = cleaned.startsWith('!');
    try {
      if (cleaned === '!' || cleaned === '!/') throw new BadPattern(trimmed);
      patterns.push(ignorePattern(isException ? cleaned.slice(1) : cleaned, isException));
    } catch (error) {
      if (!(error instanceof BadPattern)) throw error;
      return fail({
        code: 'invalid',
        message: t('The pattern “{0}” in line {1} of {2} cannot be read.', trimmed, index + 1, nameOf(path)),
        nextStep: t(
          'Correct the pattern: brackets must be closed and not empty, and a backslash needs a character after it.',
        ),
        location: { path, line: index + 1 },
      });
    }
  }
  return ok(new Dockerignore(patterns));
}

/** As Go's line scanner: `\n` or `\r\n` ends a line; a byte-order mark at the start is no text. */
function linesOf(text: string): readonly string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

/** White space as Go's unicode.IsSpace has it; JavaScript's trim knows U+FEFF and not U+0085. */
function trimSpace(text: string): string {
  return text.replace(
    /^[\t-\r \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+|[\t-\r \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+$/g,
    '',
  );
}

/** As Go's filepath.Clean, then without the leading slash. */
function cleanPattern(pattern: string): string {
  if (pattern === '') return '';
  const isRooted = pattern.startsWith('/');
  const parts: string[] = [];
  for (const part of pattern.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!isRooted) parts.push('..');
  }
  const clean = parts.join('/');
  if (clean !== '') return clean;
  return isRooted ? '/' : '.';
}

function withoutTrailingStars(text: string): string {
  const short = text.endsWith('/**') ? text.slice(0, -3) : text;
  return short.endsWith('/*') ? short.slice(0, -2) : short;
}

const nameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;
