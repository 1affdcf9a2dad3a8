import { window } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { formatAge } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import { REPLICA_SET_KIND } from '../../domain/cluster/knownKinds.ts';
import { changeText, shownSides } from '../../domain/deploy/change.ts';
import { adoptPatch } from '../../domain/rollout/ownFields.ts';
import { type Revision, revisionsOf, undoPatch } from '../../domain/rollout/revisions.ts';
import { placePath } from '../shared/contextProtection.ts';
import { type ClusterTarget, fullName } from './clusterTarget.ts';
import type { KubernetesTools } from './kubernetesActions.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';
import { lookItem, type ReviewItem, reviewChanges } from './reviewChanges.ts';
import { showRollout } from './showRollout.ts';

/** Shows the revisions that the cluster keeps, what each changed, and brings the workload back to one. */
export async function undoRollout(
  deps: KubernetesDeps,
  target: ClusterTarget,
  { tools, signal }: { readonly tools: KubernetesTools; readonly signal: AbortSignal },
): Promise<Result<void>> {
  const { cluster, ref } = target;
  const read = await readRevisions(target, signal);
  if (!read.ok) return read;
  const { object, revisions } = read.value;
  const chosen = await chooseRevision(deps, tools, target, revisions);
  if (!chosen) return fail(CANCELLED);
  const patch = undoPatch(object, revisions, chosen.number);
  if (!patch.ok) return patch;
  const patched = await withProgress(
    t('Bringing {0} back to revision {1}', ref.name, chosen.number),
    (_report, abort) => undo(target, patch.value, abort),
  );
  if (!patched.ok) return patched;
  showRollout(deps, cluster, { namespace: ref.namespace ?? '', name: ref.name, object: patched.value });
  return ok(undefined);
}

/** How often somebody may change the object between the two calls. */
const TRIES = 5;

/** The fields of the patch are handed to our applies, so that the next deploy is not in conflict with this undo. */
async function undo({ cluster, ref }: ClusterTarget, patch: object, signal: AbortSignal): Promise<Result<unknown>> {
  const patched = await cluster.control.patch(ref, patch, {}, signal);
  let object = patched;
  for (let tried = 0; object.ok && tried < TRIES; tried++) {
    const adopt = adoptPatch(object.value);
    if (!adopt) return object;
    const adopted = await cluster.control.patch(ref, adopt, {}, signal);
    if (adopted.ok || adopted.failure.code !== 'conflict') return adopted;
    object = await cluster.reader.get(ref, signal);
  }
  return patched;
}

async function readRevisions(
  { cluster, ref }: ClusterTarget,
  signal: AbortSignal,
): Promise<Result<{ readonly object: unknown; readonly revisions: readonly Revision[] }>> {
  const namespace = ref.namespace ?? '';
  const [object, sets] = await Promise.all([
    cluster.reader.get(ref, signal),
    cluster.reader.objects(REPLICA_SET_KIND, namespace, signal),
  ]);
  if (!object.ok) return object;
  if (!sets.ok) return sets;
  const revisions = revisionsOf(object.value, sets.value);
  if (revisions.length > 1) return ok({ object: object.value, revisions });
  return fail({
    code: 'not-found',
    message: t('The cluster keeps no other revision of {0}.', ref.name),
    nextStep: t('There is one after its pods have been changed for the first time.'),
  });
}

/** Until the user goes back to a revision, or leaves: each is shown beside the present one before. */
async function chooseRevision(
  deps: KubernetesDeps,
  { diffs }: KubernetesTools,
  target: ClusterTarget,
  revisions: readonly Revision[],
): Promise<Revision | undefined> {
  const manifests = await deps.loadManifestText();
  const title = t('Undo {0}', fullName(target));
  const present = revisions.find(({ isCurrent }) => isCurrent) ?? revisions[0];
  for (;;) {
    const revision = await pickRevision(revisions, title);
    if (!revision || !present) return undefined;
    // Of the present one it is of interest what it changed.
    const index = revisions.indexOf(revision);
    const [from, to] = revision === present ? [revisions[index + 1] ?? revision, revision] : [present, revision];
    const sides = shownSides(from.template, to.template);
    const name = t('Revision {0} to {1} of {2}', from.number, to.number, target.ref.name);
    const pairs = [{ name, before: await manifests.print(sides.before), after: await manifests.print(sides.after) }];
    const decision = await reviewChanges(diffs, {
      title,
      where: placePath(target.cluster.connection.label, target.ref.namespace),
      pairs,
      items: [
        ...undoItem(revision),
        ...lookItem(pairs),
        { label: `$(arrow-left) ${t('Another revision…')}`, decision: 'back' },
      ],
    });
    if (decision === 'undo') return revision;
    if (decision === undefined) return undefined;
  }
}

function undoItem({ number, isCurrent }: Revision): readonly ReviewItem<'undo' | 'back'>[] {
  return isCurrent ? [] : [{ label: `$(discard) ${t('Go back to revision {0}', number)}`, decision: 'undo' }];
}

async function pickRevision(revisions: readonly Revision[], title: string): Promise<Revision | undefined> {
  const now = new Date();
  const items = revisions.map((revision) => ({
    label: t('Revision {0}', revision.number),
    description: [
      revision.images.join(', '),
      formatAge(revision.createdAt, now),
      revision.isCurrent ? t('current') : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
    detail: revision.cause ?? changeText(revision.changes).split('\n').slice(0, 3).join('   '),
    revision,
  }));
  const placeHolder = t('Which revision? What differs is shown before anything is done.');
  const picked = await window.showQuickPick(items, { title, placeHolder, matchOnDetail: true, ignoreFocusOut: true });
  return picked?.revision;
}
