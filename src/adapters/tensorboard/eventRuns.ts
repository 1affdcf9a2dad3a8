import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { WatchFiles } from '../../domain/base/watchFiles.ts';
import { withAbort } from '../../domain/base/withAbort.ts';
import type { FileRun, FileRuns, ListedRun } from '../../domain/experiments/fileRuns.ts';
import type { HistoryPoints } from '../../domain/experiments/pointList.ts';
import type { HistoryRequest } from '../../domain/experiments/ports.ts';
import { folderFailure } from '../folders/folderFailure.ts';
import { nameOfRun, type RunFolder, runFolders } from './eventFolders.ts';
import { EventRun } from './eventRun.ts';
import { type RunFacts, trackedEventRun } from './trackedEventRun.ts';

/** Of all runs together, 24 bytes each. Runs that were read longest ago are read again when their points are asked for. */
const MOST_POINTS = 4_000_000;

interface KnownRun {
  readonly run: EventRun;
  state: string;
  read: FileRun | undefined;
  reading: Promise<Result<FileRun>> | undefined;
}

/** The runs of a log directory. Of their files only what was written since is read. */
export class EventRuns implements FileRuns {
  readonly #directory: string;
  readonly #watchFiles: WatchFiles;
  readonly #mostPoints: number;
  /** Those that were read last stand last. */
  readonly #known = new Map<string, KnownRun>();
  readonly #ends = new AbortController();
  #folders: ReadonlyMap<string, RunFolder> = new Map();
  #listing: Promise<Result<readonly ListedRun[]>> | undefined;

  constructor(directory: string, watchFiles: WatchFiles, mostPoints = MOST_POINTS) {
    this.#directory = directory;
    this.#watchFiles = watchFiles;
    this.#mostPoints = mostPoints;
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
    const known = this.#known.get(id) ?? { run: new EventRun(), state: '', read: undefined, reading: undefined };
    // To the end, for it was used last.
    this.#known.delete(id);
    this.#known.set(id, known);
    known.reading ??= this.#read(folder, known).finally(() => {
      known.reading = undefined;
    });
    return await withAbort(known.reading, signal);
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
    return ok(this.#known.get(id)?.run.record.series.get(key)?.points(steps, mostPoints));
  }

  watch(changed: () => void): Disposable {
    return this.#watchFiles({ folder: this.#directory, glob: '**/*tfevents*', of: 'content' }, changed);
  }

  async #list(): Promise<Result<readonly ListedRun[]>> {
    try {
      const folders = await runFolders(this.#directory, this.#ends.signal);
      this.#folders = new Map(folders.map((folder) => [folder.id, folder]));
      for (const id of this.#known.keys()) if (!this.#folders.has(id)) this.#known.delete(id);
      return ok(folders.toSorted((one, other) => other.writtenAt - one.writtenAt));
    } catch (error) {
      if (this.#ends.signal.aborted) return fail(CANCELLED);
      return fail(folderFailure(error, this.#directory));
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
    const read = trackedEventRun(known.run, await this.#factsOf(folder.id));
    known.read = read;
    this.#makeRoom(known);
    return ok(read);
  }

  /** What is shown of a run stays; its points go when there are too many of all. */
  #makeRoom(latest: KnownRun): void {
    let size = 0;
    for (const { run } of this.#known.values()) size += run.record.size;
    for (const known of this.#known.values()) {
      if (size <= this.#mostPoints) return;
      if (known === latest || known.reading) continue;
      size -= known.run.record.size;
      known.run.forget();
    }
  }

  async #factsOf(id: string): Promise<RunFacts> {
    const above: { id: string; params: ReadonlyMap<string, string> }[] = [];
    for (const parent of foldersAbove(id)) {
      if (!this.#folders.has(parent)) continue;
      const read = await this.read(parent, this.#ends.signal);
      if (read.ok) above.push({ id: parent, params: read.value.tracked.params });
    }
    return { id, name: nameOfRun(id, this.#directory), above };
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
