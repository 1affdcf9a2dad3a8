import type { Result } from '../base/failure.ts';
import type { Cluster } from './ports.ts';

/** What is kept of the kinds of a cluster. */
export interface KeptSchemas {
  readonly context: string;
  /** `v1.34.4`. */
  readonly version: string;
  /** Files with OpenAPI documents. The name of a file stands for one content. */
  readonly files: readonly string[];
}

/** Keeps descriptions of kinds on the disk, so that they are known without the cluster. */
export interface SchemaStore {
  /** Of the cluster that was heard last; undefined: of none yet. Asks nobody. */
  kept(): Promise<KeptSchemas | undefined>;
  /** Downloads what is new of these versions of API groups. What the cluster does not have is left out. */
  update(
    cluster: Pick<Cluster, 'connection' | 'openApi'>,
    wanted: { readonly version: string; readonly apiVersions: readonly string[] },
    signal: AbortSignal,
  ): Promise<Result<KeptSchemas>>;
}
