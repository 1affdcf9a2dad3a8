import { CANCELLED, type Failure, fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { ResourceKind } from '../cluster/clusterObject.ts';
import { kindOfManifest } from '../cluster/kindOfManifest.ts';
import type { ApplyOutcome, Cluster, Manifest } from '../cluster/ports.ts';
import { fieldOf } from '../deploy/plainData.ts';
import { ownedBy } from '../deploy/toKubernetes/ownedBy.ts';
import { isOwnConflict } from '../rollout/ownFields.ts';
import { KUBERNETES_LABELS, MANAGER } from './kubernetesLabels.ts';

/** Where the objects go. */
export interface ClusterPlace {
  readonly cluster: Pick<Cluster, 'reader' | 'control'>;
  readonly namespace: string;
}

/**
 * Creates or updates the objects of a start in order, as `toKubernetes` made them. When one is refused those that were made are taken away again:
 * half a run is none. What belongs to the Job or Deployment goes with it when it is deleted.
 */
export async function startClusterRun(
  manifests: readonly Manifest[],
  place: ClusterPlace,
  signal: AbortSignal,
): Promise<Result<void>> {
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
  return await removeLeftOver(manifests, place, signal);
}

/** Fields that Trainyard itself has set before, by a scale or a restart, are taken over; those of others are a conflict. */
async function applyOne(
  manifest: Manifest,
  { cluster, namespace }: ClusterPlace,
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

/** What cannot be taken away stays, and its row shows it: the failure that is told is the one that the start ended with. */
async function takeBack(made: readonly Manifest[], { cluster, namespace }: ClusterPlace): Promise<void> {
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

/** What a server can have around it, and may have had when it was last deployed. */
const AROUND: readonly ResourceKind[] = [
  kind('autoscaling', 'v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler'),
  kind('policy', 'v1', 'poddisruptionbudgets', 'PodDisruptionBudget'),
  kind('networking.k8s.io', 'v1', 'ingresses', 'Ingress'),
];

function kind(group: string, version: string, plural: string, name: string): ResourceKind {
  return { group, version, plural, kind: name, isNamespaced: true };
}

/** An autoscaler that is not wanted any more would go on to change the replicas. Only what Trainyard made for this server is removed. */
async function removeLeftOver(
  manifests: readonly Manifest[],
  { cluster, namespace }: ClusterPlace,
  signal: AbortSignal,
): Promise<Result<void>> {
  const name = manifests.find((manifest) => manifest.kind === 'Deployment')?.metadata.name;
  if (name === undefined) return ok(undefined);
  for (const resource of AROUND) {
    if (manifests.some((manifest) => manifest.kind === resource.kind)) continue;
    const ref = { resource, namespace, name };
    const live = await cluster.reader.get(ref, signal);
    const isOurs =
      live.ok &&
      fieldOf(live.value, 'metadata', 'labels', KUBERNETES_LABELS.managedBy) === MANAGER &&
      fieldOf(live.value, 'metadata', 'labels', KUBERNETES_LABELS.instance) === name;
    if (!isOurs) continue;
    const removed = await cluster.control.remove(ref, { propagation: 'Background' }, signal);
    if (!removed.ok) return removed;
  }
  return ok(undefined);
}
