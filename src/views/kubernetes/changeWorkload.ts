import { window } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { fieldOf } from '../../domain/deploy/plainData.ts';
import { restartPatch } from '../../domain/rollout/patches.ts';
import { stopClusterRun } from '../../domain/runs/stopClusterRun.ts';
import { type ClusterTarget, fullName } from './clusterTarget.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';
import { showRollout } from './showRollout.ts';
import { confirmLoss } from '../shared/confirmLoss.ts';

const MOST_REPLICAS = 10_000;

/** Asks for the number of replicas and sets it. Scaling to 0 takes a service down, so it asks. */
export async function scale(deps: KubernetesDeps, target: ClusterTarget, signal: AbortSignal): Promise<Result<void>> {
  const { cluster, ref } = target;
  const object = await cluster.reader.get(ref, signal);
  if (!object.ok) return object;
  const before = fieldOf(object.value, 'spec', 'replicas');
  const answer = await window.showInputBox({
    title: t('Scale {0}', fullName(target)),
    prompt: t('Number of replicas'),
    value: typeof before === 'number' ? String(before) : '1',
    validateInput: (text) =>
      /^\d{1,5}$/.test(text) && Number(text) <= MOST_REPLICAS ? undefined : t('A whole number from 0 to 10,000.'),
  });
  if (answer === undefined) return fail(CANCELLED);
  const replicas = Number(answer);
  if (replicas === before) return ok(undefined);
  if (replicas === 0) {
    const question = {
      message: t('Scale {0} to 0?', fullName(target)),
      detail: t('All its pods end, and nothing answers in its place.'),
      verb: t('Scale to 0'),
      name: ref.name,
    };
    const confirmed = await confirmLoss(deps, cluster, question);
    if (!confirmed.ok) return confirmed;
  }
  return await withProgress(t('Scaling {0} to {1}', ref.name, replicas), (_report, abort) =>
    cluster.control.scale(ref, replicas, abort),
  );
}

/** Starts all pods anew, one after the other, and shows how far that is. */
export async function restart(deps: KubernetesDeps, target: ClusterTarget): Promise<Result<void>> {
  const { cluster, ref } = target;
  const title = t('Restarting the pods of {0}', ref.name);
  const patched = await withProgress(title, (_report, signal) =>
    cluster.control.patch(ref, restartPatch(new Date()), {}, signal),
  );
  if (!patched.ok) return patched;
  if (ref.resource.kind === 'Deployment') {
    showRollout(deps, cluster, { namespace: ref.namespace ?? '', name: ref.name, object: patched.value });
  }
  return ok(undefined);
}

/** Ends a run and keeps its object, with a mark that it was wanted. */
export async function stopRun({ cluster, ref }: ClusterTarget): Promise<Result<void>> {
  return await withProgress(t('Stopping {0}', ref.name), (_report, signal) =>
    stopClusterRun(cluster, ref, new Date(), signal),
  );
}

/** Changes fields of the object without asking: what is done here can be undone the same way. */
export async function patchObject(target: ClusterTarget, title: string, patch: object): Promise<Result<void>> {
  const { cluster, ref } = target;
  const patched = await withProgress(title, (_report, signal) => cluster.control.patch(ref, patch, {}, signal));
  return patched.ok ? ok(undefined) : patched;
}
