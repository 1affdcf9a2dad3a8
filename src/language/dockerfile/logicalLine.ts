import type { Span } from '../../domain/deploy/specNode.ts';
import { HASH, isLineEnd, LF, SPACE, TAB } from '../yaml/characters.ts';

/** Stands for what joins two lines (escape, line end, comments between), so that a place in a joined line is a place in the file. */
export const JOIN = '\u{e001}';
export const JOIN_CODE = JOIN.charCodeAt(0);

/** An instruction with its continuation lines, without the lines of its heredocs. */
export interface LogicalLine extends Span {
  /** As long as the file from `start` to `end`; what joins lines is `JOIN`. */
  readonly body: string;
  /** Where the next line begins. */
  readonly next: number;
  /** Blank lines between continuation lines, with their line ends. */
  readonly emptyLines: readonly Span[];
  /** The last line ends with the escape character, and nothing follows. */
  readonly isOpen: boolean;
}

/** Where a line ends, without its line end. */
export function endOfLine(text: string, from: number): number {
  let at = text.indexOf('\n', from);
  if (at < 0) at = text.length;
  return at > from && text.charCodeAt(at - 1) === 13 ? at - 1 : at;
}

/** Where the next line begins. */
export function nextLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at + 1;
}

/** The first character of a line that is not blank; may be its end. */
export function firstOfLine(text: string, from: number): number {
  let at = from;
  let code = text.charCodeAt(at);
  while (code <= SPACE && code !== LF) code = text.charCodeAt(++at);
  return at;
}

/** Reads the instruction that starts at `start`, as BuildKit joins lines: comments and blank lines between say nothing. */
export function logicalLine(text: string, start: number, escape: number): LogicalLine {
  let lineStart = start;
  let body = '';
  let copied = start;
  let emptyLines: Span[] | undefined;
  for (;;) {
    const end = endOfLine(text, lineStart);
    const join = continuation(text, lineStart, end, escape);
    const next = nextLine(text, end);
    if (join < 0) {
      const whole = copied === start ? text.slice(start, end) : body + text.slice(copied, end);
      return { start, end, body: whole, next, emptyLines: emptyLines ?? [], isOpen: false };
    }
    let after = next;
    for (; after < text.length; after = nextLine(text, after)) {
      const first = firstOfLine(text, after);
      const code = text.charCodeAt(first);
      if (isLineEnd(code)) (emptyLines ??= []).push({ start: after, end: nextLine(text, after) });
      else if (code !== HASH) break;
    }
    body += text.slice(copied, join) + JOIN.repeat(after - join);
    if (after >= text.length)
      return { start, end, body: body.slice(0, end - start), next: after, emptyLines: emptyLines ?? [], isOpen: true };
    copied = after;
    lineStart = after;
  }
}

/** Where the escape character stands that continues a line, or -1. A doubled one stands for itself. */
function continuation(text: string, start: number, end: number, escape: number): number {
  let at = end - 1;
  while (at >= start && (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB)) at--;
  if (at < start || text.charCodeAt(at) !== escape) return -1;
  return at > start && text.charCodeAt(at - 1) === escape ? -1 : at;
}
