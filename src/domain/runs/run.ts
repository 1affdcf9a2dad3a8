import type { Failure } from '../base/failure.ts';
import type { Progress } from '../metrics/progress.ts';
import type { RunOutput } from './outputs.ts';
import type { RunEnd } from './runEnd.ts';
import type { RunOrigin } from './runIdentity.ts';

/** One execution of a workload, on any target, whether or not a tracker records it. */
export interface Run {
  /** From the label `trainyard.run-id`. */
  readonly id: string;
  readonly name: string;
  readonly workload: string;
  readonly kind: 'run' | 'serve';
  /** Id of the engine, or of the cluster. */
  readonly engineId: string;
  /** In a cluster: what `podContainerId` makes of the first pod, or of rank 0. Empty while there is no pod. */
  readonly containerId: string;
  readonly state: RunState;
  /** State and reason in words: "failed: out of memory (killed by the kernel)". */
  readonly stateText: string;
  readonly createdAt: Date;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  readonly exitCode?: number;
  readonly parameters: ReadonlyMap<string, string>;
  readonly image: string;
  readonly imageId: string;
  readonly specPath?: string;
  /** Folder of the workspace that it was started from. */
  readonly workspace?: string;
  readonly commit?: string;
  readonly isDirty?: boolean;
  /** Where it records: the path of a store, or an address. */
  readonly tracking?: string;
  /** The run that it was started from with changed parameters. */
  readonly from?: RunOrigin;
  readonly progress?: Progress;
  readonly failure?: Failure;
  readonly ports: readonly { readonly containerPort: number; readonly hostIp: string; readonly hostPort: number }[];
  /** What the run leaves, and where it is brought. */
  readonly outputs: readonly RunOutput[];
  /** Set when the engine is not heard any more. */
  readonly staleSince?: Date;
  /** In a container: its program was started under the debugger. */
  readonly isDebugged?: boolean;
  /** Where it is, for a run in a cluster. */
  readonly cluster?: ClusterRun;
  /** Ranks or pods that have written nothing for long, while others have. */
  readonly silent?: readonly string[];
  /** Of several that failed, the one that did so first. */
  readonly failedFirst?: string;
  /** Its pods are gone; this log of it is kept on this machine (`keptLogResource`). */
  readonly keptLog?: string;
  /** The cluster does not know it any more. */
  readonly isGone?: boolean;
}

/** The object behind a run in a cluster, and its pods with rank 0 first. */
export interface ClusterRun {
  readonly clusterId: string;
  readonly namespace: string;
  readonly objectKind: 'Job' | 'Deployment';
  readonly objectName: string;
  readonly pods: readonly string[];
  /** Ports of the pods; nothing of this machine leads to them by itself. */
  readonly containerPorts: readonly number[];
  /** It was started for debugging: each pod waits for a debugger on this port. */
  readonly debugPort?: number;
  /** Who started it, as the cluster knows the user. */
  readonly user?: string;
  /** How its program ended, of a Job that failed. */
  readonly end?: RunEnd;
  /** `uid` of the Job on which that has to be noted, as long as its pods alone tell. */
  readonly noteEndOn?: string;
  /** How many its pods ask for. */
  readonly gpus: number;
  /** How busy they are, in words, and that they hardly are. Absent: not known. */
  readonly gpuUse?: readonly string[];
}

export type RunState = 'queued' | 'running' | 'ok' | 'failed' | 'cancelled' | 'unknown';
