import type { GitFacts, ReadGitFacts } from '../../domain/runs/gitFacts.ts';
import { gitIn } from './gitIn.ts';
import { packChanges } from './packChanges.ts';
import { type AskGit, readChanges } from './readChanges.ts';

const HASH = /^[0-9a-f]{40,64}$/;

/** Asks git for HEAD and for changes. */
export const readGitFacts: ReadGitFacts = async (folder, signal) => {
  const git = gitIn(folder, signal);
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
