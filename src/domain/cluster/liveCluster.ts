/** Names of one kind, in one namespace or in the cluster. */
export interface LiveNames {
  /** `storage.k8s.io/StorageClass`, `/Secret`. */
  readonly groupKind: string;
  /** Absent: the kind belongs to no namespace. */
  readonly namespace?: string;
  readonly names: readonly string[];
}

/** An object that a manifest describes. */
export interface LiveObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent: that of the context. */
  readonly namespace?: string;
  readonly name: string;
}

/** An object of a cluster that does not run. */
export interface WaitingObject extends Required<LiveObject> {
  /** As in URLs: `jobs`. */
  readonly plural: string;
}

/** What a cluster that the user is connected to has, as far as manifests name it. All of it is data from outside, and names alone. */
export interface LiveCluster {
  readonly clusterId: string;
  /** Name of the context. */
  readonly context: string;
  /** Of the context. */
  readonly namespace: string;
  /** `v1.34.4`; empty where it is not known. */
  readonly version: string;
  /** The cluster is not heard any more since then, in ISO 8601. */
  readonly staleSince?: string;
  readonly namespaces: readonly string[];
  readonly names: readonly LiveNames[];
  /** Labels of nodes with their values. */
  readonly labels: readonly { readonly key: string; readonly values: readonly string[] }[];
  /** What nodes have to give: `cpu`, `nvidia.com/gpu`. */
  readonly resources: readonly string[];
  /** Which of the objects that were asked about are there and do not run. */
  readonly waiting: readonly WaitingObject[];
}

/** What open manifests ask of clusters. */
export interface LiveQuestion {
  readonly namespaces: readonly string[];
  readonly objects: readonly LiveObject[];
  /** Versions of API groups that hold kinds that nobody here knows: `example.com/v1`. */
  readonly apiVersions: readonly string[];
}

export const NO_QUESTION: LiveQuestion = { namespaces: [], objects: [], apiVersions: [] };
