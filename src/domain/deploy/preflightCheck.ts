import { assertNever } from '../base/failure.ts';
import type { Container, EngineInfo } from '../engines/engine.ts';
import type { DockerChoices, KnownGpu } from './dockerFacts.ts';
import type { GpuSpec, SecretSpec } from './spec.ts';

/** One thing that was looked at before a start. */
export interface PreflightCheck {
  /** Stable; with the object where there are several of a kind: `port:8080`. */
  readonly id: string;
  readonly title: string;
  /** `problem`: the start or the run will fail, or needs a confirmation (S14) · `warning`: it may, or differs from what one expects. */
  readonly state: 'ok' | 'warning' | 'problem';
  readonly message: string;
  readonly fix?: { readonly title: string; readonly change: PreflightChange };
}

/** What a fix does. All but `createFolder` change the choices of this start; see `withChange`. */
export type PreflightChange =
  | { readonly kind: 'gpu'; readonly gpu?: GpuSpec }
  | { readonly kind: 'cpus'; readonly cpus: number }
  | { readonly kind: 'memory'; readonly memoryBytes: number }
  | { readonly kind: 'shm'; readonly shmBytes: number }
  /** 0: the engine chooses. */
  | { readonly kind: 'port'; readonly containerPort: number; readonly hostPort: number }
  /** The user knows of the risk and wants it. */
  | { readonly kind: 'accept'; readonly id: string }
  /** Absolute path on this machine. */
  | { readonly kind: 'createFolder'; readonly path: string };

/**
 * How a server of this machine answers what a container asks: `loopbackOnly`: at no other address of the machine · `nameRefused`: not under the name
 * that containers have for the machine.
 */
export type TrackingAnswer = 'answers' | 'closed' | 'loopbackOnly' | 'nameRefused';

export type FolderState = 'writable' | 'readOnly' | 'file' | 'missing';

/** What is known of the engine and the machine at this moment. Everything that could not be found out is absent and not checked. */
export interface PreflightFacts {
  readonly engine: EngineInfo;
  readonly containers: readonly Container[];
  readonly networks?: readonly string[];
  /** Host ports on which somebody listens at the engine's machine. */
  readonly listeningPorts?: ReadonlySet<number>;
  /** The engine is on another machine, which does not see the folders of this one. */
  readonly isRemote: boolean;
  /** Absent when the engine does not have it yet. `user` as in the image's configuration; empty: root. */
  readonly image?: { readonly architecture: string; readonly os: string; readonly user: string };
  /** Sources of bind mounts, as in the plan. */
  readonly folders: ReadonlyMap<string, FolderState>;
  /** Where links lead to, by source; a harmless name may point at the docker socket. */
  readonly realPaths?: ReadonlyMap<string, string>;
  /** Absolute paths of the folders that take outputs. */
  readonly outputFolders: ReadonlyMap<string, FolderState>;
  readonly missingEnvironmentFiles: readonly string[];
  readonly unsetSecrets: readonly SecretSpec[];
  readonly homeFolder?: string;
  /** Who works here; absent on Windows. */
  readonly hostUser?: { readonly uid: number; readonly gid: number };
  readonly gpus?: readonly KnownGpu[];
  /** Paths of the spec are relative to it. */
  readonly specFolder?: string;
  /** Of a tracking server of this machine. */
  readonly trackingAnswer?: TrackingAnswer;
  /** The program is known to use DataLoader workers. */
  readonly usesDataLoaderWorkers?: boolean;
  readonly accepted?: ReadonlySet<string>;
}

/** The choices after a fix. `createFolder` is for the caller to do and changes nothing here. */
export function withChange(choices: DockerChoices, change: PreflightChange): DockerChoices {
  switch (change.kind) {
    case 'gpu': {
      const { gpu: _, ...rest } = choices;
      return change.gpu === undefined ? rest : { ...rest, gpu: change.gpu };
    }
    case 'cpus':
      return { ...choices, cpus: change.cpus };
    case 'memory':
      return { ...choices, memoryBytes: change.memoryBytes };
    case 'shm':
      return { ...choices, shmBytes: change.shmBytes };
    case 'port':
      return {
        ...choices,
        hostPorts: new Map([...(choices.hostPorts ?? []), [change.containerPort, change.hostPort]]),
      };
    case 'accept':
      return { ...choices, accepted: new Set([...(choices.accepted ?? []), change.id]) };
    case 'createFolder':
      return choices;
    default:
      return assertNever(change);
  }
}
