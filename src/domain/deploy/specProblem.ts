import type { PathStep, Span } from './specNode.ts';

/**
 * Stable ids: they are the codes of diagnostics and what quick fixes go by.
 *
 * - `unknown-field`, `duplicate-field`, `misplaced-field` (of the other kind of workload), `missing-field`, `conflicting-fields`
 * - `wrong-type`: another kind of value · `wrong-value`: the right kind, but not allowed · `unknown-name`: refers to something that is not there
 * - `syntax`: not YAML · `too-large`: over a limit that keeps the editor fast
 */
export type SpecProblemId =
  | 'unknown-field'
  | 'duplicate-field'
  | 'misplaced-field'
  | 'missing-field'
  | 'conflicting-fields'
  | 'wrong-type'
  | 'wrong-value'
  | 'unknown-name'
  | 'syntax'
  | 'too-large';

/** One thing that is wrong in `trainyard.yaml`. */
export interface SpecProblem {
  readonly id: SpecProblemId;
  readonly path: readonly PathStep[];
  /** The text to underline. */
  readonly span: Span;
  /** What is wrong and what was expected, without the path. */
  readonly message: string;
  /** What could stand there, in words. */
  readonly expected?: string;
  /** The name that was probably meant. */
  readonly nearest?: string;
}

/** Problems of one file; what goes beyond the limit is dropped, because nobody reads it and every one costs time to show. */
export const MOST_PROBLEMS = 1000;
