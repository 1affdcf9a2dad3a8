/** Taken by every shell as it is. */
const PLAIN = /^[\w./@:=+,-]+$/;

/** One word as a POSIX shell reads it: in single quotes where it is more than a name. */
export function shellQuoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
