/** Control characters of C0 (with the escape sequences that they start), DEL, C1, and the marks that turn the writing direction around. */
const CONTROL =
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  /\u001b\[[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text from outside (names, messages, errors) made fit for labels, tooltips, terminals and logs: escape sequences and control characters
 * are taken out, tabs and line ends stay. Without it a container's name could write into a terminal (CVE-2021-25743 is of this kind).
 */
export function plainText(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(CONTROL, '');
}

/** The same on one line: line ends and tabs become spaces. For labels and names. */
export function plainLine(text: string): string {
  return plainText(text.replace(/[\r\n\t\u2028\u2029]+/g, ' '));
}
