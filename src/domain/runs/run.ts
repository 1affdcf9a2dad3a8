import type { Failure } from '../base/failure.ts';
import type { Progress } from '../metrics/progress.ts';
import type { RunOutput } from './outputs.ts';

/** One execution of a workload, on any target, whether or not a tracker records it. */
export interface Run {
  /** From the label `trainyard.run-id`. */
  readonly id: string;
  readonly name: string;
  readonly workload: string;
  readonly kind: 'run' | 'serve';
  readonly engineId: string;
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
  readonly commit?: string;
  readonly isDirty?: boolean;
  readonly progress?: Progress;
  readonly failure?: Failure;
  readonly ports: readonly { readonly containerPort: number; readonly hostIp: string; readonly hostPort: number }[];
  /** What the run leaves, and where it is brought. */
  readonly outputs: readonly RunOutput[];
  /** Set when the engine is not heard any more. */
  readonly staleSince?: Date;
}

export type RunState = 'queued' | 'running' | 'ok' | 'failed' | 'cancelled' | 'unknown';
