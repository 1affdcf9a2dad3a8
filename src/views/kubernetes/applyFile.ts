import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { Applied } from '../../domain/deploy/applyReport.ts';
import type { Place } from '../shared/choosePlace.ts';
import { applyManifests } from './applyManifests.ts';
import type { KubernetesTools } from './kubernetesActions.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';
import { clickedSource, folderSource, type ManifestSource, placeFor } from './manifestSource.ts';

/** Applies the manifests of a file or folder: the clicked one, or the file in front. From the row of a context the user picks files. */
export async function applyFile(deps: KubernetesDeps, tools: KubernetesTools, clicked: unknown): Promise<Result<void>> {
  const { source, clusterId } = await clickedSource(deps, clicked);
  return await apply(deps, tools, source, clusterId);
}

/** Applies what a folder holds: the clicked one, or one that the user picks. */
export async function applyFolder(
  deps: KubernetesDeps,
  tools: KubernetesTools,
  clicked: unknown,
): Promise<Result<void>> {
  return await apply(deps, tools, await folderSource(deps, clicked));
}

/** `clusterId`: where, when that is known already. */
async function apply(
  deps: KubernetesDeps,
  tools: KubernetesTools,
  source: Result<ManifestSource>,
  clusterId?: string,
): Promise<Result<void>> {
  if (!source.ok) return source;
  const { name, manifests, files } = source.value;
  const place = await placeFor(deps, source.value, { title: t('Apply {0}', name), clusterId });
  if (!place.ok) return place;
  const applied = await applyManifests(deps, tools, manifests, place.value);
  if (!applied.ok) return fail(applied.failure.code === 'cancelled' ? CANCELLED : applied.failure);
  await rememberFiles(tools, applied.value, files, place.value);
  return ok(undefined);
}

/** Where to mend what the cluster says of them later. */
async function rememberFiles(
  { origins }: KubernetesTools,
  applied: readonly Applied[],
  files: ManifestSource['files'],
  { cluster, namespace }: Place,
): Promise<void> {
  const there = applied.filter(({ outcome }) => ['created', 'configured', 'unchanged'].includes(outcome.kind));
  const found = there.flatMap(({ manifest }) => {
    const uri = files.get(manifest);
    const { name, namespace: own = namespace } = manifest.metadata;
    const object = { clusterId: cluster.connection.id, kind: manifest.kind, namespace: own, name };
    return uri ? [{ object, uri }] : [];
  });
  await origins.remember(found);
}
