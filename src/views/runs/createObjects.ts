import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { kindOfManifest } from '../../domain/cluster/kindOfManifest.ts';
import type { ApplyOutcome, Manifest } from '../../domain/cluster/ports.ts';
import { ownedBy } from '../../domain/deploy/toKubernetes/ownedBy.ts';
import { isOwnConflict } from '../../domain/rollout/ownFields.ts';
import type { Place } from '../shared/choosePlace.ts';

/**
 * Creates or updates the objects of a start in order. When one is refused those that were made are taken away again: half a run is none.
 * What belongs to the Job or Deployment goes with it when it is deleted.
 */
export async function createObjects(manifests: readonly Manifest[], place: Place, name: string): Promise<Result<void>> {
  return await withProgress(t('Starting {0}', name), async (_report, signal) => {
    const made: Manifest[] = [];
    let owner: unknown;
    for (const manifest of manifests) {
      const applied = signal.aborted ? fail(CANCELLED) : await applyOne(manifest, place, signal);
      if (!applied.ok) {
        await takeBack(made, place);
        return applied;
      }
      const { kind, object } = applied.value;
      if (kind === 'created') made.push(manifest);
      if (manifest.kind === 'Job' || manifest.kind === 'Deployment') owner = object;
    }
    for (const manifest of owner === undefined ? [] : ownedBy(owner, manifests)) {
      const bound = await applyOne(manifest, place, signal);
      if (!bound.ok) return bound;
    }
    return ok(undefined);
  });
}

/** Fields that Trainyard itself has set before, by a scale or a restart, are taken over; those of others are a conflict. */
async function applyOne(
  manifest: Manifest,
  { cluster, namespace }: Place,
  signal: AbortSignal,
): Promise<Result<Exclude<ApplyOutcome, { readonly kind: 'conflict' }>>> {
  for (const force of [false, true]) {
    const applied = await cluster.control.apply(manifest, { dryRun: false, force, namespace }, signal);
    if (!applied.ok) return applied;
    if (applied.value.kind !== 'conflict') return ok(applied.value);
    if (!isOwnConflict(applied.value.conflicts)) return fail(conflict(applied.value.message));
  }
  return fail(conflict(t('Somebody changes it at the same time.')));
}

function conflict(message: string): Failure {
  return {
    code: 'conflict',
    message,
    nextStep: t('Give the workload another name, or apply the manifest and take the fields over.'),
  };
}

async function takeBack(made: readonly Manifest[], { cluster, namespace }: Place): Promise<void> {
  // Not the signal of the start: a cancel in the middle is one more reason to clean up.
  const { signal } = new AbortController();
  const kinds = await cluster.reader.kinds(signal);
  if (!kinds.ok) return;
  for (const manifest of made.toReversed()) {
    const resource = kindOfManifest(manifest, kinds.value);
    if (!resource) continue;
    const { name } = manifest.metadata;
    await cluster.control.remove({ resource, namespace, name }, { propagation: 'Background' }, signal);
  }
}
