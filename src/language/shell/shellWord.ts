import type { Span } from '../../domain/deploy/specNode.ts';

/** Something in a word that the shell replaces. */
export interface Expansion extends Span {
  readonly kind: 'variable' | 'command' | 'backtick' | 'arithmetic';
  /** Of a variable; `1`, `@` and such for special ones. */
  readonly name: string;
  /** `:-word`, `%suffix` … of `${x…}`; empty without. */
  readonly modifier: string;
  readonly isQuoted: boolean;
}

/** A word of a command. Offsets count from the start of the file. */
export interface ShellWord extends Span {
  /** Without quotes; what is replaced stands as it is written. */
  readonly text: string;
  /** As it is written. */
  readonly raw: string;
  readonly expansions: readonly Expansion[];
  /** Something of it stands in quotes or is escaped. */
  readonly isQuoted: boolean;
}

/** `2>&1`, `> file`, `<<EOF`. */
export interface Redirect extends Span {
  readonly operator: string;
  /** The number in front. */
  readonly descriptor: string;
  readonly target: ShellWord | undefined;
}

/** A simple command: a program with its words. */
export interface ShellCommand extends Span {
  /** The program first; none for `X=1` alone. */
  readonly words: readonly ShellWord[];
  readonly assignments: readonly ShellWord[];
  readonly redirects: readonly Redirect[];
  /** What stands in front: an operator, or a keyword such as `if` and `then`; empty at the beginning. */
  readonly before: string;
  /** The operator behind it; empty at the end. */
  readonly after: string;
  /** Around it: `if`, `do`, `case`, `{`, `(`, `$(`. */
  readonly blocks: readonly string[];
}

/** Why a shell would refuse a text. */
export interface ShellProblem extends Span {
  readonly code: 'quote' | 'bracket' | 'block' | 'unexpected';
  /** What is missing or wrong: `fi`, `done`, `"`. */
  readonly what: string;
}
