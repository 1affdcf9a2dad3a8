import type { Span } from '../../domain/deploy/specNode.ts';
import { TAB } from '../yaml/characters.ts';
import { quotedWords, unquoted } from './dockerWord.ts';
import { endOfLine, nextLine } from './logicalLine.ts';

/** `<<EOF` with the lines below the instruction. */
export interface Heredoc {
  readonly name: string;
  /** The word `<<EOF`. */
  readonly opener: Span;
  readonly content: Span;
  /** Its end word is there. */
  readonly isClosed: boolean;
  /** Variables are replaced: the name has no quotes. */
  readonly isExpanded: boolean;
}

const OPENER = /^\d*<<(-?)\s*([^<]+)$/;
const BACKSLASH = 92;

/** The heredocs that words of a joined line open; `next` is the line behind the last one. */
export function readHeredocs(
  text: string,
  line: { readonly body: string; readonly start: number; readonly next: number },
): { readonly heredocs: readonly Heredoc[]; readonly next: number } {
  const heredocs: Heredoc[] = [];
  let { next } = line;
  for (const word of quotedWords(line.body, line.start, 0, BACKSLASH)) {
    const [, dash, raw] = word.text.includes('<<') ? (OPENER.exec(word.text) ?? []) : [];
    if (raw === undefined) continue;
    const name = unquoted(raw, '\\');
    if (name === '') continue;
    const { content, after, isClosed } = contentOf(text, next, name, dash === '-');
    heredocs.push({ name, opener: word, content, isClosed, isExpanded: name === raw });
    next = after;
  }
  return { heredocs, next };
}

function contentOf(text: string, from: number, name: string, chomps: boolean) {
  for (let at = from; at < text.length; at = nextLine(text, at)) {
    const first = chomps ? afterTabs(text, at) : at;
    const end = endOfLine(text, first);
    if (end - first === name.length && text.startsWith(name, first))
      return { content: { start: from, end: at }, after: nextLine(text, end), isClosed: true };
  }
  return { content: { start: from, end: text.length }, after: text.length, isClosed: false };
}

function afterTabs(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === TAB) at++;
  return at;
}
