import { fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { stripAnsi } from './ansi.ts';
import type { LogLevel } from './level.ts';

/** What the user typed into a search or filter field. */
export interface TextQuery {
  readonly text: string;
  readonly isRegex: boolean;
  readonly isCaseSensitive: boolean;
}

/** Finds places in a line. Ranges are in the text without terminal sequences. */
export interface Matcher {
  test(text: string): boolean;
  ranges(text: string): readonly (readonly [start: number, end: number])[];
}

/**
 * Characters of a line that a regular expression looks at, by the number of repetitions that can share the same text: with n of them the time
 * grows with the power n + 1, and these keep the worst line below a third of a second. Ordinary patterns have none or one.
 */
const REGEX_REACH = [16_384, 4096, 384, 128, 64] as const;
const MOST_RANGES = 200;

/**
 * Makes a matcher. A pattern that can take exponential time (an unbounded repetition inside another, or a back reference) is refused as
 * `invalid`, because nothing can stop a regular expression once it runs.
 */
export function matcherOf({ text, isRegex, isCaseSensitive }: TextQuery): Result<Matcher> {
  const flags = isCaseSensitive ? 'g' : 'gi';
  if (!isRegex) return ok(matcher(new RegExp(escapeRegex(text), flags), Number.POSITIVE_INFINITY));
  const reach = REGEX_REACH[regexRisk(text)];
  if (reach === undefined) {
    return fail({
      code: 'invalid',
      message: t('This pattern can take for ever: it repeats a repetition, or has too many of them.'),
      nextStep: t('Write it with fewer repetitions, for example a+ in place of (a+)+.'),
    });
  }
  try {
    return ok(matcher(new RegExp(text, flags), reach));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return fail({ code: 'invalid', message: t('Not a regular expression: {0}', error.message.replace(/^.*: /, '')) });
  }
}

function matcher(pattern: RegExp, reach: number): Matcher {
  const shown = (text: string) => {
    const line = stripAnsi(text);
    return line.length > reach ? line.slice(0, reach) : line;
  };
  return {
    test: (text) => {
      pattern.lastIndex = 0;
      return pattern.test(shown(text));
    },
    ranges: (text) => {
      const found: (readonly [number, number])[] = [];
      pattern.lastIndex = 0;
      for (const match of shown(text).matchAll(pattern)) {
        if (match[0] !== '') found.push([match.index, match.index + match[0].length]);
        if (found.length >= MOST_RANGES) break;
      }
      return found;
    },
  };
}

interface Group {
  hasRepetition: boolean;
  hasChoice: boolean;
}

/**
 * How many repetitions of a pattern can match the same text, judged by its form, because JavaScript cannot limit the time. `Infinity`: time
 * can double with every character (a repetition inside a repetition, a repeated choice, a back reference).
 */
export function regexRisk(pattern: string): number {
  const plain = pattern
    .replace(/\\[1-9]|\\k</g, '\u0001')
    .replace(/\\[wWSD]|\[\^(?:\\.|[^\]\\])*\]/g, '.')
    .replace(/\\./g, 'x')
    .replace(/\[(?:[^\]])*\]/g, 'x');
  if (plain.includes('\u0001')) return Number.POSITIVE_INFINITY;
  const open: Group[] = [{ hasRepetition: false, hasChoice: false }];
  let wild = 0;
  let run = 0;
  let longestRun = 0;
  for (let index = 0; index < plain.length; index++) {
    const character = plain[index] ?? '';
    const isRepeated = repeatsWithoutEnd(plain, index + 1);
    const current = open.at(-1);
    if (character === '(') open.push({ hasRepetition: false, hasChoice: false });
    else if (character === ')' && open.length > 1) {
      if (closesBadly(open, isRepeated)) return Number.POSITIVE_INFINITY;
    } else if (current) {
      if (character === '|') current.hasChoice = true;
      if (isRepeated) current.hasRepetition = true;
    }
    if (isRepeated) run += 1;
    else if (!'*+?()'.includes(character)) run = 0;
    longestRun = Math.max(longestRun, run);
    if (isRepeated && character === '.') wild += 1;
  }
  return Math.max(wild, longestRun);
}

/** Ends the innermost group. True when it is repeated and can match the same text in more than one way. */
function closesBadly(open: Group[], isRepeated: boolean): boolean {
  const group = open.pop();
  const outer = open.at(-1);
  if (outer && (isRepeated || group?.hasRepetition === true)) outer.hasRepetition = true;
  return isRepeated && (group?.hasRepetition === true || group?.hasChoice === true);
}

/** `*`, `+`, `{n,}` and counts so high that they are as bad. */
function repeatsWithoutEnd(pattern: string, at: number): boolean {
  const sign = pattern[at];
  if (sign === '*' || sign === '+') return !'*+?({|'.includes(pattern[at - 1] ?? '(');
  if (sign !== '{') return false;
  const match = /^\{(\d*)(,?)(\d*)\}/.exec(pattern.slice(at, at + 24));
  if (!match) return false;
  const most = match[2] === ',' ? (match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3])) : Number(match[1]);
  return most > 50;
}

function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** Which lines are shown. Lines without a level count as `info`, because that is what plain prints are. */
export interface LogFilter {
  readonly levels: ReadonlySet<LogLevel>;
  readonly include?: Matcher;
  readonly exclude?: Matcher;
}

export const ALL_LEVELS: readonly LogLevel[] = ['error', 'warning', 'info', 'debug'];

export function passes(filter: LogFilter, text: string, level: LogLevel | undefined): boolean {
  if (!filter.levels.has(level ?? 'info')) return false;
  if (filter.include && !filter.include.test(text)) return false;
  return !filter.exclude?.test(text);
}
