/** Control characters of both sets, and characters that turn the direction of text or end a line. */
const UNSAFE = /[\p{Cc}\u2028-\u202E\u2066-\u2069]/gu;

/** A text of a file as one line that changes nothing in a terminal. */
export function terminalText(text: string): string {
  return text.replaceAll(UNSAFE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
