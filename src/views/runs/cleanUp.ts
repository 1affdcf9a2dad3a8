import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { RunsDeps } from './register.ts';

/** Removes all runs that have ended, after saying which. */
export async function cleanUp({ runs, hub, confirm }: RunsDeps): Promise<Result<void>> {
  const all = runs.current.state === 'ready' ? runs.current.value : [];
  const finished = all.filter(({ state }) => state !== 'running' && state !== 'queued');
  if (finished.length === 0) return ok(undefined);
  const question = {
    message:
      finished.length === 1
        ? t('Remove the finished run {0}?', finished[0]?.name ?? '')
        : t('Remove {0} finished runs?', finished.length),
    detail: t(
      'Their logs and files inside the containers are lost. Images and files that were brought out stay.\n\n{0}',
      finished.map(({ name, stateText }) => `${name}: ${stateText}`).join('\n'),
    ),
    verb: t('Remove'),
  };
  if (!(await confirm(question))) return fail(CANCELLED);
  return await withProgress(t('Removing finished runs'), async (report, signal) => {
    for (const [index, run] of finished.entries()) {
      report(run.name, index / finished.length);
      const engine = await hub.engine(run.engineId);
      const removed = engine.ok ? await engine.value.control.remove(run.containerId, false, signal) : engine;
      if (!removed.ok) return removed;
    }
    return ok(undefined);
  });
}
