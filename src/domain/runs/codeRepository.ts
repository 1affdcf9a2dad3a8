import type { Result } from '../base/failure.ts';

/** A folder in which a commit of the repository is checked out. */
export interface Worktree {
  /** Absolute. */
  readonly path: string;
  /** Full hash. */
  readonly commit: string;
}

/** The user's Git repositories, as far as bringing back the code of a run needs them. Undefined: there is none, or git is not installed. */
export interface CodeRepository {
  /** The working tree that a folder is in: its absolute path, and the folder within it with `/` at the end, or '' for the tree itself. */
  locate(folder: string, signal: AbortSignal): Promise<{ readonly root: string; readonly below: string } | undefined>;
  hasCommit(root: string, commit: string, signal: AbortSignal): Promise<boolean>;
  /** Names and addresses without user and password. */
  remotes(root: string, signal: AbortSignal): Promise<readonly { readonly name: string; readonly url: string }[]>;
  worktrees(root: string, signal: AbortSignal): Promise<readonly Worktree[]>;
  /** Checks a commit out into a new folder. When it fails or is cancelled, nothing of it is left. Failures: `conflict`, `tool-missing`, `timeout`. */
  addWorktree(root: string, worktree: Worktree, signal: AbortSignal): Promise<Result<void>>;
  /** Applies a patch whose paths are relative to `below`: all of it or nothing. Failure `conflict` with git's words. */
  apply(
    place: { readonly root: string; readonly below: string },
    patch: string,
    signal: AbortSignal,
  ): Promise<Result<void>>;
}
