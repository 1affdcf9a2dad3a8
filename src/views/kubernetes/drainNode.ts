import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { Pod } from '../../domain/cluster/clusterObject.ts';
import { listOnce } from '../../domain/cluster/listOnce.ts';
import { isFinished } from '../../domain/cluster/podHealth.ts';
import { type ClusterTarget, fullName } from './clusterTarget.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';
import { confirmLoss } from '../shared/confirmLoss.ts';

/** Lets no new pod onto the node, or lets them again. */
export const cordonPatch = (isSchedulable: boolean): object => ({
  spec: { unschedulable: isSchedulable ? null : true },
});

/** Cordons the node and evicts its pods, all but those of daemon sets, which would come back at once. Evictions keep to disruption budgets. */
export async function drainNode(
  deps: KubernetesDeps,
  target: ClusterTarget,
  signal: AbortSignal,
): Promise<Result<void>> {
  const { cluster, ref } = target;
  const pods = await podsOn(target, signal);
  if (!pods.ok) return pods;
  const bare = pods.value.filter(({ meta }) => meta.owner === undefined);
  const confirmed = await confirmLoss(deps, cluster, {
    message: t('Drain {0}?', fullName(target)),
    detail: [
      t('{0} pods are evicted; their workloads start them on other nodes.', pods.value.length - bare.length),
      bare.length === 0 ? '' : t('{0} pods belong to nothing and are lost for good.', bare.length),
    ].join('\n'),
    verb: t('Drain'),
    name: ref.name,
  });
  if (!confirmed.ok) return confirmed;
  return await withProgress(t('Draining {0}', ref.name), async (report, abort) => {
    const cordoned = await cluster.control.patch(ref, cordonPatch(false), {}, abort);
    if (!cordoned.ok) return cordoned;
    const refused: Failure[] = [];
    for (const [at, { meta }] of pods.value.entries()) {
      if (abort.aborted) break;
      report(meta.name, at / pods.value.length);
      const evicted = await cluster.control.evict(meta.namespace ?? '', meta.name, abort);
      if (!evicted.ok) refused.push(evicted.failure);
    }
    const [first] = refused;
    if (!first) return abort.aborted ? fail(CANCELLED) : ok(undefined);
    return fail({
      code: 'rejected',
      message: t(
        '{0} of {1} pods on {2} were not evicted. {3}.',
        refused.length,
        pods.value.length,
        ref.name,
        first.message.replace(/\.$/, ''),
      ),
      nextStep: t('Drain again later: a disruption budget may forbid it now.'),
      detail: refused.map(({ message }) => message).join('\n'),
    });
  });
}

async function podsOn({ cluster, ref }: ClusterTarget, signal: AbortSignal): Promise<Result<readonly Pod[]>> {
  const all = await listOnce(cluster.reader, 'pods', undefined, signal);
  if (!all.ok) return all;
  return ok(
    all.value.filter((pod) => pod.node === ref.name && !isFinished(pod) && pod.meta.owner?.kind !== 'DaemonSet'),
  );
}
