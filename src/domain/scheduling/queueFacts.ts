import type { QueuePlace, ShortPlace } from './queuePlace.ts';

/** Whose turn is asked for. */
export interface QueueQuestion {
  readonly namespace: string;
  /** Of the pod and of what stands above it: the manager of a queue names one of them as owner. */
  readonly uids: ReadonlySet<string>;
  /** The label says it. */
  readonly queue?: string;
  /** A queue of Kueue holds it; Volcano has to be asked in any case, because its pods look like others that wait. */
  readonly isQueued: boolean;
}

/** How something waits in a queue of Kueue. */
export interface QueueWait {
  /** Why, in Kueue's words. */
  readonly message?: string;
  readonly place?: ShortPlace;
}

/** Pods that Volcano starts as a whole. */
export interface PodGroup {
  readonly uid: string;
  readonly name: string;
  readonly queue: string;
  /** `Pending`: not let into its queue yet. `Inqueue`: let in, its pods are made and wait for nodes. */
  readonly phase: string;
  readonly minMember?: number;
  readonly message?: string;
  /** Absent when the queue may not be read. */
  readonly queueState?: string;
}

/** Why a queue of Kueue lets nothing in, as its condition Active says it. */
export interface StoppedQueue {
  /** `Stopped`: somebody has done it; otherwise something that it needs is missing. Source: Kueue, ClusterQueue and LocalQueue. */
  readonly reason: string;
  readonly message: string;
}

/** What the managers of queues have about it. */
export interface QueueFacts {
  /** Why Kueue does not admit it, in its own words. */
  readonly message?: string;
  readonly place?: QueuePlace;
  /** Present when its queue is not active and that may be read. */
  readonly stopped?: StoppedQueue;
  /** A queue is there, and its place in it may not be read. */
  readonly isPlaceUnknown?: boolean;
  readonly group?: PodGroup;
  /** Volcano is there, and its groups may not be read. */
  readonly isGroupUnknown?: boolean;
}
