import type { Range } from 'vscode-languageserver-types';
import type { Span } from '../../domain/deploy/specNode.ts';
import type { SpecDocument } from '../document/specDocument.ts';

export function lspRange({ lines }: SpecDocument, { start, end }: Span): Range {
  return { start: lines.positionAt(start), end: lines.positionAt(end) };
}

export function overlaps(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

function isBefore(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
