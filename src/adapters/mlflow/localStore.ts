import { basename, dirname, join } from 'node:path';
import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { WatchFiles } from '../../domain/base/watchFiles.ts';
import type { ModelRegistry } from '../../domain/experiments/modelRegistry.ts';
import type { ExperimentTracker, HistoryRequest, RunPage, RunQuery } from '../../domain/experiments/ports.ts';
import type { RunFilter } from '../../domain/experiments/runFilter.ts';
import type { TrackerRef } from '../../domain/experiments/tracker.ts';
import { artifactFolder, type ArtifactPlaces, listArtifacts, readArtifactOf } from './localArtifacts.ts';
import { LocalModels } from './localModels.ts';
import { splitForSqlite } from './sqliteFilter.ts';
import { storeFailure } from './storeFailure.ts';
import type { Raw, StorePlace } from './storeJob.ts';
import { StoreThread } from './storeThread.ts';

/** Runs of the first page, so that a table has rows at once, and of the others: reading one into this thread stays below 10 ms. */
const FIRST_PAGE = 100;
const PAGE = 250;

/** What of an experiment's folder shows in its rows: not the artifacts. */
const RUN_FILES =
  '{meta.yaml,*/meta.yaml,*/metrics/**,*/params/**,*/tags/**,models/*/{meta.yaml,metrics/**},traces/*/trace_info.yaml}';
/** The registry of a folder `mlruns`. */
const MODEL_FILES = 'models/*/{meta.yaml,aliases/*,version-*/meta.yaml}';

export interface LocalStoreOptions {
  readonly watchFiles: WatchFiles;
  /** The program of the thread in the bundle. */
  readonly workerFile?: URL;
}

/**
 * Opens the folder `mlruns` or the database `mlflow.db` of a project, without writing to it.
 * Failures: `not-found`, `forbidden`, `invalid` (no store, damaged), `conflict` (locked, in migration), `unsupported` (newer schema, no SQLite).
 */
export async function openLocalStore(
  ref: TrackerRef,
  { workerFile, watchFiles }: LocalStoreOptions,
  signal: AbortSignal,
): Promise<Result<ExperimentTracker>> {
  const place = placeOf(ref);
  if (!place) return fail(storeFailure({ reason: 'not-a-store', path: ref.label }));
  const thread = new StoreThread(place, workerFile);
  const version = await thread.ask('version', {}, signal);
  if (version.ok) return ok(new LocalStore(ref, { place, thread, watchFiles, version: version.value }));
  thread.dispose();
  return version;
}

function placeOf({ place }: TrackerRef): StorePlace | undefined {
  if (place.form !== 'fileStore' && place.form !== 'sqlite') return undefined;
  return { form: place.form, path: place.path };
}

interface Parts {
  readonly place: StorePlace;
  readonly thread: StoreThread;
  readonly watchFiles: WatchFiles;
  readonly version: string | undefined;
}

class LocalStore implements ExperimentTracker {
  readonly ref: TrackerRef;
  readonly version: string;
  readonly registry: ModelRegistry;
  readonly #place: StorePlace;
  readonly #parts: Parts;
  readonly #store = new DisposableStore();

  constructor(ref: TrackerRef, parts: Parts) {
    const { place, thread, version } = parts;
    this.ref = ref;
    this.#place = place;
    this.#parts = parts;
    const sqlite = version === undefined ? t('SQLite store') : t('SQLite store, schema {0}', version);
    this.version = place.form === 'sqlite' ? sqlite : t('file store');
    this.registry = new LocalModels(thread, placesOf(place));
    this.#store.add(thread);
  }

  async experiments(signal: AbortSignal) {
    const found = await this.#parts.thread.ask('experiments', {}, signal);
    return found.ok ? ok(found.value.map(worded)) : found;
  }

