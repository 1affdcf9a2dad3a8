/** Why a store, or something in it, could not be read: as data, because the thread that reads does not know the user's language. */
export interface StoreProblem {
  readonly reason:
    | 'missing'
    | 'forbidden'
    | 'empty'
    | 'not-a-store'
    | 'locked'
    | 'changing'
    | 'corrupt'
    | 'migrating'
    | 'unknown-schema'
    | 'too-large'
    | 'no-space'
    | 'no-sqlite'
    | 'no-run'
    | 'no-model'
    | 'no-trace'
    | 'no-meta'
    | 'half-written'
    | 'bad-yaml'
    | 'bad-metric'
    | 'other';
  /** The file or folder; of what is not in the store the id. */
  readonly path: string;
  /** Counts from 1. */
  readonly line?: number;
  /** The words of the system behind it; of `unknown-schema` the revision of the schema. */
  readonly detail?: string;
  /** Bytes, of `too-large`. */
  readonly limit?: number;
}

/** Ends a question; caught where questions are answered. */
export class StoreTrouble extends Error {
  readonly problem: StoreProblem;

  constructor(problem: StoreProblem) {
    super(`${problem.reason}: ${problem.path}`);
    this.problem = problem;
  }
}

/** Ends a question for something that is not in the store. */
export function missing(reason: 'no-run' | 'no-model' | 'no-trace', path: string): never {
  throw new StoreTrouble({ reason, path });
}

/** What a failed call of the file system says; undefined when the error is none of them. */
export function fileProblem(error: unknown, path: string): StoreProblem | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  const detail = error.message;
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { reason: 'missing', path, detail };
    case 'EACCES':
    case 'EPERM':
      return { reason: 'forbidden', path, detail };
    case 'ENOSPC':
    case 'EDQUOT':
      return { reason: 'no-space', path, detail };
    default:
      return { reason: 'other', path, detail };
  }
}
