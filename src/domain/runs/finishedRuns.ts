import type { Run } from './run.ts';

/** Runs that have ended, those of the open folders apart from those of other projects on the same engines. */
export interface FinishedRuns {
  readonly own: readonly Run[];
  readonly others: readonly Run[];
}

/** A run belongs to the workspace that its label names; one without that label to where its spec is. */
export function finishedRuns(runs: readonly Run[], folders: readonly string[]): FinishedRuns {
  // In a cluster they may be a colleague's, and a Deployment that fails is not finished: those are deleted one by one, from their own menu.
  const finished = runs.filter(({ state, cluster }) => !cluster && state !== 'running' && state !== 'queued');
  const isOwn = ({ workspace, specPath, isGone }: Run): boolean => {
    // What is left of it is on this machine, and shown where it was started from.
    if (isGone === true) return true;
    const place = workspace ?? specPath;
    return place !== undefined && folders.some((folder) => isIn(place, folder));
  };
  return { own: finished.filter(isOwn), others: finished.filter((run) => !isOwn(run)) };
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`) || path.startsWith(`${folder}\\`);
}
