import { withProgress } from '../../adapters/vscode/progress.ts';
import { systemClock } from '../../domain/base/clock.ts';
import { t } from '../../domain/base/text.ts';
import { DEPLOYMENT_KIND } from '../../domain/cluster/knownKinds.ts';
import type { Cluster } from '../../domain/cluster/ports.ts';
import { fieldOf } from '../../domain/deploy/plainData.ts';
import type { Rollout } from '../../domain/rollout/rollout.ts';
import { followRollout } from '../../domain/rollout/rolloutWatch.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';

/**
 * Shows how far the rollout of a Deployment is, until it is done or stalled; then offers what helps. Nobody waits for it: Cancel only stops looking.
 * `object` is the Deployment as the change left it.
 */
export function showRollout(
  deps: KubernetesDeps,
  cluster: Cluster,
  {
    namespace,
    name,
    object,
    whenDone,
  }: {
    readonly namespace: string;
    readonly name: string;
    readonly object: unknown;
    /** Called when all is ready, in place of saying so. */
    readonly whenDone?: (text: string) => void;
  },
): void {
  const version = fieldOf(object, 'metadata', 'resourceVersion');
  const target = { namespace, name, ...(typeof version === 'string' ? { from: version } : {}) };
  const followed = withProgress(t('Rolling out {0}', name), (report, signal) => {
    const onStep = ({ text, ...rollout }: Rollout) =>
      report(text, 'desired' in rollout && rollout.desired > 0 ? rollout.ready / rollout.desired : undefined);
    return followRollout(cluster.reader, target, { clock: systemClock, onStep }, signal);
  });
  followed.then(
    (rollout) => {
      if (!rollout.ok) deps.notify.failure(rollout.failure);
      else if (rollout.value.kind === 'done' && whenDone) whenDone(t('{0}: {1}', name, rollout.value.text));
      else tell(deps, cluster, { namespace, name }, rollout.value);
    },
    (error: unknown) => deps.log.error('Following a rollout failed', error),
  );
}

function tell(
  { notify, commands }: KubernetesDeps,
  cluster: Cluster,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  rollout: Rollout,
): void {
  if (rollout.kind !== 'stalled') {
    notify.info(t('{0}: {1}', name, rollout.text));
    return;
  }
  const clusterId = cluster.connection.id;
  const subject = { kind: 'clusterObject', clusterId, resource: DEPLOYMENT_KIND, namespace, name } as const;
  notify.warning(
    t('The rollout of {0} is stuck: {1}', name, rollout.text),
    { title: t('Why?'), run: () => commands.run('trainyard.clusters.whyPending', subject) },
    { title: t('Undo…'), run: () => commands.run('trainyard.clusters.undo', subject) },
  );
}
