import { t } from '../base/text.ts';
import type { ClusterEvent, ContainerStatus, Pod, Workload } from '../cluster/clusterObject.ts';
import { containerHealth, endText } from '../cluster/containerHealth.ts';
import { shortLine } from '../cluster/objectHealth.ts';

/** How far the newest version of a Deployment has come. */
export type Rollout =
  | { readonly kind: 'waiting'; readonly text: string }
  | ({ readonly kind: 'progressing' } & RolloutCounts)
  | ({ readonly kind: 'stalled'; readonly reason: StallReason; readonly pod?: string } & RolloutCounts)
  | ({ readonly kind: 'paused' } & RolloutCounts)
  | ({ readonly kind: 'done' } & RolloutCounts);

export type StallReason = 'deadline' | 'imagePull' | 'crash' | 'probe' | 'start' | 'unschedulable' | 'refused';

export interface RolloutCounts {
  readonly desired: number;
  /** Pods of the new version. */
  readonly updated: number;
  /** Of these, ready. */
  readonly ready: number;
  /** Pods of old versions that are still there. */
  readonly old: number;
  readonly text: string;
}

/** Servers answer “not ready” while they load their model; only after this long it is worth a word. */
const PROBE_PATIENCE_MS = 60_000;

export interface RolloutFacts {
  readonly replicaSets: Iterable<Workload>;
  readonly pods: Iterable<Pod>;
  /** Only they tell a probe that fails from a server that takes its time. */
  readonly events?: Iterable<ClusterEvent>;
  readonly now: Date;
}

/**
 * Reads a rollout off a Deployment, its ReplicaSets and their pods; any of the two lists may lag behind or be empty when it cannot be read.
 * `stalled` means that it will not go on by itself, or not for the reason named; it becomes `progressing` again when that is gone. The rules for
 * the end are those of `kubectl rollout status`.
 */
export function rolloutOf(deployment: Workload, { replicaSets, pods, events = [], now }: RolloutFacts): Rollout {
  if (deployment.isOutdated) return { kind: 'waiting', text: t('waiting for the cluster to take notice') };
  const sets = Array.from(replicaSets).filter(({ meta }) => meta.owner?.uid === deployment.meta.uid);
  const newest = newestOf(sets);
  const all = Array.from(pods).filter(({ phase }) => phase !== 'Succeeded' && phase !== 'Failed');
  const newPods = newest ? all.filter(({ meta }) => meta.owner?.uid === newest.meta.uid) : [];
  const counts = countsOf(deployment, { sets, newest, pods: all });
  if (deployment.isPaused) return { kind: 'paused', ...counts, text: t('paused: {0}', progressText(counts)) };
  if (isDone(deployment, counts)) return { kind: 'done', ...counts, text: doneText(counts) };
  const stall = stallOf(deployment, newPods, { events: Array.from(events), now });
  if (stall) return { kind: 'stalled', ...counts, ...stall };
  return { kind: 'progressing', ...counts, text: progressText(counts) };
}

/** The ReplicaSet of the newest version. */
function newestOf(sets: readonly Workload[]): Workload | undefined {
  return sets.toSorted((a, b) => (b.revision ?? 0) - (a.revision ?? 0))[0];
}

function countsOf(
  { desired, updated = 0, ready }: Workload,
  given: { readonly sets: readonly Workload[]; readonly newest: Workload | undefined; readonly pods: readonly Pod[] },
): Omit<RolloutCounts, 'text'> {
  const { sets, newest, pods } = given;
  if (!newest) return { desired, updated, ready: Math.min(ready, updated), old: 0 };
  const old = sets.filter((set) => set !== newest);
  const uids = new Set(old.map(({ meta }) => meta.uid));
  // A pod that is on its way out is out of the ReplicaSet's count but still there.
  const oldPods = pods.filter(({ meta }) => uids.has(meta.owner?.uid ?? '')).length;
  const oldCounted = old.reduce((sum, set) => sum + Math.max(set.desired, set.ready), 0);
  return { desired, updated, ready: newest.ready, old: Math.max(oldPods, oldCounted) };
}

function isDone({ available = 0 }: Workload, { desired, updated, ready, old }: Omit<RolloutCounts, 'text'>): boolean {
  return updated >= desired && old === 0 && available >= desired && ready >= desired;
}

