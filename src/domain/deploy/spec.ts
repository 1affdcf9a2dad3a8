/**
 * The run spec, `trainyard.yaml`: one description of a workload that every target understands.
 * `specReader.ts` makes these types from parsed YAML; docs/trainyard-yaml.md and media/schemas/trainyard.v1.json describe the file.
 * Sizes are bytes, CPU is cores, durations are milliseconds, whatever unit the file used.
 */
export interface Spec {
  readonly version: 1;
  readonly name?: string;
  readonly workloads: ReadonlyMap<string, WorkloadSpec>;
  readonly targets: ReadonlyMap<string, TargetSpec>;
}

export type WorkloadSpec = RunSpec | ServeSpec;

interface WorkloadBase {
  readonly name: string;
  readonly image: ImageSpec;
  readonly command?: readonly string[];
  readonly args: readonly string[];
  readonly workingDir?: string;
  readonly parameters: readonly ParameterSpec[];
  readonly environment: ReadonlyMap<string, string>;
  /** Files of KEY=VALUE lines, relative to the spec. */
  readonly environmentFiles: readonly string[];
  readonly secrets: readonly SecretSpec[];
  readonly resources: ResourcesSpec;
  readonly mounts: readonly MountSpec[];
  readonly ports: readonly PortSpec[];
  readonly tracking?: TrackingSpec;
  /** Name of the target that is offered first. */
  readonly target?: string;
  /** `host`: the user's uid and gid, so that outputs are not owned by root; `image`: as the image says. */
  readonly user: 'host' | 'image' | { readonly uid: number; readonly gid: number };
  readonly network?: string;
}

/** Training or batch: runs to its end. */
export interface RunSpec extends WorkloadBase {
  readonly kind: 'run';
  readonly nodes: number;
  readonly processesPerNode: number;
  readonly outputs: readonly OutputSpec[];
  readonly retries: number;
  readonly timeoutMs?: number;
  /** Folder in the container where checkpoints are written; kept over retries. */
  readonly checkpoint?: string;
}

/** Inference: runs until it is stopped. */
export interface ServeSpec extends WorkloadBase {
  readonly kind: 'serve';
  readonly replicas: number;
  readonly health?: HealthSpec;
  readonly autoscale?: AutoscaleSpec;
  /** Replicas that a drain of nodes may take away at once. */
  readonly mostUnavailable?: number;
  readonly ingress?: IngressSpec;
  readonly update?: 'noDowntime' | 'inPlace';
}

/** Kubernetes only, as the next one. */
export interface AutoscaleSpec {
  readonly least: number;
  readonly most: number;
  readonly cpuPercent: number;
}

export interface IngressSpec {
  readonly host: string;
  /** Default: `/`. */
  readonly path?: string;
  readonly className?: string;
  readonly tlsSecret?: string;
}

export type ImageSpec =
  | { readonly kind: 'image'; readonly reference: string; readonly pull: 'missing' | 'always' | 'never' }
  | {
      readonly kind: 'build';
      /** Relative to the folder of the spec. */
      readonly context: string;
      readonly dockerfile: string;
      readonly target?: string;
      readonly args: ReadonlyMap<string, string>;
      readonly secrets: readonly { readonly id: string; readonly file?: string; readonly env?: string }[];
      readonly platform?: string;
      readonly useCache: boolean;
      /** Absent: `<name of the project>-<workload>:latest`. */
      readonly tag?: string;
    };

export type ParameterType = 'string' | 'int' | 'float' | 'bool' | 'choice';

/** Becomes an argument (`--name value`) or a variable of the environment. */
export interface ParameterSpec {
  readonly name: string;
  readonly type: ParameterType;
  readonly default?: string;
  readonly choices: readonly string[];
  readonly description?: string;
  readonly passAs:
    | {
        readonly kind: 'argument';
        readonly flag: string /** `--lr=0.1` instead of `--lr 0.1`. */;
        readonly joined: boolean;
      }
    | { readonly kind: 'environment'; readonly variable: string }
    /** Hydra and others: `key=value`. */
    | { readonly kind: 'override'; readonly key: string }
    /** Not declared: its value is a part of a word or variable that the workload has; see writtenParameters.ts. */
    | { readonly kind: 'written'; readonly place: WrittenPlace };
}

