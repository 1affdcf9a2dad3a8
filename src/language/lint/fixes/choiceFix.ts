import type { Fix, TextEdit } from '../finding.ts';

/** The one repair of a finding, to be made one at a time; none where the edit cannot be made. */
export function choiceFix(title: string, edit: TextEdit | undefined): readonly Fix[] {
  return edit ? [{ title, edits: [edit], isSafe: false }] : [];
}

/** The same with a text that holds placeholders (`${1:name}`). */
export function snippetFix(title: string, edit: TextEdit | undefined): readonly Fix[] {
  return choiceFix(title, edit).map((fix) => ({ ...fix, isSnippet: true }));
}
