import { DOUBLE_QUOTE } from '../yaml/characters.ts';
import { type DockerWord, skipBlanks } from './dockerWord.ts';
import { JOIN } from './logicalLine.ts';

/** `["python", "train.py"]`: its words, or why it is none. `mixed`: valid JSON with something else than texts, which a build refuses. */
export type JsonForm = { readonly words: readonly DockerWord[] } | 'none' | 'mixed';

/** Reads the JSON form of an instruction. What is no JSON is the shell form. */
export function jsonForm(body: string, offset: number, from: number): JsonForm {
  const start = skipBlanks(body, from);
  if (body.charAt(start) !== '[') return 'none';
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.slice(start).replaceAll(JOIN, ' ')) as unknown;
  } catch {
    return 'none';
  }
  if (!Array.isArray(parsed)) return 'none';
  const texts = parsed as readonly unknown[];
  const words: DockerWord[] = [];
  let at = start;
  for (const text of texts) {
    if (typeof text !== 'string') return 'mixed';
    at = body.indexOf('"', at);
    const end = endOfText(body, at);
    words.push({ text, start: offset + at, end: offset + end });
    at = end;
  }
  return { words };
}

function endOfText(body: string, quote: number): number {
  let at = quote + 1;
  while (at < body.length && body.charCodeAt(at) !== DOUBLE_QUOTE) at += body.charAt(at) === '\\' ? 2 : 1;
  return at + 1;
}
