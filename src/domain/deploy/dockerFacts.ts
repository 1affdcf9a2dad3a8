import type { EngineInfo } from '../engines/engine.ts';
import type { GitFacts } from '../runs/gitFacts.ts';
import type { RunIdentity } from '../runs/runIdentity.ts';
import type { DebugChoice } from './debugCommand.ts';
import type { GpuSpec } from './spec.ts';

/** What a start on Docker needs to know besides the spec. All of it is read by the caller; nothing here looks at the machine. */
export interface DockerFacts {
  readonly engine: EngineInfo;
  /** False where the engine was started without a bridge: containers then share the network of its machine. */
  readonly hasBridgeNetwork: boolean;
  /** The engine has an init program (`docker-init`); without one `--init` is refused. */
  readonly hasInit?: boolean;
  /** Absent on Windows. */
  readonly hostUser?: { readonly uid: number; readonly gid: number };
  readonly homeFolder?: string;
  /** The engine is on another machine, which does not see the folders of this one. */
  readonly isRemote?: boolean;
  /** Absolute; paths of the spec are relative to it. */
  readonly specFolder: string;
  readonly workspaceFolder: string;
  readonly specPath?: string;
  readonly specDigest?: string;
  readonly git?: GitFacts;
  /** Variable in the container → value. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Path as in the spec → text of the file. */
  readonly environmentFiles: ReadonlyMap<string, string>;
  readonly image: { readonly reference: string; readonly digest?: string };
  readonly run: RunIdentity;
  /** GPUs of the engine's machine where somebody told; engines themselves do not list NVIDIA GPUs. */
  readonly gpus?: readonly KnownGpu[];
}

export interface KnownGpu {
  /** Index, UUID or CDI device name, as the engine takes it. */
  readonly id: string;
  readonly model: string;
  readonly memoryBytes: number;
  /** Set when this is a MIG instance. */
  readonly migProfile?: string;
}

/** What the user chose for one start. An absent limit means none; an absent GPU means none. */
export interface DockerChoices {
  readonly parameters: ReadonlyMap<string, string>;
  readonly cpus?: number;
  readonly memoryBytes?: number;
  /** Absent: as in the spec. */
  readonly shmBytes?: number;
  readonly gpu?: GpuSpec;
  /** Other host ports than those of the spec, by container port; 0: the engine chooses. */
  readonly hostPorts?: ReadonlyMap<number, number>;
  /** A run alone: its Python program is started under the debugger. Counts for one start. */
  readonly debug?: DebugChoice;
  /** Risks (ids of preflight checks) that the user has accepted. */
  readonly accepted?: ReadonlySet<string>;
}
