import { changesToKeepHere, type GitFacts } from '../../domain/runs/gitFacts.ts';
import type { RunsDeps } from './register.ts';

/** Keeps what is too long to go with the run. That it could not be kept must not hide that the run has started. */
export async function keepChanges(
  { loadMachine, log }: Pick<RunsDeps, 'loadMachine' | 'log'>,
  runId: string | undefined,
  git: GitFacts | undefined,
): Promise<void> {
  const changes = changesToKeepHere(git);
  if (runId === undefined || changes === undefined) return;
  try {
    await (await loadMachine()).keeper.keep(runId, changes);
  } catch (error) {
    log.error('Changes of a run were not kept', error);
  }
}
