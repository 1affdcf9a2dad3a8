import type { Result } from '../base/failure.ts';
import type { ClusterConnection } from '../cluster/clusterConnection.ts';
import type { HelmVersion } from './helmCommands.ts';
import type { Release, ReleaseEntry, ReleaseRef, ReleaseStore, ReleaseSummary } from './release.ts';

/** Reads releases of helm from where helm keeps them. No helm is needed. */
export interface ReleaseReader {
  /** All revisions of all releases, by their labels alone. Absent namespace: the whole cluster. `forbidden` names the right that is missing. */
  list(
    store: ReleaseStore,
    namespace: string | undefined,
    signal: AbortSignal,
  ): Promise<Result<readonly ReleaseEntry[]>>;
  /** What a row shows of a revision. A few at a time: each is read as a whole. */
  summary(ref: ReleaseRef, signal: AbortSignal): Promise<Result<ReleaseSummary>>;
  /** `invalid`: what is kept there is no release, or larger than any can be. */
  read(ref: ReleaseRef, signal: AbortSignal): Promise<Result<Release>>;
}

export interface HelmOptions {
  /** Where the release is kept, for one that is there; absent: as the user's environment has it. */
  readonly store?: ReleaseStore;
  /** Milliseconds after which helm itself is ended. */
  readonly timeoutMs: number;
}

/** The user's own helm. */
export interface HelmProgram {
  /** `tool-missing` with how to get it. */
  version(signal: AbortSignal): Promise<Result<HelmVersion>>;
  /** Runs helm where no cluster is needed, for example to look for charts. Failures as below. */
  runLocally(args: readonly string[], timeoutMs: number, signal: AbortSignal): Promise<Result<string>>;
  /**
   * Runs helm against the cluster of a context, and against no other, whatever the environment names. Gives what it printed. Failures:
   * `tool-missing`, `rejected` (with helm's words), `timeout`, `unsupported` (helm cannot be told which context it is).
   */
  run(
    connection: ClusterConnection,
    args: readonly string[],
    options: HelmOptions,
    signal: AbortSignal,
  ): Promise<Result<string>>;
}
