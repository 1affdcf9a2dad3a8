import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { choosePlace } from '../shared/choosePlace.ts';
import { applyManifests } from './applyManifests.ts';
import type { KubernetesTools } from './kubernetesActions.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';
import { folderSource, type ManifestSource, sourceOf } from './manifestSource.ts';

/** Applies the manifests of a file or folder: the clicked one, or the file in front. */
export async function applyFile(deps: KubernetesDeps, tools: KubernetesTools, clicked: unknown): Promise<Result<void>> {
  return await apply(deps, tools, await sourceOf(deps, clicked));
}

/** Applies what a folder holds: the clicked one, or one that the user picks. */
export async function applyFolder(
  deps: KubernetesDeps,
  tools: KubernetesTools,
  clicked: unknown,
): Promise<Result<void>> {
  return await apply(deps, tools, await folderSource(deps, clicked));
}

async function apply(
  deps: KubernetesDeps,
  tools: KubernetesTools,
  source: Result<ManifestSource>,
): Promise<Result<void>> {
  if (!source.ok) return source;
  const { name, manifests, leftOut } = source.value;
  if (leftOut.length > 0)
    deps.notify.info(t('Left out of {0}, as they hold no manifests: {1}.', name, leftOut.join(', ')));
  const place = await choosePlace(deps.clusters, t('Apply {0}', name));
  if (!place.ok) return place;
  const applied = await applyManifests(deps, tools, manifests, place.value);
  return applied.ok ? ok(undefined) : fail(applied.failure.code === 'cancelled' ? CANCELLED : applied.failure);
}
