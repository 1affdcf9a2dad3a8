/** What another linter's tests expect of a text. Only the facts are kept: which text, which check, found or not. */
export interface ExpectedCase {
  /** Its name of the check, as in the aliases of our rules without the name of the linter: `DL3009`, `latest-tag`. */
  readonly check: string;
  /** Path in the checkout, with `/`. */
  readonly file: string;
  /** From 1: where the test is written. */
  readonly line: number;
  readonly language: 'dockerfile' | 'manifest' | 'workflow';
  readonly text: string;
  /** How many findings there are; `true` when only that there are some is known. */
  readonly expected: number | boolean;
  /** Only findings that begin on `line` of the text count. */
  readonly isAtLine?: true;
  /** Only findings on objects of this kind count. */
  readonly kind?: string;
}

/** Reads the tests in a checkout. */
export interface CorpusReader {
  /** The name in `--corpus NAME=FOLDER`, and before `/` in the aliases of our rules. */
  readonly name: string;
  /** A file or folder that every checkout has. */
  readonly landmark: string;
  read(files: CorpusFiles): readonly ExpectedCase[];
}

/** The files of a checkout. */
export interface CorpusFiles {
  /** Paths of all files below a folder, sorted. */
  list(folder: string): readonly string[];
  text(path: string): string;
}
