import { ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { inApplyOrder } from '../../domain/deploy/applyOrder.ts';
import type { Planned } from '../../domain/deploy/applyPlan.ts';
import { applyReport } from '../../domain/deploy/applyReport.ts';
import { placeText } from '../shared/contextProtection.ts';
import { changePairs } from './changePairs.ts';
import type { KubernetesTools } from './kubernetesActions.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';
import { clickedSource, placeFor } from './manifestSource.ts';
import { planManifests } from './planManifests.ts';

/**
 * Shows how the objects of a cluster would differ after an apply, and changes nothing: the server is asked by dry runs, so this works in a read-only
 * context too. Of the clicked file, the file in front, or files that the user picks.
 */
export async function compareFile(
  deps: KubernetesDeps,
  { diffs }: KubernetesTools,
  clicked: unknown,
): Promise<Result<void>> {
  const { source, clusterId } = await clickedSource(deps, clicked);
  if (!source.ok) return source;
  const { name, manifests } = source.value;
  const place = await placeFor(deps, source.value, { title: t('Compare {0}', name), clusterId });
  if (!place.ok) return place;
  const { cluster, namespace } = place.value;
  const where = placeText(cluster.connection.label, namespace);
  const planned = await planManifests({ control: cluster.control, namespace, all: inApplyOrder(manifests) }, where);
  if (!planned.ok) return planned;
  const changes = await changePairs(planned.value, await deps.loadManifestText());
  const pairs = changes.map(({ pair }) => pair);
  if (pairs.length > 0) await diffs.show(t('{0} and {1}', where, name), where, pairs);
  tell(deps, planned.value, { where, hasChanges: pairs.length > 0 });
  return ok(undefined);
}

/** What the editors do not show. */
function tell(
  deps: KubernetesDeps,
  planned: readonly Planned[],
  { where, hasChanges }: { readonly where: string; readonly hasChanges: boolean },
): void {
  const refused = planned.filter(({ outcome }) => outcome.kind === 'failed').length;
  const show = {
    title: t('Show result'),
    run: () => deps.documents.show(t('What would change.txt'), applyReport(planned, where, false)),
  };
  if (refused > 0)
    deps.notify.warning(t('{0} of {1} objects would be refused by {2}.', refused, planned.length, where), show);
  else if (!hasChanges) deps.notify.info(t('No difference: {0} is as the manifest says.', where));
}
