import type { KnownGpu } from '../deploy/dockerFacts.ts';
import type { FolderState, TrackingAnswer } from '../deploy/preflightCheck.ts';
import type { WorkloadSpec } from '../deploy/spec.ts';

/** What a start needs from this machine besides the engine. */
export interface MachineFacts {
  /** Absent on Windows. */
  readonly hostUser?: { readonly uid: number; readonly gid: number };
  readonly homeFolder: string;
  /** Variable in the container → value. A secret that cannot be read is absent. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Path as in the spec → text. A file that cannot be read is absent. */
  readonly environmentFiles: ReadonlyMap<string, string>;
}

/** Reads this machine for a start; fresh every time, because values of secrets are never kept. */
export interface MachineReader {
  read(workload: WorkloadSpec, specFolder: string): Promise<MachineFacts>;
  /** By absolute path. */
  folderStates(paths: readonly string[]): Promise<ReadonlyMap<string, FolderState>>;
  /** Where links lead to; a path that does not exist is absent. */
  realPaths(paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** GPUs of this machine where its driver tells; engines do not list NVIDIA GPUs. */
  gpus(signal: AbortSignal): Promise<readonly KnownGpu[] | undefined>;
  /** How a tracking server of this machine answers, and whether containers can ask it. */
  trackingAnswer(server: URL): Promise<TrackingAnswer>;
  /** Those of the ports on which somebody listens at this machine. */
  portsInUse(ports: readonly number[]): Promise<ReadonlySet<number>>;
}
