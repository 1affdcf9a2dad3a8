import { CR, HASH, isBlank, isLineEnd, LF, SPACE, TAB } from './characters.ts';

/** The end of what stands on a line, without the blanks before its end. */
export function lineEnd(text: string, from: number): number {
  let at = from;
  while (!isLineEnd(text.charCodeAt(at))) at++;
  while (at > from && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

/** The start of the next line. */
export function afterLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end + 1;
}

/** Behind blanks, but not behind tabs. */
export function afterSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  return at;
}

/** Behind blanks and tabs. */
export function afterBlanks(text: string, from: number): number {
  let at = from;
  let code = text.charCodeAt(at);
  while (code === SPACE || code === TAB) code = text.charCodeAt(++at);
  return at;
}

/** Whether a comment or nothing follows on the line. */
export function endsAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return isLineEnd(code) || code === HASH;
}

/** The first character that is neither blank nor in a comment, or -1. */
export function firstContent(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) continue;
    if (code !== HASH) return at;
    const end = text.indexOf('\n', at);
    if (end < 0) return -1;
    at = end;
  }
  return -1;
}

/** The end of a block scalar whose header is at `from`: `content` is the end of its text, `next` the line behind it. */
export function blockEnd(
  text: string,
  from: number,
  parentColumn: number,
): { readonly content: number; readonly next: number } {
  let at = afterLine(text, from);
  let content = at;
  while (at < text.length) {
    const first = afterSpaces(text, at);
    const code = text.charCodeAt(first);
    const isEmpty = code === LF || code === CR || code !== code;
    if (!isEmpty && first - at <= parentColumn) break;
    at = afterLine(text, first);
    if (!isEmpty) content = at;
  }
  return { content, next: at };
}
