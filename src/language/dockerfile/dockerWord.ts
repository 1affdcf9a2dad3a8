import type { Span } from '../../domain/deploy/specNode.ts';
import { DOUBLE_QUOTE, SINGLE_QUOTE, SPACE } from '../yaml/characters.ts';
import { JOIN, JOIN_CODE } from './logicalLine.ts';

/** A word of an instruction. Offsets count from the start of the file. */
export interface DockerWord extends Span {
  /** As it is written, quotes and all; of the JSON form the decoded text. */
  readonly text: string;
}

/** A part of a joined line as one word. */
export function wordOf(body: string, offset: number, from: number, to: number): DockerWord {
  const raw = body.slice(from, to);
  return { text: raw.includes(JOIN) ? raw.replaceAll(JOIN, '') : raw, start: offset + from, end: offset + to };
}

/** Behind blanks and joins. */
export function skipBlanks(body: string, from: number): number {
  let at = from;
  let code = body.charCodeAt(at);
  while (code <= SPACE || code === JOIN_CODE) code = body.charCodeAt(++at);
  return at;
}

/** Words between blanks; quotes mean nothing. */
export function blankWords(body: string, offset: number, from: number): readonly DockerWord[] {
  const words: DockerWord[] = [];
  for (let at = skipBlanks(body, from); at < body.length; ) {
    let end = at;
    while (end < body.length && body.charCodeAt(end) > SPACE) end++;
    words.push(trimmed(body, offset, at, end));
    at = skipBlanks(body, end);
  }
  return words;
}

/** The end of a word that quotes and the escape character hold together. */
export function quotedEnd(body: string, from: number, escape: number): number {
  let quote = 0;
  let at = from;
  for (; at < body.length; at++) {
    const code = body.charCodeAt(at);
    if (quote === 0 && code <= SPACE) break;
    if (code === escape && quote !== SINGLE_QUOTE) at++;
    else if (quote === 0 && (code === SINGLE_QUOTE || code === DOUBLE_QUOTE)) quote = code;
    else if (code === quote) quote = 0;
  }
  return Math.min(at, body.length);
}

/** Words that quotes and the escape character hold together. */
export function quotedWords(body: string, offset: number, from: number, escape: number): readonly DockerWord[] {
  const words: DockerWord[] = [];
  for (let at = skipBlanks(body, from); at < body.length; ) {
    const end = quotedEnd(body, at, escape);
    words.push(trimmed(body, offset, at, end));
    at = skipBlanks(body, end);
  }
  return words;
}

/** Joins at the end of a word do not belong to it. */
function trimmed(body: string, offset: number, from: number, to: number): DockerWord {
  let end = to;
  while (end > from && body.charCodeAt(end - 1) === JOIN_CODE) end--;
  return wordOf(body, offset, from, end);
}

/** The word without its quotes; escaped characters stand for themselves. */
export function unquoted(text: string, escape: string): string {
  if (!text.includes('"') && !text.includes("'") && !text.includes(escape)) return text;
  let plain = '';
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === escape && quote !== "'") plain += text.charAt(++at);
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
    else plain += character;
  }
  return plain;
}
