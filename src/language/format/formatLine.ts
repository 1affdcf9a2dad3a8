import type { Level } from './level.ts';

/** A dash, a key, or a value that has a line of its own (which has no level). */
export interface LineToken {
  readonly at: number;
  readonly level?: Level;
}

/** The text of a block scalar (`|` or `>`). */
export interface BlockText {
  /** The line of its header. */
  readonly owner: ContentLine;
  /** Columns that every line of it begins with; set when all its lines are read. */
  indent: number;
  /** Columns more than its parent, by a number in its header; 0 without one. */
  readonly indicator: number;
  /** Blank lines at its end are part of it. */
  readonly isKept: boolean;
  first: number;
  last: number;
}

interface LineBase {
  readonly start: number;
  /** In front of the line break. */
  readonly end: number;
  /** Blanks at its beginning. */
  readonly indent: number;
}

export interface ContentLine extends LineBase {
  readonly kind: 'content';
  readonly tokens: readonly LineToken[];
  /** The innermost level on the line. */
  readonly inner: Level | undefined;
  /** Behind the key and at its colon. */
  readonly key: { readonly end: number; readonly colon: number } | undefined;
  /** Behind what stands on the line, so that blanks or a comment follow; -1 when it goes on below. */
  readonly tail: number;
}

/** A line of a value that began above. */
export interface ContinuedLine extends LineBase {
  readonly kind: 'continued';
  readonly owner: ContentLine;
  readonly tail: number;
  /** It begins or ends within quotes, so that blanks at its end are left. */
  readonly isQuoted: boolean;
}

export interface CommentLine extends LineBase {
  readonly kind: 'comment';
  /** The innermost level above. */
  readonly above: Level | undefined;
}

export interface TextLine extends LineBase {
  readonly kind: 'text';
  readonly block: BlockText;
}

export interface BlankLine extends LineBase {
  readonly kind: 'blank';
}

/** Not touched: a line of a template, the end mark of a document. */
export interface RawLine extends LineBase {
  readonly kind: 'raw';
}

/** A line that has an indentation and an end of its own. */
export type FilledLine = ContentLine | ContinuedLine | CommentLine;
export type FormatLine = FilledLine | TextLine | BlankLine | RawLine;
