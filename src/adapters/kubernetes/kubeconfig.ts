import type { ClusterConnection } from '../../domain/cluster/clusterConnection.ts';

/** Where and how to reach an API server. Paths are absolute. Source: kubernetes.io, "kubeconfig (v1)". */
export interface KubeCluster {
  readonly name: string;
  readonly server: string;
  /** PEM. */
  readonly caData?: Buffer;
  readonly caFile?: string;
  readonly isInsecure: boolean;
  readonly tlsServerName?: string;
  readonly proxyUrl?: string;
  readonly isCompressionDisabled: boolean;
  /** What the cluster's extension `client.authentication.k8s.io/exec` holds for credential plugins. */
  readonly pluginConfig?: unknown;
}

/** A program that prints credentials. */
export interface CredentialPlugin {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly apiVersion: string;
  readonly installHint?: string;
  readonly wantsCluster: boolean;
  readonly interactiveMode?: string;
}

/** On whose behalf to act. */
export interface Impersonation {
  readonly user: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  readonly extra: ReadonlyMap<string, readonly string[]>;
}

/** Who one is for an API server. Paths are absolute. */
export interface KubeUser {
  readonly name: string;
  readonly token?: string;
  readonly tokenFile?: string;
  /** PEM. */
  readonly certData?: Buffer;
  readonly certFile?: string;
  readonly keyData?: Buffer;
  readonly keyFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly plugin?: CredentialPlugin;
  readonly authProvider?: { readonly name: string; readonly config: ReadonlyMap<string, string> };
  readonly impersonation?: Impersonation;
}

/** A context with all that is needed to connect. */
export interface KubeContext {
  readonly connection: ClusterConnection;
  readonly cluster: KubeCluster;
  readonly user: KubeUser;
}