export type WrittenPlace =
  | { readonly in: 'environment'; readonly variable: string }
  /** From `start` to `end` of a word. In a line for a shell it is written as a word of that shell. */
  | {
      readonly in: 'command' | 'args';
      readonly index: number;
      readonly start: number;
      readonly end: number;
      readonly isShell: boolean;
    };

/** Where a secret comes from; never its value. */
export interface SecretSpec {
  /** Variable in the container. */
  readonly variable: string;
  readonly from:
    | { readonly kind: 'environment'; readonly variable: string }
    | { readonly kind: 'file'; readonly path: string }
    | { readonly kind: 'kubernetes'; readonly secret: string; readonly key: string };
}

export interface ResourcesSpec {
  readonly cpus?: number;
  readonly memoryBytes?: number;
  readonly shmBytes?: number;
  readonly gpu?: GpuSpec;
}

/** Any of the fields narrows the request. `count` 0 means none. */
export interface GpuSpec {
  readonly count: number | 'all';
  readonly model?: string;
  readonly memoryBytes?: number;
  readonly mig?: string;
  readonly vendor?: 'nvidia' | 'amd' | 'intel';
  readonly ids: readonly string[];
}

export type MountSpec =
  | { readonly kind: 'workspace'; readonly path: string; readonly isReadOnly: boolean }
  | { readonly kind: 'folder'; readonly source: string; readonly path: string; readonly isReadOnly: boolean }
  | { readonly kind: 'volume'; readonly name: string; readonly path: string; readonly isReadOnly: boolean }
  | {
      readonly kind: 'pvc';
      readonly claim: string;
      readonly path: string;
      readonly subPath?: string;
      readonly isReadOnly: boolean;
    }
  /** Room on the disk of the machine that goes with the container. */
  | { readonly kind: 'scratch'; readonly sizeBytes: number; readonly path: string; readonly isReadOnly: boolean }
  | { readonly kind: 'dataset'; readonly uri: string; readonly path: string; readonly isReadOnly: boolean };

/** A path in the container that is brought back into the workspace after the run. */
export interface OutputSpec {
  readonly path: string;
  /** Relative to the folder of the spec. */
  readonly to: string;
}

export interface PortSpec {
  readonly containerPort: number;
  readonly hostPort?: number;
  readonly hostIp?: string;
  readonly name?: string;
  readonly protocol: 'tcp' | 'udp';
}

export interface HealthSpec {
  readonly check:
    | { readonly kind: 'http'; readonly path: string; readonly port: number }
    | { readonly kind: 'command'; readonly command: readonly string[] };
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly startPeriodMs: number;
}

export interface TrackingSpec {
  readonly tracker: 'mlflow' | 'dagshub' | 'neptune' | 'none';
  readonly uri?: string;
  readonly experiment?: string;
}

export type TargetSpec =
  | {
      readonly kind: 'docker';
      readonly name: string /** docker context; absent: the current one. */;
      readonly context?: string;
    }
  | {
      readonly kind: 'kubernetes';
      readonly name: string;
      readonly context?: string;
      readonly namespace?: string;
      /** Absent: a Job for `run`, a Deployment for `serve`. */
      readonly create?: KubernetesKind;
      readonly pullSecrets?: readonly string[];
      readonly serviceAccount?: string;
      readonly priorityClass?: string;
      /** Kueue: name of the LocalQueue. */
      readonly queue?: string;
      /** How long a finished Job stays; absent: until it is removed. */
      readonly keepMs?: number;
    };

export type KubernetesKind = 'Job' | 'Deployment' | 'TrainJob' | 'PyTorchJob' | 'RayJob' | 'InferenceService';
