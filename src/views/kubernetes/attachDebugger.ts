import { withProgress } from '../../adapters/vscode/progress.ts';
import { systemClock } from '../../domain/base/clock.ts';
import { definedOf } from '../../domain/base/defined.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ForwardList } from '../../domain/cluster/forwardList.ts';
import { type DebugPod, debugPodsOf, debugProcessesIn, untilDebuggable } from '../../domain/runs/debugPods.ts';
import { attachPython, hasPythonDebugger, pickProcesses } from '../shared/pythonDebugger.ts';
import type { ClusterTarget } from './clusterTarget.ts';
import { openForward } from './forwards.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';

/** Attaches VS Code's Python debugger to a pod that was started for it, or to one or all ranks of a run; waits until they listen. */
export async function attachDebugger(
  deps: KubernetesDeps,
  forwards: ForwardList,
  target: ClusterTarget,
): Promise<Result<void>> {
  if (!hasPythonDebugger(deps.notify)) return fail(CANCELLED);
  const pods = await podsToAttach(target);
  if (!pods.ok) return pods;
  for (const pod of pods.value) {
    const attached = await attachTo(forwards, target, pod);
    if (!attached.ok) return attached;
  }
  return ok(undefined);
}

/** The pod that was clicked; of a run its only one, or those that the user picks. */
async function podsToAttach({ cluster, ref, runId }: ClusterTarget): Promise<Result<readonly DebugPod[]>> {
  const isPod = ref.resource.kind === 'Pod';
  if (!isPod && runId === undefined) {
    return fail({ code: 'unsupported', message: t('{0} was not started for debugging.', ref.name) });
  }
  const found = await withProgress(t('Looking for the pods of {0}', ref.name), (onStep, signal) =>
    isPod || runId === undefined
      ? debugProcessesIn(cluster.reader, ref, signal)
      : debugPodsOf(cluster.reader, { job: ref, runId }, { clock: systemClock, onStep }, signal),
  );
  if (!found.ok) return found;
  const items = found.value.map((pod) => ({
    label: rankText(pod) ?? pod.ref.name,
    description: pod.ref.name,
    process: pod,
  }));
  const picked = await pickProcesses(ref.name, items);
  return picked ? ok(picked) : fail(CANCELLED);
}

/** Which numbers processes of a launcher have in the whole is the launcher's to say: they are named by node and local rank. */
function rankText({ rank, localRank }: DebugPod): string | undefined {
  if (localRank === undefined) return rank === undefined ? undefined : t('Rank {0}', rank);
  return rank === undefined ? t('Local rank {0}', localRank) : t('Node {0}, local rank {1}', rank, localRank);
}

async function attachTo(forwards: ForwardList, target: ClusterTarget, pod: DebugPod): Promise<Result<void>> {
  const { cluster } = target;
  const waiting = await withProgress(t('Waiting for {0}', pod.ref.name), (onStep, signal) =>
    untilDebuggable(cluster, pod, { clock: systemClock, onStep }, signal),
  );
  if (!waiting.ok) return waiting;
  const before = new Set(forwards.all);
  const selector = pod.ref.name;
  const opened = await openForward(forwards, { cluster, ref: pod.ref }, { selector, port: waiting.value.port });
  if (!opened.ok) return opened;
  const { workingDir, specPath } = waiting.value;
  // A forward that the user has opened stays the user's.
  const isUsers = before.has(opened.value);
  const { id, forward } = opened.value;
  return await attachPython({
    name: [pod.ref.name, rankText(pod)].filter((part) => part !== undefined).join(', '),
    localPort: forward.localPort,
    id,
    release: () => (isUsers ? undefined : forwards.stop(id)),
    ...definedOf({ workingDir, specPath }),
  });
}
