import { shellQuoted } from '../base/shellQuoted.ts';

/** A few lines of a Dockerfile with the reason for them. */
export interface Section {
  readonly comment?: string;
  readonly lines: readonly string[];
}

/** Sections with their comments, a blank line between them. */
export function dockerText(sections: readonly Section[]): string {
  const blocks = sections.filter(({ lines, comment }) => lines.length > 0 || comment !== undefined);
  return `${blocks.map(({ comment, lines }) => [...commentLines(comment), ...lines].join('\n')).join('\n\n')}\n`;
}

/** Longer comments are wrapped; a line break in a name from outside cannot end a comment. */
export function commentLines(comment: string | undefined): readonly string[] {
  if (comment === undefined) return [];
  return comment
    .split('\n')
    .flatMap((paragraph) => wrapped(paragraph.replaceAll(/\p{Cc}+/gu, ' ')).map((line) => `# ${line}`.trimEnd()));
}

/** Fits an editor beside a side bar, and half a screen of a diff. */
const WIDTH = 98;

function wrapped(text: string): readonly string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length + 1 > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

const PLAIN = /^[\w./@:=+,-]+$/;

/** An instruction with words: the JSON form where a word has characters that the plain form would take apart. */
export function dockerWords(instruction: string, words: readonly string[]): string {
  const isPlain = words.every((word) => PLAIN.test(word));
  return isPlain ? `${instruction} ${words.join(' ')}` : `${instruction} ${jsonWords(words)}`;
}

/** `["python", "train.py"]`: run without a shell. */
export function jsonWords(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}

/** Words for `RUN`, which a shell reads: quoted where they are more than a name. A line break would end the instruction. */
export function shellWords(words: readonly string[]): string {
  return words.map((word) => shellQuoted(word.replaceAll(/\s+/g, ' '))).join(' ');
}
