import type { Log } from '../../adapters/vscode/log.ts';
import type { Result } from '../../domain/base/failure.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { ClusterHub } from '../../domain/cluster/clusterHub.ts';
import { hasEndToNote, noteRunEnd } from '../../domain/runs/noteRunEnd.ts';
import type { ClusterRun, Run } from '../../domain/runs/run.ts';
import type { RunStore } from '../../domain/runs/runStore.ts';
import { writable } from '../shared/contextProtection.ts';

/** Notes on Jobs of this user how they failed, while their pods are there to tell. Nobody asked for it, so what keeps it from being done is logged alone. */
export function noteEnds({
  clusters,
  runs,
  log,
}: {
  readonly clusters: ClusterHub;
  readonly runs: RunStore;
  readonly log: Log;
}): Disposable {
  /** Each is tried once a window: one that is refused would be refused again. */
  const tried = new Set<string>();
  const controller = new AbortController();
  const note = async (run: ClusterRun): Promise<Result<unknown> | undefined> => {
    const cluster = await clusters.cluster(run.clusterId);
    if (!cluster.ok) return cluster;
    if (!hasEndToNote(run, cluster.value.connection.user)) return undefined;
    const allowed = writable(cluster.value);
    return allowed.ok ? await noteRunEnd(cluster.value, run, controller.signal) : allowed;
  };
  const look = ({ name, cluster: run }: Run) => {
    const uid = run?.noteEndOn;
    if (!run || uid === undefined || tried.has(uid)) return;
    tried.add(uid);
    note(run).then(
      (noted) => {
        if (noted?.ok === false)
          log.info(t('How {0} ended could not be noted on it: {1}', name, noted.failure.message));
      },
      (error: unknown) => log.error(`End of ${name}`, error),
    );
  };
  const lookAtAll = () => {
    if (runs.current.state === 'ready') for (const run of runs.current.value) look(run);
  };
  lookAtAll();
  const subscription = runs.onDidChange(lookAtAll);
  return {
    dispose: () => {
      controller.abort();
      subscription.dispose();
    },
  };
}
