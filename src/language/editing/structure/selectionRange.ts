import type { Position, SelectionRange } from 'vscode-languageserver-types';
import type { TextPositions } from '../editedFile.ts';
import { rangeOf } from '../rangeOf.ts';
import type { TextStructure } from './textStructure.ts';

/** What *Expand Selection* selects step by step from a position. */
export function selectionRange(structure: TextStructure, positions: TextPositions, position: Position): SelectionRange {
  const offset = positions.offsetAt(position);
  let outer: SelectionRange | undefined;
  for (const span of structure.around(offset).toReversed()) {
    outer = { range: rangeOf(span, positions), ...(outer ? { parent: outer } : {}) };
  }
  return outer ?? { range: { start: position, end: position } };
}
