import { run } from '../process/run.ts';
import type { AskGit } from './readChanges.ts';

/** Milliseconds: nobody must wait for a repository on a slow disk. */
const LIMIT_MS = 5000;

/**
 * Asks the user's git about a folder. Optional locks are off, so that a git command of the user's is never disturbed; a file-system monitor named by
 * the repository is not started, because that would run a program which the folder chose.
 */
export function gitIn(folder: string, signal: AbortSignal): AskGit {
  return async (args) => {
    const outcome = await run(
      'git',
      { args: ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-C', folder, ...args], timeoutMs: LIMIT_MS },
      signal,
    );
    // An output that was cut has lost its beginning, and tells nothing.
    return outcome.ok && outcome.value.exitCode === 0 && !outcome.value.isCut ? outcome.value.stdout : undefined;
  };
}
