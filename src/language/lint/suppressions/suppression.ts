import type { Span } from '../../../domain/deploy/specNode.ts';

/** A rule as a mark names it. */
export interface NamedRule extends Span {
  /** Our id, or with a peer that peer's name of a check. */
  readonly id: string;
}

/** A mark that switches rules off for a part of a text. Offsets count as those of the findings do. */
export interface Suppression {
  /** The comment, or the entry of the annotations. */
  readonly span: Span;
  /** None with `isForAll`. */
  readonly names: readonly NamedRule[];
  /** Every rule; with a peer every rule that the peer has too. */
  readonly isForAll?: true;
  /** Empty when none was given. */
  readonly reason: string;
  /** Findings that begin in here are meant. */
  readonly reach: Span;
  /** The linter whose mark it is; none for our own. */
  readonly peer?: string;
}
