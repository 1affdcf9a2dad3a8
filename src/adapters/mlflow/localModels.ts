import { ok, type Result } from '../../domain/base/failure.ts';
import { parsedJson } from '../../domain/base/parsedJson.ts';
import type { ModelRegistry, TraceDetails } from '../../domain/experiments/modelRegistry.ts';
import type { ArtifactContent } from '../../domain/experiments/ports.ts';
import { artifactFolder, type ArtifactPlaces, listArtifacts, readArtifactOf } from './localArtifacts.ts';
import type { StoreThread } from './storeThread.ts';
import { readTraceText, spansInFile, traceSpansOf } from './traceSpans.ts';

/** Models and traces of a store of this machine: the thread reads what is written of them, their files are read here. */
export class LocalModels implements ModelRegistry {
  readonly #thread: StoreThread;
  readonly #places: ArtifactPlaces;

  constructor(thread: StoreThread, places: ArtifactPlaces) {
    this.#thread = thread;
    this.#places = places;
  }

  models(signal: AbortSignal) {
    return this.#thread.ask('models', {}, signal);
  }

  versions(model: string, signal: AbortSignal) {
    return this.#thread.ask('versions', { model }, signal);
  }

  runVersions(runId: string, signal: AbortSignal) {
    return this.#thread.ask('runVersions', { runId }, signal);
  }

  loggedModels(experimentIds: readonly string[], limit: number, signal: AbortSignal) {
    return this.#thread.ask('loggedModels', { experimentIds, limit }, signal);
  }

  loggedModel(id: string, signal: AbortSignal) {
    return this.#thread.ask('loggedModel', { id }, signal);
  }

  async modelFiles(id: string, folder: string, signal: AbortSignal) {
    const root = await this.#modelFolder(id, signal);
    return root.ok ? await listArtifacts(root.value, folder, signal) : root;
  }

  async readModelFile(id: string, path: string, signal: AbortSignal): Promise<Result<ArtifactContent>> {
    const root = await this.#modelFolder(id, signal);
    return root.ok ? await readArtifactOf(root.value, path, signal) : root;
  }

  traces(experimentIds: readonly string[], limit: number, signal: AbortSignal) {
    return this.#thread.ask('traces', { experimentIds, limit }, signal);
  }

  async trace(experimentId: string, id: string, signal: AbortSignal): Promise<Result<TraceDetails>> {
    const stored = await this.#thread.ask('trace', { experimentId, id }, signal);
    if (!stored.ok) return stored;
    const { trace, spans, artifactUri } = stored.value;
    if (spans.length > 0) return ok({ trace, spans: traceSpansOf(spans.map(parsedJson)) });
    const text = await this.#traceFile(artifactUri, signal);
    return ok(text.ok ? { trace, spans: spansInFile(text.value) } : { trace, spans: [], trouble: text.failure });
  }

  async #traceFile(artifactUri: string | undefined, signal: AbortSignal): Promise<Result<string>> {
    const root = await artifactFolder(artifactUri, this.#places, 'trace');
    const file = root.ok ? await readArtifactOf(root.value, 'traces.json', signal) : root;
    return file.ok ? await readTraceText(file.value) : file;
  }

  async #modelFolder(id: string, signal: AbortSignal): Promise<Result<string>> {
    const model = await this.#thread.ask('loggedModel', { id }, signal);
    return model.ok ? await artifactFolder(model.value.artifactUri, this.#places, 'model') : model;
  }
}
