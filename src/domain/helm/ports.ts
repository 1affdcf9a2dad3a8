import type { Result } from '../base/failure.ts';
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
