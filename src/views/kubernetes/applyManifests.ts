import { type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { Manifest } from '../../domain/cluster/ports.ts';
import { type Applied, applyReport, manifestName, outcomeText } from '../../domain/deploy/applyReport.ts';
import type { Place } from '../shared/choosePlace.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';
import { showRollout } from './showRollout.ts';
import { protectionIn, writable } from '../shared/contextProtection.ts';

/** What the user decided after seeing what would happen. */
type Decision = 'apply' | 'force' | 'show' | undefined;

/**
 * Shows what a server dry run says of each document, asks, applies them in order, and reports a line each. A document that fails does not stop
 * those after it. Fields of other managers are taken over only when the user says so.
 */
export async function applyManifests(
  deps: KubernetesDeps,
  manifests: readonly Manifest[],
  place: Place,
): Promise<Result<readonly Applied[]>> {
  const allowed = writable(place.cluster);
  if (!allowed.ok) return allowed;
  const where = `${place.cluster.connection.label}/${place.namespace}`;
  const planned = await withProgress(t('Checking with {0}', where), (_report, signal) =>
    applyAll(manifests, place, { dryRun: true, force: false }, signal),
  );
  if (!planned.ok) return planned;
  let decision = await decide(planned.value, place);
  while (decision === 'show') {
    await deps.documents.show(t('What would change.txt'), applyReport(planned.value, where, false));
    decision = await decide(planned.value, place);
  }
  if (decision === undefined) return fail(CANCELLED);
  const done = await withProgress(t('Applying to {0}', where), (_report, signal) =>
    applyAll(manifests, place, { dryRun: false, force: decision === 'force' }, signal),
  );
  if (!done.ok) return done;
  await report(deps, done.value, where);
  for (const { manifest, outcome } of done.value) followDeployment(deps, place, { manifest, outcome });
  return done;
}

function followDeployment(deps: KubernetesDeps, { cluster, namespace }: Place, { manifest, outcome }: Applied): void {
  if (manifest.kind !== 'Deployment' || (outcome.kind !== 'created' && outcome.kind !== 'configured')) return;
  const { name, namespace: own = namespace } = manifest.metadata;
  showRollout(deps, cluster, { namespace: own, name, object: outcome.object });
}

async function applyAll(
  manifests: readonly Manifest[],
  { cluster, namespace }: Place,
  options: { readonly dryRun: boolean; readonly force: boolean },
  signal: AbortSignal,
): Promise<Result<readonly Applied[]>> {
  const all: Applied[] = [];
  for (const manifest of manifests) {
    if (signal.aborted) return fail(CANCELLED);
    const outcome = await cluster.control.apply(manifest, { ...options, namespace }, signal);
    if (!outcome.ok && (outcome.failure.code === 'unreachable' || outcome.failure.code === 'unauthorized'))
      return outcome;
    all.push({ manifest, outcome: outcome.ok ? outcome.value : { kind: 'failed', failure: outcome.failure } });
  }
  return ok(all);
}

interface DecisionItem extends QuickPickItem {
  readonly decision?: Exclude<Decision, undefined>;
}

async function decide(planned: readonly Applied[], { cluster, namespace }: Place): Promise<Decision> {
  const where = `${cluster.connection.label}/${namespace}`;
  const hasConflict = planned.some(({ outcome }) => outcome.kind === 'conflict');
  const changing = planned.filter(({ outcome }) => outcome.kind !== 'unchanged' && outcome.kind !== 'failed').length;
  const items: DecisionItem[] = [
    { label: t('What to do'), kind: QuickPickItemKind.Separator },
    ...(changing > 0 && !hasConflict
      ? [
          {
            label: `$(check) ${changing === 1 ? t('Apply it to {0}', where) : t('Apply {0} objects to {1}', changing, where)}`,
            decision: 'apply',
          } as const,
        ]
      : []),
    ...(hasConflict
      ? [
          { label: `$(check) ${t('Apply what is not in conflict')}`, decision: 'apply' } as const,
          { label: `$(warning) ${t('Apply and take over the fields of the others')}`, decision: 'force' } as const,
        ]
      : []),
    { label: `$(list-flat) ${t('Show this as a document')}`, decision: 'show' },
    { label: t('What would happen'), kind: QuickPickItemKind.Separator },
    ...planned.map((each) => ({
      label: `${iconOf(each)} ${manifestName(each.manifest)}`,
      description: outcomeText(each, false),
    })),
  ];
  const isProtected = protectionIn(cluster.connection.label) !== 'none';
  const title = isProtected ? t('Apply to {0}, a protected context', where) : t('Apply to {0}', where);
  const picked = await window.showQuickPick(items, {
    title,
    ignoreFocusOut: true,
    placeHolder: t('Escape changes nothing'),
  });
  return picked?.decision;
}

function iconOf({ outcome }: Applied): string {
  if (outcome.kind === 'failed') return '$(error)';
  if (outcome.kind === 'conflict') return '$(warning)';
  return outcome.kind === 'unchanged' ? '$(circle-outline)' : '$(add)';
}

async function report(deps: KubernetesDeps, all: readonly Applied[], where: string): Promise<void> {
  const bad = all.filter(({ outcome }) => outcome.kind === 'failed' || outcome.kind === 'conflict').length;
  const show = {
    title: t('Show result'),
    run: () => deps.documents.show(t('Result.txt'), applyReport(all, where, true)),
  };
  const [first] = all;
  const what = all.length === 1 && first ? manifestName(first.manifest) : t('{0} objects', all.length);
  if (bad === 0) deps.notify.info(t('{0} applied to {1}.', what, where), show);
  else {
    await show.run();
    const message =
      all.length === 1
        ? t('{0} was not applied to {1}.', what, where)
        : t('{0} of {1} objects were not applied to {2}.', bad, all.length, where);
    deps.notify.warning(message, show);
  }
}
