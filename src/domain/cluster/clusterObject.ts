/** What an object is, as the API names it. Core kinds have the group ''. Source: Kubernetes API conventions. */
export interface ResourceKind {
  readonly group: string;
  readonly version: string;
  /** As in URLs: `pods`, `pytorchjobs`. */
  readonly plural: string;
  /** As in manifests: `Pod`, `PyTorchJob`. */
  readonly kind: string;
  readonly isNamespaced: boolean;
  /** What the API server allows with it at all: list, watch, patch … Absent for kinds that are written into the code. */
  readonly verbs?: readonly string[];
  readonly shortNames?: readonly string[];
}

/** Names one object. Namespace is absent for objects of the cluster. */
export interface ObjectRef {
  readonly resource: ResourceKind;
  readonly namespace?: string;
  readonly name: string;
}

/** The controller of an object. */
export interface Owner {
  readonly kind: string;
  /** Of its API; absent where an older record does not tell. */
  readonly group?: string;
  readonly name: string;
  readonly uid: string;
}

/** What every object has. */
export interface ObjectMeta {
  readonly uid: string;
  readonly name: string;
  readonly namespace?: string;
  readonly resourceVersion: string;
  readonly createdAt: Date;
  /** It is being deleted since then. */
  readonly deletedAt?: Date;
  /** What holds a deletion up. */
  readonly finalizers: readonly string[];
  readonly labels: ReadonlyMap<string, string>;
  /** Only those of Trainyard (`trainyard.dev/…`) and few that rows need; annotations can be large. */
  readonly annotations: ReadonlyMap<string, string>;
  readonly owner?: Owner;
}

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly changedAt?: Date;
}

/** Amounts by resource name: `cpu` in cores, `memory` and `ephemeral-storage` in bytes, all others (`nvidia.com/gpu`, `pods`) counted. */
export type Amounts = ReadonlyMap<string, number>;

export interface ContainerStatus {
  readonly name: string;
  readonly image: string;
  readonly isInit: boolean;
  readonly isReady: boolean;
  readonly restarts: number;
  readonly state: 'waiting' | 'running' | 'terminated' | 'unknown';
  /** Reason of the state: CrashLoopBackOff, ImagePullBackOff, OOMKilled, Completed … */
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  /** How it ended the last time, when it was restarted since. */
  readonly last?: { readonly reason?: string; readonly exitCode?: number; readonly finishedAt?: Date };
  /** With digest, once pulled. */
  readonly imageId?: string;
}

export interface Toleration {
  readonly key?: string;
  readonly operator: 'Exists' | 'Equal';
  readonly value?: string;
  /** Absent: all effects. */
  readonly effect?: string;
}

export interface Pod {
  readonly kind: 'Pod';
  readonly meta: ObjectMeta;
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly node?: string;
  readonly podIp?: string;
  readonly startedAt?: Date;
  readonly containers: readonly ContainerStatus[];
  readonly conditions: readonly Condition[];
  /** What the scheduler counts: the larger of the sum of containers and the largest init container, with overhead. */
  readonly requests: Amounts;
  readonly priorityClass?: string;
  readonly schedulingGates: readonly string[];
  readonly nodeSelector: ReadonlyMap<string, string>;
  readonly tolerations: readonly Toleration[];
  readonly claims: readonly string[];
  /** Claims for devices that it names itself, or that were made for it. */
  readonly deviceClaims?: readonly string[];
  /** `secret/name` and `configmap/name` that it cannot start without. */
  readonly needs: readonly string[];
  readonly ports: readonly { readonly name?: string; readonly port: number; readonly container: string }[];
}

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

export interface Node {
  readonly kind: 'Node';
  readonly meta: ObjectMeta;
  readonly isSchedulable: boolean;
  readonly taints: readonly Taint[];
  readonly capacity: Amounts;
  readonly allocatable: Amounts;
  readonly conditions: readonly Condition[];
  readonly kubeletVersion: string;
  readonly architecture: string;
  readonly osImage: string;
  readonly containerRuntime: string;
}

