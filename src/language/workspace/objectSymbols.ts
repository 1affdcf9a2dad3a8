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
  /** The key or port of it that is named too. */
  readonly part?: { readonly text: string; readonly span: Span; readonly rule: string };
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
}

/** A selector by equal labels. */
export interface Selector {
  readonly rule: string;
  readonly namespace: string | undefined;
  readonly labels: readonly (readonly [string, string])[];
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
