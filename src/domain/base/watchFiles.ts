import type { Disposable } from './lifecycle.ts';

/**
 * Tells of files below a folder: that one was made or removed, or with `content` also that one was written. `glob` is relative to the folder.
 * An adapter gets it from outside, because VS Code's watchers are the cheapest and adapters know no VS Code.
 */
export type WatchFiles = (at: WatchedFiles, changed: () => void) => Disposable;

export interface WatchedFiles {
  readonly folder: string;
  readonly glob: string;
  readonly of: 'content' | 'existence';
}
