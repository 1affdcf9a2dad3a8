import { Uri, window, workspace } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { applyManifests } from './applyManifests.ts';
import { choosePlace } from '../shared/choosePlace.ts';
import type { KubernetesTools } from './kubernetesActions.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';

/** Applies the manifests of a file: the clicked one, or the one in front. What is in the editor counts, saved or not. */
export async function applyFile(deps: KubernetesDeps, tools: KubernetesTools, clicked: unknown): Promise<Result<void>> {
  const uri = clicked instanceof Uri ? clicked : window.activeTextEditor?.document.uri;
  if (!uri)
    return fail({ code: 'invalid', message: t('No manifest is open.'), nextStep: t('Open a YAML file first.') });
  const document = await workspace.openTextDocument(uri);
  const manifests = (await deps.loadManifestText()).parse(document.getText(), uri.fsPath);
  if (!manifests.ok) return manifests;
  const name = workspace.asRelativePath(uri);
  if (manifests.value.length === 0) return fail({ code: 'invalid', message: t('{0} holds no manifest.', name) });
  const place = await choosePlace(deps.clusters, t('Apply {0}', name));
  if (!place.ok) return place;
  const applied = await applyManifests(deps, tools, manifests.value, place.value);
  return applied.ok ? ok(undefined) : fail(applied.failure.code === 'cancelled' ? CANCELLED : applied.failure);
}
