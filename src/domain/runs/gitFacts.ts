/** Which state of the code a run was started from. */
export interface GitFacts {
  /** Full hash of HEAD. */
  readonly commit: string;
  /** There are changes that are not committed. */
  readonly isDirty: boolean;
}

/** Reads the state of the repository around a folder; undefined where there is none or git is not installed. */
export type ReadGitFacts = (folder: string, signal: AbortSignal) => Promise<GitFacts | undefined>;
