import type { Span } from '../../../domain/deploy/specNode.ts';
import type { Instruction } from '../../dockerfile/instruction.ts';
import { nextLine } from '../../dockerfile/logicalLine.ts';
import type { TextEdit } from '../finding.ts';
import { lineBreakOf } from './linePlaces.ts';

/** Edits of Dockerfiles. Each keeps what it does not speak of byte for byte. */

/** Adds a word behind another one. */
export function wordBehind({ end }: Span, word: string): TextEdit {
  return { start: end, end, newText: ` ${word}` };
}

/** Puts another text in place of a range. */
export function replaced({ start, end }: Span, newText: string): TextEdit {
  return { start, end, newText };
}

/** Takes out a range with the blanks in front of it. */
export function withoutWord(text: string, { start, end }: Span): TextEdit {
  let from = start;
  while (from > 0 && (text.charAt(from - 1) === ' ' || text.charAt(from - 1) === '\t')) from--;
  return { start: from, end, newText: '' };
}

/** Takes out an instruction with its lines and heredocs. */
export function withoutInstruction({ source, start, end, heredocs }: Instruction): TextEdit {
  const last = heredocs.at(-1);
  const bodyEnd = last ? nextLine(source.text, last.content.end) : nextLine(source.text, end);
  return { start, end: bodyEnd, newText: '' };
}

/** Adds a line in front of an instruction. */
export function lineBefore({ source, start }: Instruction, line: string): TextEdit {
  return { start, end: start, newText: `${line}${lineBreakOf(source.text)}` };
}

/** Adds a command at the end of a RUN: behind `&&`, or on a line of its own in a heredoc. */
export function commandAtEnd(instruction: Instruction, command: string): TextEdit | undefined {
  const [heredoc] = instruction.heredocs;
  if (instruction.json) return undefined;
  if (!heredoc) return { start: instruction.rest.end, end: instruction.rest.end, newText: ` && ${command}` };
  if (instruction.heredocs.length > 1 || heredoc.opener.end < instruction.rest.end) return undefined;
  const at = heredoc.content.end;
  return { start: at, end: at, newText: `${command}\n` };
}
