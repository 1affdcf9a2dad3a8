import type { RulePage } from '../../../lint/rule.ts';

/** A text and what takes its place. */
export type Change = readonly [from: string, to: string];

/** What all pages of one table share. */
interface Shared {
  readonly source: string;
  /** A manifest in which nothing is wrong. */
  readonly good: string;
}

/** Makes pages whose bad example is the good one with a change. Throws where the text to change is not there, which is a mistake in a row. */
export function pageOf({ source, good }: Shared) {
  return (what: string, why: string, bad: Change | readonly Change[], of: Partial<Shared> = {}): RulePage => {
    const base = of.good ?? good;
    const changes = isChange(bad) ? [bad] : bad;
    return { what, why, source: of.source ?? source, good: base, bad: changes.reduce(changed, base) };
  };
}

function isChange(bad: Change | readonly Change[]): bad is Change {
  return typeof bad[0] === 'string';
}

/** The text with one part changed. */
export function changed(text: string, [from, to]: Change): string {
  if (!text.includes(from)) throw new Error(`Not in the example: ${from}`);
  return text.replace(from, () => to);
}
