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

/** Longest part of a line that a regular expression looks at: with a quadratic pattern that is still a few milliseconds. */
const REGEX_REACH = 4096;
/** With three or more unbounded repetitions time grows with their number, so the reach shrinks. */
const REGEX_REACH_HEAVY = 512;
const MOST_RANGES = 200;

/**
 * Makes a matcher. A pattern that can take exponential time (an unbounded repetition inside another, or a back reference) is refused as
 * `invalid`, because nothing can stop a regular expression once it runs.
 */
export function matcherOf({ text, isRegex, isCaseSensitive }: TextQuery): Result<Matcher> {
  const flags = isCaseSensitive ? 'g' : 'gi';
  if (!isRegex) return ok(matcher(new RegExp(escapeRegex(text), flags), Number.POSITIVE_INFINITY));
  const risk = regexRisk(text);
  if (risk === 'exponential') {
    return fail({
      code: 'invalid',
      message: t('This pattern repeats a repetition, which can take for ever.'),
      nextStep: t('Write it with one repetition, for example a+ in place of (a+)+.'),
    });
  }
  try {
    return ok(matcher(new RegExp(text, flags), risk === 'heavy' ? REGEX_REACH_HEAVY : REGEX_REACH));
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

/** How long a pattern may take: judged by its repetitions, because JavaScript cannot limit the time. */
export function regexRisk(pattern: string): 'linear' | 'heavy' | 'exponential' {
  const plain = pattern
    .replace(/\\[1-9]|\\k</g, '\u0001')
    .replace(/\\./g, 'x')
    .replace(/\[(?:[^\]])*\]/g, 'x');
  if (plain.includes('\u0001')) return 'exponential';
  const open: Group[] = [{ hasRepetition: false, hasChoice: false }];
  let repetitions = 0;
  for (let index = 0; index < plain.length; index++) {
    const character = plain[index] ?? '';
    const isRepeated = repeatsWithoutEnd(plain, index + 1);
    const current = open.at(-1);
    if (character === '(') open.push({ hasRepetition: false, hasChoice: false });
    else if (character === ')' && open.length > 1) {
      if (closesBadly(open, isRepeated)) return 'exponential';
    } else if (current) {
      if (character === '|') current.hasChoice = true;
      if (isRepeated) current.hasRepetition = true;
    }
    if (isRepeated) repetitions += 1;
  }
  return repetitions >= 3 ? 'heavy' : 'linear';
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
