import type { Result } from '../base/failure.ts';
import type { Disposable } from '../base/lifecycle.ts';
import type { ArtifactContent } from './ports.ts';
import type { Artifact } from './trackedRun.ts';

/** The repository that a tracker belongs to, where its host keeps one: facts, and its files and buckets, which are only read. */
export interface TrackedRepository extends Disposable {
  facts(signal: AbortSignal): Promise<Result<RepositoryFacts>>;
  /** `files/…` is the default branch, with what DVC tracks resolved; `storage/<protocol>/<bucket>/…` are buckets. '' is the root. */
  list(folder: string, signal: AbortSignal): Promise<Result<readonly Artifact[]>>;
  read(path: string, signal: AbortSignal): Promise<Result<ArtifactContent>>;
}

export interface RepositoryFacts {
  /** Owner and name with a slash between. */
  readonly name: string;
  readonly description?: string;
  readonly isPrivate: boolean;
  readonly defaultBranch: string;
  /** For the browser. */
  readonly page: string;
  /** Milliseconds since 1970. */
  readonly changedAt?: number;
  readonly mayWrite: boolean;
}
