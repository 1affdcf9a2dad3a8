import { setting } from '../../adapters/vscode/settings.ts';
import type { GitFacts } from '../../domain/runs/gitFacts.ts';
import type { MachineAdapters } from './register.ts';

/** The state of the code; without the changes themselves where the user does not want them kept. */
export async function readGit(
  { readGitFacts }: Pick<MachineAdapters, 'readGitFacts'>,
  folder: string,
  signal: AbortSignal,
): Promise<GitFacts | undefined> {
  const git = await readGitFacts(folder, signal);
  if (!git || setting('trainyard.runs.keepChanges')) return git;
  const { commit, isDirty } = git;
  return { commit, isDirty };
}
