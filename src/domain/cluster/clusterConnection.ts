/** A context of a kubeconfig. Nothing is contacted and no program is run to make one. */
export interface ClusterConnection {
  /** Stable over sessions: `kube:<context>`, with the file's path behind it where several files have the name. */
  readonly id: string;
  /** Name of the context. */
  readonly label: string;
  readonly cluster: string;
  readonly user: string;
  /** Address of the API server. */
  readonly server: string;
  /** Of the context; `default` when it names none. */
  readonly namespace: string;
  /** File that holds the context. */
  readonly path: string;
  /** Files that are one configuration with it, itself among them, in the order in which kubectl looks at them. Absent: it stands for itself. */
  readonly mergedFiles?: readonly string[];
  /** The one that kubectl would use now. */
  readonly isCurrent: boolean;
  /** Why it cannot be used, in words with file and line: missing user, certificate that is not there. */
  readonly problem?: string;
  /** The file switches certificate checks off for this cluster; shown on the row for ever. */
  readonly isInsecure: boolean;
}

/** What the API server says of itself. */
export interface ClusterInfo {
  /** `v1.34.4`. */
  readonly version: string;
  readonly platform: string;
}

/** Tells the ids of clusters from those of engines, where either can stand. */
export function isClusterId(id: string): boolean {
  return id.startsWith('kube:');
}
