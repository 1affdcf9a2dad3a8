import { type ClusterFacts, seenOf } from './clusterFacts.ts';
import type { Amounts, Pod, Workload } from './clusterObject.ts';
import { customKindOf, isCustomKind } from './customKinds.ts';
import { isTrue } from './objectHealth.ts';
import { isFinished, podHealth } from './podHealth.ts';

/** Objects of operators' kinds as far as they are read. */
export function customWorkloads({ custom = [] }: Pick<ClusterFacts, 'custom'>): readonly Workload[] {
  return custom.flatMap(({ parts }) => seenOf<'jobs'>(parts)?.objects ?? []);
}

/**
 * What the pods below tell of workloads of operators: how many are wanted and ready, what they ask for, and, for a kind that nobody knows, what it
 * is for. Goes once over all pods, whatever the number of workloads.
 */
export function withPods(
  tops: readonly Workload[],
  all: readonly Workload[],
  pods: readonly Pod[],
): readonly Workload[] {
  const wanted = new Set(tops.filter(({ resource }) => isCustomKind(resource)).map(({ meta }) => meta.uid));
  if (wanted.size === 0) return tops;
  const owners = new Map(all.map(({ meta }) => [meta.uid, meta.owner?.uid]));
  const below = new Map<string, Pod[]>();
  for (const pod of pods) {
    const top = topOf(pod.meta.owner?.uid, owners, wanted);
    if (top === undefined) continue;
    const found = below.get(top);
    if (found) found.push(pod);
    else below.set(top, [pod]);
  }
  const purposes = new Map<string, Workload['purpose']>();
  for (const { meta, purpose, resource } of all) {
    const top = topOf(meta.owner?.uid, owners, wanted);
    if (top !== undefined && !isCustomKind(resource)) purposes.set(top, purpose);
  }
  return tops.map((workload) => {
    const { uid } = workload.meta;
    if (!wanted.has(uid)) return workload;
    const own = below.get(uid) ?? [];
    const purpose = customKindOf(workload.resource) ? workload.purpose : (purposes.get(uid) ?? workload.purpose);
    return { ...workload, purpose, ...countsOf(own), requests: requestsOf(own) };
  });
}

/** From an owner up to a workload that is asked for. An owner chain has no circle; a server that tells one is left after few steps. */
function topOf(
  uid: string | undefined,
  owners: ReadonlyMap<string, string | undefined>,
  wanted: ReadonlySet<string>,
): string | undefined {
  let at = uid;
  for (let step = 0; at !== undefined && step < 16; step++) {
    if (wanted.has(at)) return at;
    at = owners.get(at);
  }
  return undefined;
}

type Counts = Pick<Workload, 'desired' | 'ready' | 'active' | 'succeeded' | 'failed' | 'worst'>;

function countsOf(pods: readonly Pod[]): Counts {
  const active = pods.filter((pod) => !isFinished(pod));
  const ready = active.filter(({ conditions }) => isTrue(conditions, 'Ready'));
  const worst = active.map(podHealth).find(({ health }) => health === 'failed');
  return {
    desired: active.length,
    ready: ready.length,
    active: active.length,
    succeeded: pods.filter(({ phase }) => phase === 'Succeeded').length,
    failed: pods.filter(({ phase }) => phase === 'Failed').length,
    ...(worst === undefined ? {} : { worst: worst.text }),
  };
}

function requestsOf(pods: readonly Pod[]): Amounts {
  const sum = new Map<string, number>();
  for (const pod of pods) {
    if (isFinished(pod)) continue;
    for (const [name, amount] of pod.requests) sum.set(name, (sum.get(name) ?? 0) + amount);
  }
  return sum;
}
