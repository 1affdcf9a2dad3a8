/** A container engine (Docker or compatible) that Trainyard knows an address of. Nothing is contacted to make one. */
export interface EngineConnection {
  /** Stable over sessions: `context:<name>`, `env:DOCKER_HOST`, `socket:<path>` or `setting:<index>`. */
  readonly id: string;
  readonly label: string;
  readonly source: 'context' | 'environment' | 'socket' | 'setting';
  readonly endpoint: EngineEndpoint;
  /** The one that the docker command line would use now. */
  readonly isCurrent: boolean;
  /** Nothing is there now: the row stands for the place where an engine would be. */
  readonly isAbsent?: boolean;
}

export type EngineEndpoint =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'npipe'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls?: EngineTls }
  /** `socketPath`: the engine's socket on that machine, where it is not the default one. */
  | { readonly kind: 'ssh'; readonly destination: string; readonly port?: number; readonly socketPath?: string }
  /** An address that cannot be read; the row shows why. */
  | { readonly kind: 'invalid'; readonly address: string; readonly reason: string };

/** Paths of PEM files. Verification is always on unless `skipVerify` was written into the context by the user. */
export interface EngineTls {
  readonly caPath?: string;
  readonly certPath?: string;
  readonly keyPath?: string;
  readonly skipVerify: boolean;
}

/** What an engine says of itself (Engine API: /version and /info). Sizes in bytes. */
export interface EngineInfo {
  readonly name: string;
  readonly product: 'docker' | 'podman';
  readonly version: string;
  readonly apiVersion: string;
  readonly os: string;
  /** As in image platforms: amd64, arm64 … */
  readonly architecture: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly isRootless: boolean;
  readonly gpus: EngineGpus;
  /** Warnings of the engine, in its words. */
  readonly warnings: readonly string[];
}

/** How GPUs can be asked for at this engine. Engines do not list NVIDIA devices by themselves; CDI devices are listed by API 1.50 and later. */
export interface EngineGpus {
  /** `DeviceRequests` with the nvidia driver work: the runtime hook or the nvidia runtime is there. `unknown`: the engine does not tell. */
  readonly nvidiaRuntime: 'yes' | 'no' | 'unknown';
  /** Qualified CDI device names, for example `nvidia.com/gpu=0`. */
  readonly cdiDevices: readonly string[];
  /** AMD: /dev/kfd and /dev/dri seen, or an amd runtime. */
  readonly amd: boolean;
}

export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

/** A container as listed and, where it is not running or is ours, as inspected. Times are the engine's. */
export interface Container {
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  readonly imageName: string;
  readonly imageId: string;
  readonly command: string;
  readonly createdAt: Date;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  readonly state: ContainerState;
  readonly exitCode?: number;
  readonly isOomKilled?: boolean;
  /** The engine's own error, for example when the entry point cannot be executed. */
  readonly error?: string;
  readonly healthcheck?: 'starting' | 'healthy' | 'unhealthy';
  readonly restartCount?: number;
  readonly labels: ReadonlyMap<string, string>;
  readonly ports: readonly PortBinding[];
  readonly limits?: ContainerLimits;
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
}

/** What a container may use. `gpus` counts devices; -1 means all. */
export interface ContainerLimits {
  readonly cpus?: number;
  readonly memoryBytes?: number;
  readonly gpus?: number;
  readonly gpuIds?: readonly string[];
}

export interface PortBinding {
  readonly containerPort: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly hostIp?: string;
  readonly hostPort?: number;
}

export interface Image {
  /** sha256:… of the configuration (or of the manifest in the containerd store). */
  readonly id: string;
  readonly tags: readonly string[];
  /** name@sha256:… */
  readonly digests: readonly string[];
  readonly createdAt: Date;
  readonly sizeBytes: number;
  readonly labels: ReadonlyMap<string, string>;
}

export interface Volume {
  readonly name: string;
  readonly driver: string;
  readonly createdAt?: Date;
  readonly labels: ReadonlyMap<string, string>;
}

export interface Network {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
}

/** Everything that the tree shows of one engine. */
export interface EngineSnapshot {
  readonly info: EngineInfo;
  readonly containers: readonly Container[];
  /** Right after the first connection: images, volumes and networks are still being read and look empty until then. */
  readonly isPartial?: boolean;
  readonly images: readonly Image[];
  readonly volumes: readonly Volume[];
  readonly networks: readonly Network[];
}