  async *runs(query: RunQuery, signal: AbortSignal): AsyncGenerator<Result<RunPage>, void> {
    const { thread } = this.#parts;
    const ids = await thread.ask('runIds', { query }, signal);
    if (!ids.ok) {
      yield ids;
      return;
    }
    const pages = pagesOf(ids.value);
    const ask = (page: readonly string[]) => thread.ask('runs', { ids: page }, signal);
    let next = ask(pages[0] ?? []);
    for (const at of pages.keys()) {
      const page = await next;
      const following = pages[at + 1];
      // The thread reads on while the page is looked at.
      if (page.ok && following) next = ask(following);
      yield page.ok ? ok({ runs: page.value.map(worded), total: ids.value.length }) : page;
      if (!page.ok) return;
    }
  }

  async run(runId: string, signal: AbortSignal) {
    const found = await this.#parts.thread.ask('run', { id: runId }, signal);
    return found.ok ? ok({ ...found.value, run: worded(found.value.run) }) : found;
  }

  async histories({ runIds, key, steps, mostPoints }: HistoryRequest, signal: AbortSignal) {
    const limits = { ...(steps ? { steps } : {}), ...(mostPoints === undefined ? {} : { mostPoints }) };
    return await Promise.all(
      runIds.map((runId) => this.#parts.thread.ask('history', { runId, key, ...limits }, signal)),
    );
  }

  async artifacts(runId: string, folder: string, signal: AbortSignal) {
    const root = await this.#artifactRoot(runId, signal);
    return root.ok ? await listArtifacts(root.value, folder, signal) : root;
  }

  async readArtifact(runId: string, path: string, signal: AbortSignal) {
    const root = await this.#artifactRoot(runId, signal);
    return root.ok ? await readArtifactOf(root.value, path, signal) : root;
  }

  splitFilter(filter: RunFilter) {
    return this.#place.form === 'sqlite' ? splitForSqlite(filter) : { there: undefined, rest: filter };
  }

  watch(experimentIds: readonly string[], changed: () => void): Disposable {
    const { path, form } = this.#place;
    const { watchFiles } = this.#parts;
    const watches = new DisposableStore();
    const of = 'content';
    // A database's log and journal lie beside it and have its name.
    if (form === 'sqlite') watches.add(watchFiles({ folder: dirname(path), glob: `${basename(path)}*`, of }, changed));
    else {
      watches.add(watchFiles({ folder: path, glob: MODEL_FILES, of }, changed));
      for (const id of experimentIds) watches.add(watchFiles({ folder: join(path, id), glob: RUN_FILES, of }, changed));
    }
    return watches;
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #artifactRoot(runId: string, signal: AbortSignal): Promise<Result<string>> {
    const found = await this.#parts.thread.ask('runs', { ids: [runId] }, signal);
    if (!found.ok) return found;
    const [run] = found.value;
    if (!run) return fail(storeFailure({ reason: 'no-run', path: runId }));
    return await artifactFolder(run.artifactUri, placesOf(this.#place));
  }
}

/** At least one, so that a source without runs answers too. */
function pagesOf(ids: readonly string[]): readonly (readonly string[])[] {
  const pages = [ids.slice(0, FIRST_PAGE)];
  for (let start = FIRST_PAGE; start < ids.length; start += PAGE) pages.push(ids.slice(start, start + PAGE));
  return pages;
}

/** MLflow 3 writes artifacts of a database beside it into `mlruns`, its server into `mlartifacts`. */
function placesOf({ form, path }: StorePlace): ArtifactPlaces {
  const base = dirname(path);
  return { base, roots: form === 'fileStore' ? [path] : [join(base, 'mlruns'), join(base, 'mlartifacts')] };
}

/** With its trouble in the user's language. */
function worded<T extends Raw<{ readonly trouble?: Failure }>>(
  raw: T,
): Omit<T, 'problem'> & { readonly trouble?: Failure } {
  const { problem, ...rest } = raw;
  return problem ? { ...rest, trouble: storeFailure(problem) } : rest;
}
