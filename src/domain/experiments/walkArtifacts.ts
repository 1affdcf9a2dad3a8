import type { Result } from '../base/failure.ts';
import type { Artifact } from './trackedRun.ts';

/** A folder of artifacts, and what lies directly in it. */
export interface WalkedFolder {
  /** '' is the root. */
  readonly path: string;
  readonly listed: Result<readonly Artifact[]>;
  /** The folders in it are too deep to be looked into. */
  readonly isDeepest: boolean;
}

export interface ArtifactWalk {
  /** How far below the root folders are looked into: a folder that holds itself has no end. */
  readonly deepest: number;
  /** Each is a question to a server. */
  readonly mostFolders?: number;
  /** False: what lies in its folders is of no use. */
  readonly isEntered?: (listed: readonly Artifact[]) => boolean;
}

/** Artifacts folder by folder, the upper ones first. What could not be listed is walked past: whoever wants all of it stops there. */
export async function* walkArtifacts(
  list: (folder: string) => Promise<Result<readonly Artifact[]>>,
  { deepest, mostFolders = Number.POSITIVE_INFINITY, isEntered = () => true }: ArtifactWalk,
): AsyncGenerator<WalkedFolder, void> {
  const folders = [{ path: '', depth: 0 }];
  // It grows meanwhile.
  for (const [at, { path, depth }] of folders.entries()) {
    if (at >= mostFolders) return;
    const listed = await list(path);
    const isDeepest = depth === deepest;
    yield { path, listed, isDeepest };
    if (!listed.ok || isDeepest || !isEntered(listed.value)) continue;
    for (const below of listed.value) if (below.isFolder) folders.push({ path: below.path, depth: depth + 1 });
  }
}
