import { linearRegex } from './linearRegex.ts';

/** Whether a text matches; undefined for a text that is too long to be looked at. Made once a pattern. */
export type PatternMatcher = (text: string) => boolean | undefined;

const trusted = new Map<string, PatternMatcher | undefined>();
const others = new Map<string, PatternMatcher | undefined>();
/** Patterns that are kept of files of others; a file made to hurt may bring any number. */
const MOST_KEPT = 10_000;

/**
 * What tells whether a text matches a pattern of a schema; undefined for a pattern that cannot be read. JavaScript's engine, which is faster and can take for
 * ever on some patterns, is used for those that are bundled alone.
 */
export function patternMatcher(pattern: string, isTrusted: boolean): PatternMatcher | undefined {
  const known = isTrusted ? trusted : others;
  if (known.has(pattern)) return known.get(pattern);
  const matcher = isTrusted ? ownMatcher(pattern) : boundedMatcher(pattern);
  if (known.size < MOST_KEPT) known.set(pattern, matcher);
  return matcher;
}

/** Texts that patterns of others are asked about; the time grows with text and pattern. */
const LONGEST_TEXT = 5000;

function boundedMatcher(pattern: string): PatternMatcher | undefined {
  const matches = linearRegex(pattern);
  return matches && ((text) => (text.length > LONGEST_TEXT ? undefined : matches(text)));
}

/** Go's syntax is nearly a part of JavaScript's; what is not is not judged. */
function ownMatcher(pattern: string): PatternMatcher | undefined {
  try {
    const ignoresCase = pattern.startsWith('^(?i)');
    const regex = ignoresCase ? new RegExp(`^${pattern.slice('^(?i)'.length)}`, 'iu') : new RegExp(pattern, 'u');
    return (text) => regex.test(text);
  } catch {
    return linearRegex(pattern);
  }
}
