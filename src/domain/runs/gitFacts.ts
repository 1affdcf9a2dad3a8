/** Which state of the code a run was started from. */
export interface GitFacts {
  /** Full hash of HEAD. */
  readonly commit: string;
  /** There are changes that are not committed. */
  readonly isDirty: boolean;
  /** These changes as a patch, packed for a label or an annotation; absent where there are none that may be kept. */
  readonly changes?: string;
}

/** Reads the state of the repository around a folder; undefined where there is none or git is not installed. */
export type ReadGitFacts = (folder: string, signal: AbortSignal) => Promise<GitFacts | undefined>;

/**
 * Characters of packed changes that are kept with the run itself. An object in a cluster holds 256 KiB of annotations in all, and engines send the
 * labels of every container with each list. What is longer is kept on the machine that started the run.
 */
export const MOST_CHANGES = 32 * 1024;

/** The changes, where they are short enough to be kept with the run. */
export function changesToAttach(git: Pick<GitFacts, 'changes'> | undefined): string | undefined {
  return git?.changes !== undefined && git.changes.length <= MOST_CHANGES ? git.changes : undefined;
}

/** The changes, where they are too long for that. */
export function changesToKeepHere(git: Pick<GitFacts, 'changes'> | undefined): string | undefined {
  return changesToAttach(git) === undefined ? git?.changes : undefined;
}

/** Whether a file may be part of the kept changes: everybody who sees the run can read them. */
export interface ChangeRules {
  /** Of the project's `.dockerignore`: what is not part of the image was not part of the run. */
  readonly isIgnored: (path: string) => boolean;
  readonly isSecret: (path: string) => boolean;
}

export interface SortedChanges {
  readonly kept: readonly string[];
  readonly leftOut: readonly { readonly path: string; readonly why: 'secret' | 'ignored' | 'tooMany' }[];
}

/** Files and characters of names: as many as one command line takes everywhere. */
const MOST_FILES = 400;
const MOST_NAMES = 20_000;

/** Sorts changed files into those whose changes are kept and those that are only named. */
export function sortChanges(paths: readonly string[], { isIgnored, isSecret }: ChangeRules): SortedChanges {
  const kept: string[] = [];
  const leftOut: SortedChanges['leftOut'][number][] = [];
  let names = 0;
  for (const path of paths) {
    if (isSecret(path)) leftOut.push({ path, why: 'secret' });
    else if (isIgnored(path)) leftOut.push({ path, why: 'ignored' });
    else if (kept.length >= MOST_FILES || names + path.length > MOST_NAMES) leftOut.push({ path, why: 'tooMany' });
    else {
      kept.push(path);
      names += path.length;
    }
  }
  return { kept, leftOut };
}

/** Keeps changes that are too long for the run itself, and reads both kinds. */
export interface ChangesKeeper {
  /** Undefined: it was not packed by Trainyard. */
  unpack(packed: string): Promise<string | undefined>;
  /** By the id of the run; the oldest go when there are many. */
  keep(runId: string, packed: string): Promise<void>;
  kept(runId: string): Promise<string | undefined>;
}
