import type { GitFacts, ReadGitFacts } from '../../domain/runs/gitFacts.ts';
import { run } from '../process/run.ts';
import { packChanges } from './packChanges.ts';
import { type AskGit, readChanges } from './readChanges.ts';

/** Milliseconds: a run must not wait for a repository on a slow disk. */
const LIMIT_MS = 5000;
const HASH = /^[0-9a-f]{40,64}$/;

/**
 * Asks git for HEAD and for changes. Optional locks are off, so that a run never disturbs a git command of the user's; a file-system
 * monitor named by the repository is not started, because that would run a program which the folder chose.
 */
export const readGitFacts: ReadGitFacts = async (folder, signal) => {
  const git: AskGit = async (args) => {
    const outcome = await run(
      'git',
      { args: ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-C', folder, ...args], timeoutMs: LIMIT_MS },
      signal,
    );
    // An output that was cut has lost its beginning, and tells nothing.
    return outcome.ok && outcome.value.exitCode === 0 && !outcome.value.isCut ? outcome.value.stdout : undefined;
  };
  const commit = (await git(['rev-parse', '--verify', 'HEAD']))?.trim();
  if (commit === undefined || !HASH.test(commit)) return undefined;
  const changes = await git(['status', '--porcelain', '--untracked-files=normal', '--', '.']);
  const isDirty = changes !== undefined && changes.trim() !== '';
  return { commit, isDirty, ...(isDirty ? await packed(folder, git) : {}) };
};

async function packed(folder: string, git: AskGit): Promise<Pick<GitFacts, 'changes'>> {
  const patch = await readChanges(folder, git);
  return patch === undefined ? {} : { changes: await packChanges(patch) };
}
