import type { Range } from 'vscode-languageserver-types';
import type { Span } from '../../domain/deploy/specNode.ts';
import type { TextPositions } from './editedFile.ts';

/** A span of a text as lines and columns. */
export function rangeOf({ start, end }: Span, positions: Pick<TextPositions, 'positionAt'>): Range {
  return { start: positions.positionAt(start), end: positions.positionAt(end) };
}