/** Kinds that own pods, read the same way from all of them. */
export interface Workload {
  readonly kind: 'Workload';
  readonly resource: ResourceKind;
  readonly meta: ObjectMeta;
  /** Training: runs to its end · serving: until it is stopped. */
  readonly purpose: 'training' | 'serving' | 'batch' | 'other';
  readonly desired: number;
  readonly ready: number;
  readonly updated?: number;
  readonly available?: number;
  readonly active?: number;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly isSuspended: boolean;
  readonly isPaused: boolean;
  /** The status is about an older specification than the one that is there now. */
  readonly isOutdated: boolean;
  readonly conditions: readonly Condition[];
  readonly finishedAt?: Date;
  readonly startedAt?: Date;
  /** Labels that its pods have; absent when it is not told. */
  readonly selector?: ReadonlyMap<string, string>;
  readonly images: readonly string[];
  /** Of all its pods as asked for. */
  readonly requests: Amounts;
  /** For a ReplicaSet of a Deployment. */
  readonly revision?: number;
  /** What a kind of an operator says of itself where conditions say nothing: `Running`, `FAILED`. */
  readonly phase?: string;
  /** What its controller adds to that. */
  readonly said?: string;
  /** The state of a pod below that fails, where pods tell how it is. */
  readonly worst?: string;
  /** Cron schedule. */
  readonly schedule?: string;
}

export interface Service {
  readonly kind: 'Service';
  readonly meta: ObjectMeta;
  readonly type: string;
  readonly clusterIp?: string;
  readonly selector: ReadonlyMap<string, string>;
  readonly ports: readonly { readonly name?: string; readonly port: number; readonly targetPort: string }[];
}

export interface Claim {
  readonly kind: 'Claim';
  readonly meta: ObjectMeta;
  readonly phase: string;
  readonly storageClass?: string;
  readonly volume?: string;
  readonly accessModes: readonly string[];
  readonly requestedBytes: number;
  readonly capacityBytes?: number;
}

export interface Quota {
  readonly kind: 'Quota';
  readonly meta: ObjectMeta;
  /** By the quota's own names: `requests.nvidia.com/gpu`, `limits.cpu`, `count/jobs.batch`. */
  readonly hard: Amounts;
  readonly used: Amounts;
}

/** An Event of the API, about one object. */
export interface ClusterEvent {
  readonly kind: 'Event';
  readonly meta: ObjectMeta;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly lastSeen: Date;
  readonly about: { readonly kind: string; readonly name: string; readonly namespace?: string; readonly uid: string };
  readonly from: string;
}

/** Devices that a driver offers by DRA: those of a node, or a part of them. Source: kubernetes.io, "Dynamic Resource Allocation". */
export interface DeviceSlice {
  readonly kind: 'DeviceSlice';
  readonly meta: ObjectMeta;
  /** As claims and classes name it: `gpu.nvidia.com`. */
  readonly driver: string;
  readonly pool: string;
  /** Slices of older generations of the same pool are outdated. */
  readonly generation: number;
  /** Absent: devices that several nodes can reach. */
  readonly node?: string;
  readonly devices: readonly Device[];
  /** What devices that exclude each other share, by `set/counter`. */
  readonly counters: Amounts;
}

export interface Device {
  readonly name: string;
  readonly product?: string;
  /** Of a slice of a GPU: `1g.10gb`. */
  readonly profile?: string;
  readonly memoryBytes?: number;
  /** `gpu`, `mig` … as the driver says it. */
  readonly type?: string;
  readonly node?: string;
  /** A taint keeps claims off it. */
  readonly isTainted: boolean;
  /** What it takes of the counters of its pool. */
  readonly consumes: Amounts;
}

/** A claim for devices, and what the scheduler has given it. */
export interface DeviceClaim {
  readonly kind: 'DeviceClaim';
  readonly meta: ObjectMeta;
  readonly asks: readonly { readonly deviceClass: string; readonly count: number }[];
  readonly given: readonly { readonly driver: string; readonly pool: string; readonly device: string }[];
  readonly isAllocated: boolean;
  /** Names of the pods that use it, in its namespace. */
  readonly pods: readonly string[];
}

/** Which kind of value a watch of a kind gives. Workload kinds are watched one by one, by their resource. */
export interface WatchedKinds {
  readonly pods: Pod;
  readonly nodes: Node;
  readonly services: Service;
  readonly claims: Claim;
  readonly quotas: Quota;
  readonly events: ClusterEvent;
  readonly deployments: Workload;
  readonly replicasets: Workload;
  readonly statefulsets: Workload;
  readonly daemonsets: Workload;
  readonly jobs: Workload;
  readonly cronjobs: Workload;
  readonly deviceSlices: DeviceSlice;
  readonly deviceClaims: DeviceClaim;
}
export type WatchedKind = keyof WatchedKinds;

/** Rows of any kind in the server's own columns. Source: Kubernetes API concepts, "Receiving resources as Tables". */
export interface ObjectTable {
  /** Priority 0 columns are shown in a narrow view. */
  readonly columns: readonly { readonly name: string; readonly type: string; readonly priority: number }[];
  readonly rows: readonly { readonly meta: ObjectMeta; readonly cells: readonly string[] }[];
  /** There are more rows than were asked for. */
  readonly isCut: boolean;
}
