import type { ReadGitFacts } from '../../domain/runs/gitFacts.ts';
import { run } from '../process/run.ts';

/** Milliseconds: a run must not wait for a repository on a slow disk. */
const LIMIT_MS = 5000;
const HASH = /^[0-9a-f]{40,64}$/;

/**
 * Asks git for HEAD and for changes. Optional locks are off, so that a run never disturbs a git command of the user's; a file-system
 * monitor named by the repository is not started, because that would run a program which the folder chose.
 */
export const readGitFacts: ReadGitFacts = async (folder, signal) => {
  const git = async (args: readonly string[]) => {
    const outcome = await run(
      'git',
      { args: ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-C', folder, ...args], timeoutMs: LIMIT_MS },
      signal,
    );
    return outcome.ok && outcome.value.exitCode === 0 ? outcome.value.stdout : undefined;
  };
  const commit = (await git(['rev-parse', '--verify', 'HEAD']))?.trim();
  if (commit === undefined || !HASH.test(commit)) return undefined;
  const changes = await git(['status', '--porcelain', '--untracked-files=normal', '--', '.']);
  return { commit, isDirty: changes !== undefined && changes.trim() !== '' };
};
