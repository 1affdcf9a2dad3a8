import type { Span } from '../../../../domain/deploy/specNode.ts';
import type { Dockerfile } from '../../../dockerfile/dockerfile.ts';
import type { Instruction } from '../../../dockerfile/instruction.ts';

/** Where a cursor stands in a Dockerfile. */
export type DockerCursor =
  /** Where a keyword is written; `outer` is the ONBUILD that it would stand behind. */
  | { readonly at: 'keyword'; readonly word: Span; readonly outer?: Instruction }
  /** In the arguments of an instruction. */
  | {
      readonly at: 'arguments';
      readonly instruction: Instruction;
      /** The word up to the cursor, which may be empty. */
      readonly before: string;
      /** The whole word around the cursor. */
      readonly word: Span;
      /** How many words stand in front of it, without flags. */
      readonly index: number;
    };

/** Undefined in comments, heredocs and shell commands where nothing is known. */
export function dockerCursorAt(file: Dockerfile, offset: number): DockerCursor | undefined {
  const { text } = file;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  if (/^\s*#/.test(text.slice(lineStart, offset))) return undefined;
  const outermost = file.instructions.findLast(({ start }) => start <= offset);
  if (!outermost || isBehind(file, outermost, offset)) {
    const isInHeredoc = outermost?.heredocs.some(({ content }) => content.start <= offset && offset <= content.end);
    if (isInHeredoc === true) return undefined;
    return /^\s*[A-Za-z]*$/.test(text.slice(lineStart, offset))
      ? { at: 'keyword', word: wordAround(text, offset, lineStart) }
      : undefined;
  }
  const isInOuter = outermost.keyword === 'ONBUILD' && outermost.keywordSpan.end < offset;
  const instruction = isInOuter ? (outermost.trigger ?? outermost) : outermost;
  if (offset <= instruction.keywordSpan.end) return keywordAt(instruction, offset);
  if (isInOuter && !outermost.trigger) return { at: 'keyword', word: { start: offset, end: offset }, outer: outermost };
  const word = wordAround(text, offset, instruction.keywordSpan.end);
  const index = instruction.words.filter(({ end }) => end <= word.start && end < offset).length;
  return { at: 'arguments', instruction, before: text.slice(word.start, offset), word, index };
}

function keywordAt(instruction: Instruction, offset: number): DockerCursor {
  const { start, end } = instruction.keywordSpan;
  const { outer } = instruction;
  return { at: 'keyword', word: { start, end: Math.max(end, offset) }, ...(outer ? { outer } : {}) };
}

/** Whether an instruction has ended before a place: on its last line it goes on to the end of that line. */
function isBehind({ text, escape }: Dockerfile, { end }: Instruction, offset: number): boolean {
  if (offset <= end) return false;
  const between = text.slice(end, offset);
  if (!between.includes('\n')) return false;
  // Behind a line that is to go on, the next one belongs to it.
  return text.charAt(end - 1) !== escape || /\n[^\n]*\n/.test(between);
}

function wordAround(text: string, offset: number, from: number): Span {
  let start = offset;
  while (start > from && !/\s/.test(text.charAt(start - 1))) start--;
  let end = offset;
  while (end < text.length && !/\s/.test(text.charAt(end))) end++;
  return { start, end };
}
