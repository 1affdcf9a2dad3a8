import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { withAbort } from '../../domain/base/withAbort.ts';
import type { TrackedRun } from '../../domain/experiments/trackedRun.ts';
import { folderFailure } from '../folders/folderFailure.ts';
import { readClientFolder } from './clientFolder.ts';
import { readExportedRun } from './exportedRun.ts';
import type { FoundRun } from './foundRun.ts';
import { unreadableFile } from './neptuneFailure.ts';
import { type NeptuneSource, neptuneSources } from './neptuneSources.ts';
import { RunRecord } from './runRecord.ts';
import { readScaleDatabase } from './scaleDatabase.ts';
import { trackedNeptuneRun } from './trackedNeptuneRun.ts';

/** A run, and what the table is told of it. */
export interface KnownRun {
  readonly run: FoundRun;
  readonly tracked: TrackedRun;
}

/** The runs in a folder `.neptune` or `exports`. Each is read again only when its files have changed. */
export class NeptuneRuns {
  readonly #folder: string;
  readonly #known = new Map<string, KnownRun & { readonly state: string }>();
  readonly #ends = new AbortController();
  #reading: Promise<Result<readonly KnownRun[]>> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  dispose(): void {
    this.#ends.abort();
    this.#known.clear();
  }

  /** Tree, table and plots ask at the same time: what is being read is read for all of them. */
  async read(signal: AbortSignal): Promise<Result<readonly KnownRun[]>> {
    this.#reading ??= this.#readAll(this.#ends.signal).finally(() => {
      this.#reading = undefined;
    });
    return await withAbort(this.#reading, signal);
  }

  async #readAll(signal: AbortSignal): Promise<Result<readonly KnownRun[]>> {
    try {
      const sources = await neptuneSources(this.#folder);
      const places = new Set(sources.map(({ path }) => path));
      for (const path of this.#known.keys()) if (!places.has(path)) this.#known.delete(path);
      const runs: KnownRun[] = [];
      for (const source of sources) runs.push(await this.#runOf(source, signal));
      return ok(runs);
    } catch (error) {
      if (signal.aborted) return fail(CANCELLED);
      return fail(folderFailure(error, this.#folder));
    }
  }

  async #runOf(source: NeptuneSource, signal: AbortSignal): Promise<KnownRun> {
    const known = this.#known.get(source.path);
    if (known?.state === source.state) return known;
    const run = await readSource(source, signal);
    const found = { state: source.state, run, tracked: trackedNeptuneRun(run) };
    this.#known.set(source.path, found);
    return found;
  }
}

/** One run that cannot be read is marked; the others are not concerned. */
async function readSource(source: NeptuneSource, signal: AbortSignal): Promise<FoundRun> {
  const { form, path, files } = source;
  try {
    if (form === 'client') return await readClientFolder(source, signal);
    return form === 'scale' ? await readScaleDatabase(path, signal) : await readExportedRun(files, signal);
  } catch (error) {
    if (signal.aborted || !isFileError(error)) throw error;
    const trouble = unreadableFile(path, error.message);
    return { id: path, record: new RunRecord(), client: 'neptune', trouble };
  }
}

/** Of the file system or of SQLite: others are bugs. */
const isFileError = (error: unknown): error is Error & { readonly code: unknown } =>
  error instanceof Error && 'code' in error;
