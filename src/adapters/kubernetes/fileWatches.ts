import { type FSWatcher, realpathSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Disposable } from '../../domain/base/lifecycle.ts';

/** Changes that come within this time are told once, in milliseconds. */
const SETTLE_MS = 200;

/** Tells when one of a set of files changes, is replaced, appears or goes. */
export class FileWatches implements Disposable {
  readonly #onChange: () => void;
  readonly #watchers = new Map<string, FSWatcher>();
  #names = new Map<string, Set<string>>();
  #settle: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Follows these files and no others. Folders are watched, because a rename over a file ends a watch of the file itself. */
  follow(paths: readonly string[]): void {
    if (this.#isDisposed) return;
    const names = new Map<string, Set<string>>();
    const add = (path: string): void => {
      const folder = dirname(path);
      names.set(folder, (names.get(folder) ?? new Set()).add(basename(path)));
    };
    for (const path of paths) {
      add(path);
      // A file in a folder that is yet to be made, and the file behind a symbolic link.
      add(dirname(path));
      const real = realPath(path);
      if (real !== path) add(real);
    }
    this.#names = names;
    for (const [folder, watcher] of this.#watchers) {
      if (names.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of names.keys()) this.#watch(folder);
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#settle);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #watch(folder: string): void {
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name !== null) this.#forget(join(folder, name));
        if (name === null || this.#names.get(folder)?.has(name)) this.#changed();
      });
      this.#watchers.set(folder, watcher);
      // The folder has gone; its parent is watched too and tells when it is back.
      watcher.on('error', () => this.#drop(folder, watcher));
    } catch {
      // A folder that is not there, or too many watches on this machine: the next list reads the files anyway.
      this.#watchers.delete(folder);
    }
  }

  /** A folder that was removed or replaced: its watch is about what is gone. The next list makes a new one. */
  #forget(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  #drop(folder: string, watcher: FSWatcher): void {
    watcher.close();
    if (this.#watchers.get(folder) === watcher) this.#watchers.delete(folder);
    this.#changed();
  }

  #changed(): void {
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => this.#onChange(), SETTLE_MS);
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Not there, or links in a circle: the path itself is watched.
    return path;
  }
}
