import { wholeOf, type WatchedParts } from './clusterFacts.ts';
import type { Pod } from './clusterObject.ts';
import { isFinished } from './podHealth.ts';

type ByNode = ReadonlyMap<string, readonly Pod[]>;

const BOUND = new WeakMap<ReadonlyMap<string, Pod>, ByNode>();

/** Unfinished pods by the node that they are bound to, sorted out once for all rows. Undefined while not all pods are known. */
export function boundPods(watched: WatchedParts): ByNode | undefined {
  const pods = wholeOf(watched.pods);
  if (!pods) return undefined;
  const known = BOUND.get(pods);
  if (known) return known;
  const open = Array.from(pods.values()).filter((pod) => !isFinished(pod));
  const made = Map.groupBy(open, ({ node }) => node ?? '');
  BOUND.set(pods, made);
  return made;
}
