import type { Span } from '../../domain/deploy/specNode.ts';

/** An object that a document defines. Offsets count from the start of the document. */
export interface Definition {
  /** `apps/Deployment`, `/Service`. */
  readonly groupKind: string;
  /** Undefined when the document names none: `kubectl -n` or a kustomization may say it. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly span: Span;
  /** Keys of a ConfigMap or Secret; undefined when they are not all known. */
  readonly keys?: readonly string[];
  /** Ports of a Service: names and numbers as text. */
  readonly ports?: readonly string[];
  /** Where a workload that can be scaled says how many pods it has. */
  readonly replicas?: Span;
  /** Its pods take GPUs. */
  readonly hasGpus?: true;
  /** A claim that the pods of one node alone can mount. */
  readonly isOfOneNode?: true;
  /** Labels of a Service; undefined when they are not all known. */
  readonly labels?: Labels;
  /** Of a workload that is replicated. */
  readonly runs?: RunningPods;
  /** GPUs that it takes without being in a queue. */
  readonly isUnqueued?: true;
  /** The ClusterQueue of a LocalQueue. */
  readonly queue?: string;
  /** Amounts that a ResourceQuota allows a namespace, and resources that a ClusterQueue covers at all. */
  readonly allows?: readonly (readonly [resource: string, most: number])[];
  /** GPUs that it takes at most, where that is written. */
  readonly demand?: Demand;
  /** Of a runtime of Trainer: its jobs, each with its containers. */
  readonly jobs?: readonly NamedJob[];
  /** Of a TrainJob: the jobs of its runtime that it patches. */
  readonly patches?: { readonly runtime: Pick<Reference, 'groupKinds' | 'name'>; readonly jobs: readonly PatchedJob[] };
  /** What no other object of its kind may have too. */
  readonly claims?: readonly Claim[];
}

/** Labels, in the order of the text. */
export type Labels = readonly (readonly [name: string, value: string])[];

/** Pods of a workload that is replicated. */
export interface RunningPods {
  readonly labels: Labels;
  /** Undefined when it is not written. */
  readonly count: number | undefined;
  /** Of one pod. */
  readonly gpus: readonly (readonly [resource: string, count: number])[];
}

/** GPUs that are taken when everything runs that may. */
export interface Demand {
  /** Where the number of pods is written. */
  readonly span: Span;
  readonly pods: number;
  /** Of one pod. */
  readonly gpus: RunningPods['gpus'];
}

export interface NamedJob {
  readonly name: string;
  readonly containers: readonly string[];
}

export interface PatchedJob {
  readonly name: string;
  readonly span: Span;
  readonly containers: readonly (Span & { readonly name: string })[];
}

/** Something that one object alone should have: a path of an Ingress, the pods of a Service. */
export interface Claim extends Span {
  readonly rule: string;
  readonly key: string;
  /** For people. */
  readonly text: string;
}

/** A place that names an object. */
export interface Reference {
  /** The rule that speaks when nothing has the name. */
  readonly rule: string;
  /** Kinds that the name may be of. */
  readonly groupKinds: readonly string[];
  readonly namespace: string | undefined;
  readonly name: string;
  readonly span: Span;
  /** The pod starts without it. */
  readonly isOptional: boolean;
  /** The object that names it, where that matters. */
  readonly from?: string;
  /** Pods that run at once and all have it. */
  readonly pods?: number;
  /** Of an autoscaler that looks at CPU or memory alone: where it says so. */
  readonly metric?: Span;
  /** Of an autoscaler: the fewest and the most pods, where they are written. */
  readonly least?: Amount;
  readonly most?: Amount;
  /** Of the label of a queue: the GPUs that the object takes. */
  readonly gpuResources?: readonly string[];
  /** The key or port of it that is named too. */
  readonly part?: { readonly text: string; readonly span: Span; readonly rule: string };
}

/** A number and where it stands. */
export interface Amount extends Span {
  readonly value: number;
}

/** Labels that pods will have. */
export interface PodLabels {
  readonly namespace: string | undefined;
  readonly labels: ReadonlyMap<string, string>;
  readonly span: Span;
  /** Names of ports of its containers. */
  readonly portNames: readonly string[];
  /** Controllers or templates may add labels that are not seen here. */
  readonly isOpen: boolean;
  /** The Deployment or StatefulSet that runs so many of them. */
  readonly workload?: { readonly groupKind: string; readonly name: string; readonly count: number };
}

/** A selector by equal labels. */
export interface Selector {
  readonly rule: string;
  readonly namespace: string | undefined;
  /** None: it selects by other conditions, or everything. */
  readonly labels: Labels;
  /** What a PodDisruptionBudget leaves running: a number or a share of 100. */
  readonly keeps?: Amount & { readonly isShare: boolean };
  /** The object. */
  readonly from: string | undefined;
  readonly span: Span;
  /** The value of its first label. */
  readonly firstValue: Span;
  /** Named ports of the selected pods that are meant. */
  readonly targetPorts: readonly { readonly name: string; readonly span: Span }[];
}

/** What one document defines and names. */
export interface DocumentSymbols {
  readonly definitions: readonly Definition[];
  readonly references: readonly Reference[];
  readonly pods: readonly PodLabels[];
  readonly selectors: readonly Selector[];
}
