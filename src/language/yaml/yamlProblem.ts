/** Why a line is not read; the sentence for each is in `yamlProblemText`. */
export type YamlProblemCode =
  | 'tab'
  | 'indentation'
  | 'key-expected'
  | 'text-after-value'
  | 'text-after-separator'
  | 'unterminated-string'
  | 'unterminated-flow'
  | 'flow'
  | 'colon-in-value'
  | 'cannot-start-a-value'
  | 'bad-escape'
  | 'bad-block-header'
  | 'unknown-anchor'
  | 'anchor-in-itself'
  | 'merge-of-scalar'
  | 'key-of-map'
  | 'directive'
  | 'document-lost'
  | 'too-deep'
  | 'too-large'
  | 'not-json';

/** Offsets from the start of the document. */
export interface YamlProblem {
  readonly code: YamlProblemCode;
  readonly start: number;
  readonly end: number;
}
