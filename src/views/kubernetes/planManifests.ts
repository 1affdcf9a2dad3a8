import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { type Planned, type PlanPlace, planDocument } from '../../domain/deploy/applyPlan.ts';
import { manifestName } from '../../domain/deploy/applyReport.ts';

/** Asks the server by dry runs what each document would change; nothing is changed. `where` names context and namespace. */
export async function planManifests(place: PlanPlace, where: string): Promise<Result<readonly Planned[]>> {
  return await withProgress(t('Checking with {0}', where), async (progress, signal) => {
    const planned: Planned[] = [];
    for (const [index, manifest] of place.all.entries()) {
      if (signal.aborted) return fail(CANCELLED);
      progress(manifestName(manifest), index / place.all.length);
      const one = await planDocument(manifest, place, signal);
      if (!one.ok) return one;
      planned.push(one.value);
    }
    return ok(planned);
  });
}
