import type {
  CodeAction,
  CompletionItem,
  Diagnostic,
  DocumentSymbol,
  Hover,
  Position,
  Range,
} from 'vscode-languageserver-types';

/** Offsets to lines and columns and back. Columns count UTF-16 units. */
export interface TextPositions {
  positionAt(offset: number): Position;
  offsetAt(position: Position): number;
}

/** One version of an open file, whatever its language: what an editor asks of it. */
export interface EditedFile {
  /** Every problem, in the order of the text. */
  diagnostics(): readonly Diagnostic[];
  /** Fixes for what is under a range. */
  codeActions(range: Range): readonly CodeAction[];
  completion(position: Position): readonly CompletionItem[];
  hover(position: Position): Hover | undefined;
  symbols(): readonly DocumentSymbol[];
}
