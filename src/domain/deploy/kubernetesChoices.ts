import type { DebugChoice } from './debugCommand.ts';
import type { Node, Pod } from '../cluster/clusterObject.ts';
import type { GitFacts } from '../runs/gitFacts.ts';
import type { RunIdentity } from '../runs/runIdentity.ts';
import type { RunOutput } from '../runs/outputs.ts';
import type { AutoscaleSpec, GpuSpec, IngressSpec } from './spec.ts';

/** What a start on a cluster needs to know besides the spec. All of it is read by the caller. */
export interface KubernetesFacts {
  readonly namespace: string;
  /** `v1.34.4`; absent: what came in the last versions is done in older ways. */
  readonly version?: string;
  /** Absent when the user may not list them: then GPUs can be asked for by number only. */
  readonly nodes?: readonly Node[];
  /** Of all namespaces, for what is free now. Absent when the user may not list them. */
  readonly pods?: readonly Pod[];
  readonly image: {
    /** With digest where it is known. */
    readonly reference: string;
    readonly digest?: string;
    /** As in the image's configuration; empty: root. Absent: not known. */
    readonly user?: string;
    /** `amd64`, `arm64`; absent: not known. */
    readonly architectures?: readonly string[];
  };
  /** Absent on Windows. */
  readonly hostUser?: { readonly uid: number; readonly gid: number };
  /** Path as in the spec → text of the file. */
  readonly environmentFiles: ReadonlyMap<string, string>;
  readonly specPath?: string;
  readonly specDigest?: string;
  readonly git?: GitFacts;
  /** For a Deployment that is there already its own id: a new version of it is no new run. */
  readonly run: RunIdentity;
  /** Who starts it, as one would know them: name of the system or of the cluster. */
  readonly user?: string;
  readonly outputs?: readonly RunOutput[];
  /** Of the Deployment that is there already; needed when it gets an autoscaler. */
  readonly liveReplicas?: number;
}

/** What the user chose for one start on a cluster. An absent limit means none; an absent GPU means none. */
export interface KubernetesChoices {
  readonly parameters: ReadonlyMap<string, string>;
  readonly cpus?: number;
  readonly memoryBytes?: number;
  /** What the scheduler sets aside, where it is less than the limits. */
  readonly requests?: { readonly cpus?: number; readonly memoryBytes?: number };
  /** Absent: as in the spec. */
  readonly shmBytes?: number;
  readonly gpu?: GpuSpec;
  /** Absent: as in the spec. */
  readonly replicas?: number;
  /** Name of the Deployment; absent: that of the workload. Jobs have the name of the run. */
  readonly objectName?: string;
  /** What stands at a path, in place of a folder of this machine, a Docker volume or a data set; also for outputs and checkpoints. */
  readonly places?: ReadonlyMap<string, KubernetesPlace>;
  /** Folders on the node's own disk that go with the pod: path → limit in bytes. */
  readonly scratch?: ReadonlyMap<string, number | undefined>;
  /** Secret in the namespace that stands in for one of this machine, by variable. */
  readonly secrets?: ReadonlyMap<string, { readonly secret: string; readonly key: string }>;
  readonly pullSecrets?: readonly string[];
  /** With one the pods get its token; without they get none. */
  readonly serviceAccount?: string;
  readonly priorityClass?: string;
  /** A run alone: its Python program is started under the debugger. */
  readonly debug?: DebugChoice;
  /** Kueue: name of the LocalQueue. */
  readonly queue?: string;
  readonly isSuspended?: boolean;
  /** Seconds until a finished Job is removed; absent: it stays. */
  readonly keepSeconds?: number;
  /** Taints besides those of GPUs that the pods may be put on, by key. */
  readonly toleratedTaints?: ReadonlySet<string>;
  /** Port on which rank 0 listens. Default: 29500, that of PyTorch. */
  readonly masterPort?: number;
  /** `inPlace` takes an old pod away before the new one comes, where there is no room for one more. Default: `noDowntime`. */
  readonly update?: 'noDowntime' | 'inPlace';
  readonly autoscale?: AutoscaleSpec;
  /** Pods that a drain may take away at once. */
  readonly disruption?: { readonly mostUnavailable: number };
  readonly ingress?: IngressSpec;
}

export type KubernetesPlace =
  | { readonly kind: 'scratch'; readonly sizeBytes?: number }
  | { readonly kind: 'claim'; readonly claim: string; readonly subPath?: string };
