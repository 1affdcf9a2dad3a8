import { basename } from 'node:path';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import { withAbort } from '../../domain/base/withAbort.ts';
import type { FileRun, FileRuns, ListedRun } from '../../domain/experiments/fileRuns.ts';
import type { HistoryPoints, PointList } from '../../domain/experiments/pointList.ts';
import type { HistoryRequest } from '../../domain/experiments/ports.ts';
import { folderFailure } from './folderFailure.ts';

/** One run in a folder, or in a file of it. */
export interface RunFolder {
  /** The way from the directory of all runs with `/`; '.' for that directory itself. */
  readonly id: string;
  readonly files: readonly RunFile[];
  /** Milliseconds since 1970, of the file that was written last. */
  readonly writtenAt: number;
}

export interface RunFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
  /** The same; of a copy when it was made, and never after it was written. */
  readonly madeAt: number;
}

/** What was read of a run; of its files only what was written since is read. */
export interface ReadRun {
  /** Points that it holds. */
  readonly size: number;
  /** Points have to be read again, by `update`. */
  readonly isForgotten: boolean;
  /** Throws when the signal is aborted. */
  update(folder: RunFolder, signal: AbortSignal): Promise<void>;
  /** Gives back the memory of the points. */
  forget(): void;
  points(key: string): PointList | undefined;
  describe(facts: RunFacts): FileRun;
}

export interface RunFacts {
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** The runs in folders above, the nearest first. */
  readonly above: readonly FileRun[];
}

/** What is known of the run that has written a file, beside what is in it. */
export type TagsOfFile = (path: string, writtenAt: number) => ReadonlyMap<string, string>;

export interface FolderRunsParts {
  /** An absolute path. */
  readonly directory: string;
  /** Runs in it, in any order; throws errors of the file system, and when the signal is aborted. */
  readonly list: (signal: AbortSignal) => Promise<readonly RunFolder[]>;
  readonly create: () => ReadRun;
  readonly watch: (changed: () => void) => Disposable;
  readonly tagsOf: TagsOfFile;
  readonly mostPoints?: number;
}

/** Of all runs together, 24 bytes each. Runs that were read longest ago are read again when their points are asked for. */
const MOST_POINTS = 4_000_000;

interface KnownRun {
  readonly run: ReadRun;
  state: string;
  read: FileRun | undefined;
  reading: Promise<Result<FileRun>> | undefined;
}

/** Runs in the folders of a directory, each read when it is asked for and kept as long as there is room. */
export class FolderRuns implements FileRuns {
  readonly #parts: FolderRunsParts;
  /** Those that were read last stand last. */
  readonly #known = new Map<string, KnownRun>();
  readonly #ends = new AbortController();
  #folders: ReadonlyMap<string, RunFolder> = new Map();
  #listing: Promise<Result<readonly ListedRun[]>> | undefined;

  constructor(parts: FolderRunsParts) {
    this.#parts = parts;
  }

  dispose(): void {
    this.#ends.abort();
    this.#known.clear();
  }

  /** Tree, table and plots ask at the same time: one listing is for all of them. */
  async list(signal: AbortSignal): Promise<Result<readonly ListedRun[]>> {
    this.#listing ??= this.#list().finally(() => {
      this.#listing = undefined;
    });
    return await withAbort(this.#listing, signal);
  }

  async read(id: string, signal: AbortSignal): Promise<Result<FileRun>> {
    if (this.#folders.size === 0) {
      const listed = await this.list(signal);
      if (!listed.ok) return listed;
    }
    const folder = this.#folders.get(id);
    if (!folder) return fail(missingRun(id));
    const known = this.#known.get(id) ?? { run: this.#parts.create(), state: '', read: undefined, reading: undefined };
    // To the end, for it was used last.
    this.#known.delete(id);
    this.#known.set(id, known);
    known.reading ??= this.#read(folder, known).finally(() => {
      known.reading = undefined;
    });
    const read = await withAbort(known.reading, signal);
    return read.ok ? ok(this.#tagged(read.value, folder)) : read;
  }

  async points(
    id: string,
    { key, steps, mostPoints }: Omit<HistoryRequest, 'runIds'>,
    signal: AbortSignal,
  ): Promise<Result<HistoryPoints | undefined>> {
    const known = this.#known.get(id);
    if (known?.run.isForgotten === true) known.read = undefined;
    const read = await this.read(id, signal);
    if (!read.ok) return read;
    return ok(this.#known.get(id)?.run.points(key)?.points(steps, mostPoints));
  }

  watch(changed: () => void): Disposable {
    return this.#parts.watch(changed);
  }

  async #list(): Promise<Result<readonly ListedRun[]>> {
    try {
      const folders = await this.#parts.list(this.#ends.signal);
      this.#folders = new Map(folders.map((folder) => [folder.id, folder]));
      for (const id of this.#known.keys()) if (!this.#folders.has(id)) this.#known.delete(id);
      return ok(folders.toSorted((one, other) => other.writtenAt - one.writtenAt));
    } catch (error) {
      if (this.#ends.signal.aborted) return fail(CANCELLED);
      return fail(folderFailure(error, this.#parts.directory));
    }
  }

  async #read(folder: RunFolder, known: KnownRun): Promise<Result<FileRun>> {
    const state = folder.files.map(({ path, size, writtenAt }) => `${path}:${size}:${writtenAt}`).join('\n');
    if (known.read && known.state === state) return ok(known.read);
    try {
      await known.run.update(folder, this.#ends.signal);
    } catch (error) {
      if (this.#ends.signal.aborted) return fail(CANCELLED);
      throw error;
    }
    known.state = state;
    const read = known.run.describe(await this.#factsOf(folder.id));
    known.read = read;
    this.#makeRoom(known);
    return ok(read);
  }

  /** Not when it is read: who has written it may be known later. */
  #tagged(run: FileRun, { files, writtenAt }: RunFolder): FileRun {
    const more = this.#parts.tagsOf(files[0]?.path ?? '', writtenAt);
    if (more.size === 0) return run;
    return { ...run, tracked: { ...run.tracked, tags: new Map([...more, ...run.tracked.tags]) } };
  }

  /** What is shown of a run stays; its points go when there are too many of all. */
  #makeRoom(latest: KnownRun): void {
    let size = 0;
    for (const { run } of this.#known.values()) size += run.size;
    for (const known of this.#known.values()) {
      if (size <= (this.#parts.mostPoints ?? MOST_POINTS)) return;
      if (known === latest || known.reading) continue;
      size -= known.run.size;
      known.run.forget();
    }
  }

  async #factsOf(id: string): Promise<RunFacts> {
    const above: FileRun[] = [];
    for (const parent of foldersAbove(id)) {
      if (!this.#folders.has(parent)) continue;
      const read = await this.read(parent, this.#ends.signal);
      if (read.ok) above.push(read.value);
    }
    return { id, name: id === '.' ? basename(this.#parts.directory) : id, above };
  }
}

const missingRun = (id: string): Failure => ({
  code: 'not-found',
  message: t('There is no run {0} here any more.', id),
});

/** The way up to the log directory itself. */
function foldersAbove(id: string): readonly string[] {
  if (id === '.') return [];
  const names = id.split('/').slice(0, -1);
  return [...names.map((_, index) => names.slice(0, names.length - index).join('/')), '.'];
}
