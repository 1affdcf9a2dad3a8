import { type ProgressReport, withProgress, withWholeProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { Manifest } from '../../domain/cluster/ports.ts';
import { inApplyOrder } from '../../domain/deploy/applyOrder.ts';
import {
  applyDocument,
  type ConflictChoice,
  decideConflict,
  isSent,
  type Planned,
  type PlanPlace,
} from '../../domain/deploy/applyPlan.ts';
import { type Applied, applyReport, countText, manifestName } from '../../domain/deploy/applyReport.ts';
import type { Place } from '../shared/choosePlace.ts';
import { placeText, protectionIn, writable } from '../shared/contextProtection.ts';
import { decideApply } from './applyDecision.ts';
import { confirmProtected } from '../shared/confirmLoss.ts';
import type { KubernetesTools } from './kubernetesActions.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';
import { planManifests } from './planManifests.ts';
import { showRollout } from './showRollout.ts';

/**
 * Shows what would change as a server dry run tells it, asks, applies the documents in order, and reports a line each. A document that fails does not
 * stop those after it. Fields of other managers are taken over only when the user says so, and what was done can be undone.
 */
export async function applyManifests(
  deps: KubernetesDeps,
  tools: KubernetesTools,
  manifests: readonly Manifest[],
  place: Place,
): Promise<Result<readonly Applied[]>> {
  const allowed = writable(place.cluster);
  if (!allowed.ok) return allowed;
  const where = placeText(place.cluster.connection.label, place.namespace);
  const all = inApplyOrder(manifests);
  const planPlace = { control: place.cluster.control, namespace: place.namespace, all };
  const planned = await planManifests(planPlace, where);
  if (!planned.ok) return planned;
  if (planned.value.every(({ outcome }) => outcome.kind === 'unchanged')) {
    deps.notify.info(t('Nothing to apply: {0} is as the manifest says.', where));
    return planned;
  }
  const decided = await decideAll(deps, tools, { planned: planned.value, place, planPlace, where });
  if (!decided.ok) return decided;
  const applied = await applyAll(decided.value, planPlace, where);
  await report(deps, tools.undoApply.remember(place, applied), { applied, where });
  for (const each of applied) followDeployment(deps, place, each);
  return ok(applied);
}

/** A document for each that was planned, also when the user stops or the cluster is lost: what was done before is done, and can be undone. */
async function applyAll(planned: readonly Planned[], place: PlanPlace, where: string): Promise<readonly Applied[]> {
  const applied: Applied[] = [];
  const work = async (progress: ProgressReport, signal: AbortSignal): Promise<Result<void>> => {
    for (const [index, each] of planned.entries()) {
      if (signal.aborted) break;
      progress(manifestName(each.manifest), index / planned.length);
      const one = await applyDocument(each, place, signal);
      applied.push(
        one.ok ? one.value : { manifest: each.manifest, outcome: { kind: 'failed', failure: stopped(one.failure) } },
      );
      if (!one.ok) break;
    }
    return ok(undefined);
  };
  await withWholeProgress(t('Applying to {0}', where), work);
  const left = planned
    .slice(applied.length)
    .map(({ manifest }) => ({ manifest, outcome: { kind: 'skipped' } as const }));
  return [...applied, ...left];
}

function stopped(failure: Failure): Failure {
  if (failure.code !== 'cancelled') return failure;
  return { ...failure, message: t('stopped while it was being sent: it may have been applied') };
}

interface Deciding {
  readonly planned: readonly Planned[];
  readonly place: Place;
  readonly planPlace: PlanPlace;
  readonly where: string;
}

/** Until the user applies or leaves: each choice about a conflict is checked with the server and shown again. */
async function decideAll(
  deps: KubernetesDeps,
  { diffs }: KubernetesTools,
  deciding: Deciding,
): Promise<Result<readonly Planned[]>> {
  const { place, planPlace, where } = deciding;
  let { planned } = deciding;
  const manifests = await deps.loadManifestText();
  const { label } = place.cluster.connection;
  for (;;) {
    const decision = await decideApply(diffs, {
      planned,
      where,
      isProtected: protectionIn(label) !== 'none',
      manifests,
    });
    if (decision === undefined) return fail(CANCELLED);
    if (decision.kind === 'report') {
      await deps.documents.show(t('What would change.txt'), applyReport(planned, where, false));
    } else if (decision.kind === 'choose') {
      const chosen = await choose(planned, decision, planPlace);
      if (!chosen.ok) return chosen;
      planned = chosen.value;
    } else {
      const sent = planned.filter(isSent).length;
      const message = sent === 1 ? t('Apply to {0}?', where) : t('Apply {0} objects to {1}?', sent, where);
      const sure = await confirmProtected(deps, place.cluster, { message, verb: t('Apply'), name: label });
      return sure.ok ? ok(planned) : sure;
    }
  }
}

async function choose(
  planned: readonly Planned[],
  { documents, choice }: { readonly documents: readonly Planned[]; readonly choice: ConflictChoice },
  place: PlanPlace,
): Promise<Result<readonly Planned[]>> {
  return await withProgress(t('Checking the choice'), async (_progress, signal) => {
    const chosen: Planned[] = [];
    for (const each of planned) {
      const one = documents.includes(each) ? await decideConflict(each, choice, place, signal) : ok(each);
      if (!one.ok) return one;
      chosen.push(one.value);
    }
    return ok(chosen);
  });
}

function followDeployment(deps: KubernetesDeps, { cluster, namespace }: Place, { manifest, outcome }: Applied): void {
  if (manifest.kind !== 'Deployment' || (outcome.kind !== 'created' && outcome.kind !== 'configured')) return;
  const { name, namespace: own = namespace } = manifest.metadata;
  showRollout(deps, cluster, { namespace: own, name, object: outcome.object });
}

async function report(
  deps: KubernetesDeps,
  undoId: string | undefined,
  { applied, where }: { readonly applied: readonly Applied[]; readonly where: string },
): Promise<void> {
  const bad = applied.filter(({ outcome }) => outcome.kind === 'failed' || outcome.kind === 'conflict').length;
  const show = {
    title: t('Show result'),
    run: () => deps.documents.show(t('Result.txt'), applyReport(applied, where, true)),
  };
  const undo = { title: t('Undo…'), run: () => deps.commands.run('trainyard.clusters.undoApply', undoId) };
  const actions = undoId === undefined ? [show] : [show, undo];
  const [first] = applied;
  const what = applied.length === 1 && first ? manifestName(first.manifest) : t('{0} objects', applied.length);
  if (bad === 0) {
    deps.notify.info(t('{0} applied to {1}: {2}.', what, where, countText(applied)), ...actions);
    return;
  }
  await show.run();
  const message =
    applied.length === 1
      ? t('{0} was not applied to {1}.', what, where)
      : t('{0} of {1} objects were not applied to {2}.', bad, applied.length, where);
  deps.notify.warning(message, ...actions);
}
