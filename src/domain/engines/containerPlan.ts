/** A container that shall be created: the whole request as data. Made by domain/deploy/toDocker.ts, carried out by adapters/docker. */
export interface ContainerPlan {
  readonly name: string;
  readonly image: string;
  /** `os/architecture[/variant]`; absent: the engine's own. */
  readonly platform?: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly workingDir?: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, string>;
  readonly mounts: readonly MountPlan[];
  readonly ports: readonly PortPlan[];
  readonly cpus?: number;
  readonly memoryBytes?: number;
  readonly shmBytes?: number;
  readonly gpus?: GpuPlan;
  /** `uid:gid`, so that outputs belong to the user who started the run. */
  readonly user?: string;
  /** Absent: the engine's default network. */
  readonly network?: string;
  /** Names of machines, `name:address`; the address may be `host-gateway`, which is that of the engine's machine. */
  readonly extraHosts?: readonly string[];
  readonly restart?: { readonly policy: 'no' | 'on-failure' | 'unless-stopped'; readonly maximumRetries?: number };
  readonly healthcheck?: {
    readonly command: readonly string[];
    readonly intervalMs: number;
    readonly timeoutMs: number;
    readonly retries: number;
    readonly startPeriodMs: number;
  };
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopTimeoutSeconds?: number;
  readonly isTty?: boolean;
  readonly useInit?: boolean;
}

export type MountPlan =
  | { readonly kind: 'bind'; readonly source: string; readonly target: string; readonly isReadOnly: boolean }
  /** An empty `source`: a volume of the container's own, which goes with it. */
  | { readonly kind: 'volume'; readonly source: string; readonly target: string; readonly isReadOnly: boolean }
  | { readonly kind: 'tmpfs'; readonly target: string; readonly sizeBytes?: number };

export interface PortPlan {
  readonly containerPort: number;
  /** 0 or absent: the engine chooses. */
  readonly hostPort?: number;
  /** 127.0.0.1 unless the user wrote another one. */
  readonly hostIp: string;
  readonly protocol: 'tcp' | 'udp';
}

/** How GPUs are handed to the container. */
export type GpuPlan =
  | { readonly kind: 'nvidia'; readonly count: number | 'all' }
  | { readonly kind: 'nvidiaIds'; readonly ids: readonly string[] }
  | { readonly kind: 'cdi'; readonly devices: readonly string[] }
  /** AMD and Intel: device nodes and groups. */
  | { readonly kind: 'devices'; readonly paths: readonly string[]; readonly groups: readonly string[] };
