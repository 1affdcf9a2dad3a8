import type { Span } from '../../../domain/deploy/specNode.ts';
import type { NamedRule } from './suppression.ts';

/** What a comment says to the linter. */
export interface IgnoreComment {
  /** From its `#` to the end of the line. */
  readonly span: Span;
  /** `file` is for the whole text, `next` for what comes next. */
  readonly kind: 'next' | 'file';
  readonly names: readonly NamedRule[];
  readonly isForAll?: true;
  readonly reason: string;
  /** The linter whose mark it is; none for our own. */
  readonly peer?: string;
}

interface CommentForm {
  readonly pattern: RegExp;
  readonly kind: IgnoreComment['kind'];
  readonly peer?: string;
}

/** Each takes the names of rules as its first group; none of them can be slow. */
const OWN: readonly CommentForm[] = [
  { pattern: /^#[ \t]*trainyard-ignore-file(?:[ \t:]+(.*))?$/, kind: 'file' },
  { pattern: /^#[ \t]*trainyard-ignore(?:[ \t:]+(.*))?$/, kind: 'next' },
];
const OF_PEERS: readonly CommentForm[] = [
  { pattern: /^#[ \t]*hadolint[ \t]+global[ \t]+ignore[ \t]*=[ \t]*(.*)$/, kind: 'file', peer: 'hadolint' },
  { pattern: /^#[ \t]*hadolint[ \t]+ignore[ \t]*=[ \t]*(.*)$/, kind: 'next', peer: 'hadolint' },
  { pattern: /^#[ \t]*dockerfile-utils:[ \t]*ignore[ \t]*$/, kind: 'next', peer: 'dockerfile-utils' },
  { pattern: /^#[ \t]*check[ \t]*=(?:[^#]*;)?[ \t]*skip=([^;]*)/, kind: 'file', peer: 'buildkit' },
];

/** Whether a text may hold a comment that speaks to the linter: cheap, because nearly none does. */
export function mayHoldComments(text: string): boolean {
  return text.includes('ignore') || text.includes('skip=');
}

/** The comment as a mark, from its `#` without the end of the line; undefined for what people write to each other. */
export function ignoreComment(text: string, start: number): IgnoreComment | undefined {
  for (const { pattern, kind, peer } of [...OWN, ...OF_PEERS]) {
    const found = pattern.exec(text);
    if (!found) continue;
    const span = { start, end: start + text.length };
    const said = found[1] ?? '';
    if (peer === 'dockerfile-utils') return { span, kind, names: [], isForAll: true, reason: '', peer };
    const { list, reason } = withoutReason(said, peer);
    const at = start + text.indexOf(said, found[0].length - said.length);
    const names = namesIn(list, at);
    if (peer !== undefined && names.some(({ id }) => id === 'all')) {
      return { span, kind, names: [], isForAll: true, reason, peer };
    }
    return { span, kind, names, reason, ...(peer === undefined ? {} : { peer }) };
  }
  return undefined;
}

/** Ours stands behind ` -- `; hadolint takes anything behind a blank. */
function withoutReason(said: string, peer: string | undefined): { readonly list: string; readonly reason: string } {
  const mark = peer === undefined ? /(?:^|[ \t])--(?:[ \t]|$)/.exec(said) : undefined;
  if (mark) return { list: said.slice(0, mark.index), reason: said.slice(mark.index + mark[0].length).trim() };
  return { list: said, reason: '' };
}

function namesIn(list: string, start: number): readonly NamedRule[] {
  return Array.from(list.matchAll(/[^\s,]+/g), (found) => ({
    id: found[0],
    start: start + found.index,
    end: start + found.index + found[0].length,
  }));
}
