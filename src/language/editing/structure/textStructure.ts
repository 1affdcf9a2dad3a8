import type { Span } from '../../../domain/deploy/specNode.ts';

/** How a text is nested, whatever its language. Offsets count UTF-16 units from the start of the file. */
export interface TextStructure {
  /** Everything that can be folded away, in the order of the text, outer ones first. */
  blocks(): Iterable<Span>;
  /** What stands around an offset, from the inside to the outside. */
  around(offset: number): readonly Span[];
}
