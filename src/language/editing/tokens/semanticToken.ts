import type { Span } from '../../../domain/deploy/specNode.ts';

/** Standard types of the protocol, so that every theme has colours for them. */
export const TOKEN_TYPES = ['namespace', 'type', 'variable', 'number', 'keyword', 'parameter'] as const;
/** One modifier, bit 0. */
export const TOKEN_MODIFIERS = ['declaration'] as const;

/** A word that is shown in the colour of what it means. Offsets count from the start of the file; it stands on one line. */
export interface SemanticToken extends Span {
  readonly type: (typeof TOKEN_TYPES)[number];
  /** It names a thing that is defined here. */
  readonly isDeclaration?: true;
}
