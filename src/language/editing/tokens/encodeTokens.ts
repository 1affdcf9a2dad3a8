import type { TextPositions } from '../editedFile.ts';
import { type SemanticToken, TOKEN_TYPES } from './semanticToken.ts';

/** Tokens as the protocol sends them: five numbers each, lines and columns counted from the token before. Of two that overlap the first counts. */
export function encodeTokens(
  tokens: readonly SemanticToken[],
  positions: Pick<TextPositions, 'positionAt'>,
): readonly number[] {
  const data: number[] = [];
  let line = 0;
  let column = 0;
  let done = 0;
  for (const { start, end, type, isDeclaration } of tokens.toSorted((a, b) => a.start - b.start)) {
    if (start < done || end <= start) continue;
    done = end;
    const at = positions.positionAt(start);
    const deltaColumn = at.line === line ? at.character - column : at.character;
    data.push(at.line - line, deltaColumn, end - start, TOKEN_TYPES.indexOf(type), isDeclaration ? 1 : 0);
    ({ line, character: column } = at);
  }
  return data;
}
