import type { Position, TextEdit } from 'vscode-languageserver-types';
import { createSpecDocument, type SpecDocument } from '../../../../src/language/document/specDocument.ts';

/** A file whose cursor is written as `‸`. */
export function atCursor(marked: string): { readonly document: SpecDocument; readonly position: Position } {
  const offset = marked.indexOf('‸');
  if (offset < 0) throw new Error('no ‸ in the text');
  const document = createSpecDocument(marked.replace('‸', ''));
  return { document, position: document.lines.positionAt(offset) };
}

/** The text after one edit. */
export function edited({ text, lines }: SpecDocument, { range, newText }: TextEdit): string {
  return text.slice(0, lines.offsetAt(range.start)) + newText + text.slice(lines.offsetAt(range.end));
}
