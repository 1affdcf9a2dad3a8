import { localPaths } from '../../adapters/vscode/localFolders.ts';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { finishedRuns } from '../../domain/runs/finishedRuns.ts';
import type { Run } from '../../domain/runs/run.ts';
import type { RunsDeps } from './register.ts';

/**
 * Removes the runs of this workspace that have ended, after saying which. An engine is shared by projects: runs of others are only offered when
 * there is none of one's own, in a question that says so.
 */
export async function cleanUp(deps: RunsDeps & { readonly keepFocus: () => void }): Promise<Result<void>> {
  const { runs, confirm } = deps;
  const all = runs.current.state === 'ready' ? runs.current.value : [];
  const { own, others } = finishedRuns(all, localPaths());
  const finished = own.length > 0 ? own : others;
  if (finished.length === 0) return all.some(({ cluster }) => cluster) ? inClustersOnly() : ok(undefined);
  const question = own.length > 0 ? aboutOwn(own, others.length) : aboutOthers(others);
  if (!(await confirm(question))) return fail(CANCELLED);
  deps.keepFocus();
  return await withProgress(t('Removing finished runs'), async (report, signal) => {
    for (const [index, run] of finished.entries()) {
      report(run.name, index / finished.length);
      const removed = await removeRun(deps, run, signal);
      if (!removed.ok) return removed;
    }
    return ok(undefined);
  });
}

/** Its container; where the cluster has deleted everything else, what is kept of its log. */
async function removeRun(deps: RunsDeps, run: Run, signal: AbortSignal): Promise<Result<void>> {
  if (run.isGone === true) return ok(await (await deps.loadKept()).removeRuns([run.id]));
  const engine = await deps.hub.engine(run.engineId);
  return engine.ok ? await engine.value.control.remove(run.containerId, false, signal) : engine;
}

function inClustersOnly(): Result<void> {
  return fail({
    code: 'invalid',
    message: t('Only runs in clusters have finished, and these may be those of colleagues.'),
    nextStep: t('Delete them from their own menus.'),
  });
}

function aboutOwn(own: readonly Run[], others: number) {
  const message =
    own.length === 1
      ? t('Remove the finished run {0}?', own[0]?.name ?? '')
      : t('Remove {0} finished runs?', own.length);
  const staying = others === 0 ? '' : `\n\n${t('{0} finished runs of other projects stay.', others)}`;
  return { message, detail: detailOf(own) + staying, verb: t('Remove') };
}

function aboutOthers(others: readonly Run[]) {
  const message =
    others.length === 1
      ? t('Remove {0}, a finished run of another project?', others[0]?.name ?? '')
      : t('Remove {0} finished runs of other projects?', others.length);
  return { message, detail: detailOf(others), verb: t('Remove') };
}

function detailOf(runs: readonly Run[]): string {
  const lines = runs.map(({ name, stateText, workspace: folder, specPath }) =>
    [`${name}: ${stateText}`, folder ?? specPath].filter(Boolean).join(' · '),
  );
  return t(
    'Their logs and files inside the containers are lost. Images and files that were brought out stay.\n\n{0}',
    lines.join('\n'),
  );
}
