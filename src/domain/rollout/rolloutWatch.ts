import type { Clock } from '../base/clock.ts';
import { CANCELLED, fail, ok, type Result } from '../base/failure.ts';
import { DisposableStore } from '../base/lifecycle.ts';
import { t } from '../base/text.ts';
import type { Snapshot } from '../base/watched.ts';
import { podsOf } from '../cluster/ownedPods.ts';
import type { ClusterReader } from '../cluster/ports.ts';
import { type Rollout, rolloutOf } from './rollout.ts';

/** Looked at again after this long though nothing has changed: a probe that fails for a minute is worth a word. */
const PULSE_MS = 5_000;

export interface RolloutTarget {
  readonly namespace: string;
  readonly name: string;
  /** Version of the object (`metadata.resourceVersion`) that the change made: what a watch knew before is not looked at. */
  readonly from?: string;
}

/**
 * Follows the newest version of a Deployment and says how far it is, until it is done, stalled or paused. Failure `not-found`: the Deployment is gone;
 * `cancelled`.
 */
export async function followRollout(
  reader: Pick<ClusterReader, 'watch'>,
  { namespace, name, from }: RolloutTarget,
  { clock, onStep }: { readonly clock: Clock; readonly onStep: (rollout: Rollout) => void },
  signal: AbortSignal,
): Promise<Result<Rollout>> {
  const store = new DisposableStore();
  const end = new AbortController();
  const until = AbortSignal.any([signal, end.signal]);
  const deployments = store.add(reader.watch('deployments', namespace));
  const sets = store.add(reader.watch('replicasets', namespace));
  const pods = store.add(reader.watch('pods', namespace));
  const events = store.add(reader.watch('events', namespace));
  const look = (): Result<Rollout> | undefined => {
    const { current } = deployments;
    if (current.state === 'failed') return fail(current.failure);
    if (current.state === 'loading') return undefined;
    const deployment = [...current.value.values()].find(({ meta }) => meta.name === name);
    if (!deployment) return fail({ code: 'not-found', message: t('{0} is not there any more.', name) });
    if (from !== undefined && isOlder(deployment.meta.resourceVersion, from)) return undefined;
    const replicaSets = valuesOf(sets.current);
    const own = podsOf(deployment, valuesOf(pods.current), [deployment, ...replicaSets]);
    const now = new Date(clock.now());
    const rollout = rolloutOf(deployment, { replicaSets, pods: own, events: valuesOf(events.current), now });
    onStep(rollout);
    return rollout.kind === 'waiting' || rollout.kind === 'progressing' ? undefined : ok(rollout);
  };
  try {
    for (;;) {
      const found = look();
      if (found) return found;
      if (signal.aborted) return fail(CANCELLED);
      await Promise.race([...[deployments, sets, pods, events].map(nextChange), clock.sleep(PULSE_MS, until)]);
    }
  } finally {
    end.abort();
    store.dispose();
  }
}

/** Versions of one kind of object are numbers that grow. Source: Kubernetes API concepts, "Resource versions" (1.35). */
function isOlder(version: string, than: string): boolean {
  const isNumber = /^\d+$/.test(version) && /^\d+$/.test(than);
  return isNumber && BigInt(version) < BigInt(than);
}

function nextChange(watched: { readonly onDidChange: (listener: () => void) => { dispose(): void } }): Promise<void> {
  return new Promise((resolve) => {
    const subscription = watched.onDidChange(() => {
      subscription.dispose();
      resolve();
    });
  });
}

function valuesOf<T>(snapshot: Snapshot<ReadonlyMap<string, T>>): readonly T[] {
  return snapshot.state === 'ready' ? [...snapshot.value.values()] : [];
}
