import type {
  Claim,
  ClusterEvent,
  DeviceClaim,
  DeviceSlice,
  Node,
  Pod,
  Quota,
  Workload,
} from '../cluster/clusterObject.ts';
import type { QueueFacts } from './queueFacts.ts';

/** A change of the manifest that takes the cause away. */
export interface ManifestFix {
  /** What it does, for the quick fix: "Tolerate the taint …". */
  readonly title: string;
  /**
   * Below the specification of the pod (see `podSpecPath`); a last `-` adds to a list, as in JSON Patch (RFC 6902). `name=main` is the entry of a list
   * with that name.
   */
  readonly path: readonly string[];
  /** Undefined: takes the field out, unless it is renamed or multiplied. */
  readonly value: unknown;
  /** The field gets this name and keeps its value. */
  readonly rename?: string;
  /** The amount that the manifest has is multiplied by it. */
  readonly factor?: number;
  /** Fields that have to say the same, where the manifest has them; with `rename` they are renamed too. */
  readonly also?: readonly { readonly path: readonly string[]; readonly value: unknown }[];
}

/** One thing that was found, the cause or beside it. */
export interface Finding {
  /** Stable name of the case, for tests and help pages. */
  readonly id: string;
  /** One sentence, with figures. */
  readonly text: string;
}

export interface Diagnosis {
  readonly id: string;
  /** The one thing that blocks, in one sentence with figures. */
  readonly cause: string;
  /** Where it stands in its queue. */
  readonly place?: string;
  readonly others: readonly Finding[];
  readonly nextStep: string;
  /** It goes on by itself when others end or something arrives; false: it never will as it is. */
  readonly isWaiting: boolean;
  readonly fix?: ManifestFix;
  /** Checks that could not be made, and why. */
  readonly unknown: readonly string[];
}

/** A diagnosis without what only the whole picture tells. */
export type Cause = Omit<Diagnosis, 'others' | 'unknown'> & { readonly others?: readonly Finding[] };

/** Everything that is known about why something does not run. Absent: it may not be read, or is not served. */
export interface Situation {
  /** Absent for a workload that has no pod. */
  readonly pod?: Pod;
  /** The workload and what stands between it and the pod: ReplicaSets, Jobs. */
  readonly workloads: readonly Workload[];
  /** About the pod, its owners and its claims, in any order. Absent: they may not be read. */
  readonly events?: readonly ClusterEvent[];
  readonly nodes?: readonly Node[];
  /** All pods of the cluster. */
  readonly pods?: readonly Pod[];
  /** Of the namespace. */
  readonly quotas?: readonly Quota[];
  /** Of all namespaces, where the pod claims devices. */
  readonly deviceClaims?: readonly DeviceClaim[];
  readonly deviceSlices?: readonly DeviceSlice[];
  readonly claims?: readonly Claim[];
  /** Where a manager of queues may hold it. */
  readonly queue?: QueueFacts;
  readonly now: Date;
}

/** Where the specification of the pod is in a manifest of this kind. */
export function podSpecPath(kind: string): readonly string[] {
  switch (kind) {
    case 'Pod':
      return ['spec'];
    case 'CronJob':
      return ['spec', 'jobTemplate', 'spec', 'template', 'spec'];
    default:
      return ['spec', 'template', 'spec'];
  }
}

/** Events about one object, the newest first. */
export function eventsAbout(situation: Situation, uid: string): readonly ClusterEvent[] {
  return (situation.events ?? [])
    .filter(({ about }) => about.uid === uid)
    .toSorted((a, b) => b.lastSeen.getTime() - a.lastSeen.getTime());
}
