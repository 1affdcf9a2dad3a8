import { withProgress } from '../../adapters/vscode/progress.ts';
import { ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { fieldOf } from '../../domain/deploy/plainData.ts';
import { type ClusterTarget, fullName } from './clusterTarget.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';
import { lossesWith, shortList } from './lossText.ts';
import { placeText, writable } from '../shared/contextProtection.ts';
import { confirmLoss } from '../shared/confirmLoss.ts';

/** As many names as a question can hold and still be read. */
const NAMED = 10;

/** Deletes the objects after showing what else goes with them. */
export async function removeObjects(
  deps: KubernetesDeps,
  targets: readonly ClusterTarget[],
  signal: AbortSignal,
): Promise<Result<void>> {
  const [first] = targets;
  if (!first) return ok(undefined);
  const allowed = writable(first.cluster);
  if (!allowed.ok) return allowed;
  const owned = await withProgress(t('Looking what belongs to it'), (_report, abort) =>
    ownedBy(targets, AbortSignal.any([signal, abort])),
  );
  if (!owned.ok) return owned;
  const { label } = first.cluster.connection;
  const message =
    targets.length === 1
      ? t('Delete {0}?', fullName(first))
      : t('Delete {0} objects in {1}?', targets.length, placeText(label, undefined));
  const confirmed = await confirmLoss(deps, first.cluster, {
    message,
    detail: detailOf(targets, owned.value),
    verb: targets.length === 1 ? t('Delete') : t('Delete {0} objects', targets.length),
    name: targets.length === 1 ? first.ref.name : label,
  });
  if (!confirmed.ok) return confirmed;
  return await withProgress(t('Deleting'), async (_report, abort) => {
    const results = await Promise.all(
      targets.map(({ cluster, ref }) => cluster.control.remove(ref, { propagation: 'Background' }, abort)),
    );
    return results.find((result) => !result.ok) ?? ok(undefined);
  });
}

async function ownedBy(targets: readonly ClusterTarget[], signal: AbortSignal): Promise<Result<readonly string[]>> {
  const names: string[] = [];
  for (const { cluster, ref } of targets) {
    if (ref.namespace === undefined || ref.resource.kind === 'Pod') continue;
    const object = await cluster.reader.get(ref, signal);
    if (!object.ok) return object;
    const uid = fieldOf(object.value, 'metadata', 'uid');
    if (typeof uid !== 'string') continue;
    const owned = await cluster.reader.owned(uid, ref.namespace, signal);
    // Not to know what else goes is said in the question, and no reason to refuse.
    if (!owned.ok) names.push(t('what belongs to {0} could not be read: {1}', ref.name, owned.failure.message));
    else names.push(...owned.value.map(({ kind, meta }) => `${kind} ${meta.name}`));
  }
  return ok(names);
}

function detailOf(targets: readonly ClusterTarget[], owned: readonly string[]): string {
  const lines: string[] = [];
  if (targets.length > 1) lines.push(...shortList(targets.map(fullName), NAMED));
  if (owned.length > 0) lines.push(t('With it go:'), ...shortList(owned, NAMED));
  lines.push(...lossesWith(targets.map(({ ref }) => ref.resource.kind)));
  return lines.join('\n');
}
