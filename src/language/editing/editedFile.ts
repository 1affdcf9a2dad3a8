import { ok, type Result } from '../../domain/base/failure.ts';
import type { FilePlace } from './manifest/namesAt.ts';
import type { PlacedText } from './manifest/renameObject.ts';
import type { SemanticToken } from './tokens/semanticToken.ts';
import type { TextStructure } from './structure/textStructure.ts';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  Diagnostic,
  DocumentLink,
  DocumentSymbol,
  Hover,
  InlayHint,
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
  /** Where the name at a position is defined. */
  definitions(position: Position): readonly FilePlace[];
  /** Where it is used. */
  references(position: Position, includesDefinitions: boolean): readonly FilePlace[];
  /** The name that can be changed at a position. */
  renameRange(position: Position): Range | undefined;
  rename(position: Position, name: string): Result<readonly PlacedText[]>;
  hints(): readonly InlayHint[];
  /** Commands above lines. */
  lenses(): readonly CodeLens[];
  /** Names of other files that are there. */
  links(): readonly DocumentLink[];
  /** Words in the colours of what they mean, of the whole file or of a part. */
  tokens(range?: Range): readonly SemanticToken[];
  /** How it is nested, for folding and for selections that grow. */
  readonly structure: TextStructure;
}

/** What a language without names across files says of them. */
export const NO_NAMES: Pick<
  EditedFile,
  'definitions' | 'references' | 'renameRange' | 'rename' | 'hints' | 'lenses' | 'links' | 'tokens'
> = {
  definitions: () => [],
  references: () => [],
  renameRange: () => undefined,
  rename: () => ok([]),
  hints: () => [],
  lenses: () => [],
  links: () => [],
  tokens: () => [],
};