function doneText({ desired }: Omit<RolloutCounts, 'text'>): string {
  if (desired === 0) return t('scaled to 0');
  return desired === 1 ? t('1 pod, up to date and ready') : t('{0} pods, up to date and ready', desired);
}

function progressText({ desired, updated, ready, old }: Omit<RolloutCounts, 'text'>): string {
  const fresh = t('{0} of {1} new pods, {2} ready', updated, desired, ready);
  return old === 0 ? fresh : t('{0}, {1} old', fresh, old);
}

interface Stall {
  readonly reason: StallReason;
  readonly text: string;
  readonly pod?: string;
}

interface Seen {
  readonly events: readonly ClusterEvent[];
  readonly now: Date;
}

/** The first cause that is found; what a pod says comes before the deadline, because it says why. */
function stallOf(deployment: Workload, newPods: readonly Pod[], seen: Seen): Stall | undefined {
  for (const pod of newPods.filter(({ meta }) => meta.deletedAt === undefined)) {
    const stall = podStall(pod, seen);
    if (stall) return { ...stall, pod: pod.meta.name };
  }
  const progressing = deployment.conditions.find(({ type }) => type === 'Progressing');
  const refused = deployment.conditions.find(({ type, status }) => type === 'ReplicaFailure' && status === 'True');
  if (refused) {
    const words = shortLine(refused.message ?? refused.reason ?? '');
    return { reason: 'refused', text: t('pods are refused: {0}', words) };
  }
  if (progressing?.reason !== 'ProgressDeadlineExceeded') return undefined;
  return { reason: 'deadline', text: t('no progress within the time limit of the Deployment') };
}

function podStall(pod: Pod, seen: Seen): Omit<Stall, 'pod'> | undefined {
  const unscheduled = pod.conditions.find(
    ({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable',
  );
  if (unscheduled) {
    return { reason: 'unschedulable', text: t('no node for a new pod: {0}', shortLine(unscheduled.message ?? '')) };
  }
  const probe = failingProbe(pod, seen.events);
  for (const container of pod.containers) {
    const stall =
      container.state === 'waiting' ? waitingStall(container, probe) : runningStall(container, probe, seen.now);
    if (stall) return stall;
  }
  return undefined;
}

function waitingStall(container: ContainerStatus, probe: string | undefined): Omit<Stall, 'pod'> | undefined {
  const { health, text } = containerHealth(container);
  if (health !== 'failed') return undefined;
  const { reason = '', restarts } = container;
  if (reason === 'CrashLoopBackOff') return killedByProbe(restarts, probe) ?? { reason: 'crash', text };
  return { reason: /Image|Registry/.test(reason) ? 'imagePull' : 'start', text };
}

function runningStall(
  { state, isInit, isReady, restarts, last, startedAt }: ContainerStatus,
  probe: string | undefined,
  now: Date,
): Omit<Stall, 'pod'> | undefined {
  if (state !== 'running' || isInit || isReady) return undefined;
  if (restarts > 0) {
    const how = last === undefined ? t('ended') : endText(last);
    const text = t('the new version was started again {0} times: {1}', restarts, how);
    return killedByProbe(restarts, probe) ?? { reason: 'crash', text };
  }
  const age = startedAt === undefined ? 0 : now.getTime() - startedAt.getTime();
  // A start probe fails until the server is up, which is what it is for.
  if (probe === undefined || probe.startsWith('Startup') || age <= PROBE_PATIENCE_MS) return undefined;
  return { reason: 'probe', text: t('a new pod runs and does not become ready: {0}', probe) };
}

/** The kubelet starts again what fails these two probes; a server that is not ready it leaves alone. */
function killedByProbe(restarts: number, probe: string | undefined): Omit<Stall, 'pod'> | undefined {
  if (probe === undefined || !/^(Liveness|Startup)/.test(probe)) return undefined;
  return { reason: 'probe', text: t('the new version was started again {0} times: {1}', restarts, probe) };
}

/** What the kubelet said last of a probe of the pod. */
function failingProbe({ meta }: Pod, events: readonly ClusterEvent[]): string | undefined {
  const [latest] = events
    .filter(({ reason, about }) => reason === 'Unhealthy' && about.uid === meta.uid)
    .toSorted((a, b) => b.lastSeen.getTime() - a.lastSeen.getTime());
  return latest && shortLine(latest.message);
}
