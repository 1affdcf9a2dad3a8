import type { Clock } from '../../domain/base/clock.ts';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ModelVersion, RegisteredModel } from '../../domain/experiments/modelRegistry.ts';
import type { ExperimentTracker } from '../../domain/experiments/ports.ts';
import type { Experiment, TrackedRun } from '../../domain/experiments/trackedRun.ts';
import { TRACKED_RUN_TAGS } from '../../domain/experiments/trackedRunTags.ts';
import type {
  LoggedValues,
  ModelSource,
  ModelWriter,
  NewRun,
  RunEnding,
  TrackerWriter,
} from '../../domain/experiments/trackerWriter.ts';
import type { ChangeStore } from './pythonStore.ts';
import { runStatusOf } from './runState.ts';
import { wholeTag } from './wholeTag.ts';

/** Changes of a store on this machine, made by mlflow itself; what is there afterwards is read as ever. */
export class PythonWriter implements TrackerWriter {
  readonly models: ModelWriter;
  readonly #tracker: ExperimentTracker;
  readonly #change: ChangeStore;
  readonly #clock: Clock;

  constructor(tracker: ExperimentTracker, change: ChangeStore, clock: Clock) {
    this.#tracker = tracker;
    this.#change = change;
    this.#clock = clock;
    this.models = new PythonModelWriter(tracker, change);
  }

  async createExperiment(name: string, signal: AbortSignal): Promise<Result<Experiment>> {
    const made = await this.#change('createExperiment', { name }, signal);
    return made.ok ? await this.#experiment(made.value ?? '', signal) : made;
  }

  renameExperiment(id: string, name: string, signal: AbortSignal): Promise<Result<Experiment>> {
    return this.#onExperiment('renameExperiment', id, { name }, signal);
  }

  deleteExperiment(id: string, signal: AbortSignal): Promise<Result<Experiment>> {
    return this.#onExperiment('deleteExperiment', id, {}, signal);
  }

  restoreExperiment(id: string, signal: AbortSignal): Promise<Result<Experiment>> {
    return this.#onExperiment('restoreExperiment', id, {}, signal);
  }

  setExperimentTag(id: string, key: string, value: string, signal: AbortSignal): Promise<Result<Experiment>> {
    return this.#onExperiment('setExperimentTag', id, { key, value }, signal);
  }

  async createRun({ experimentId, name, startedAt, tags }: NewRun, signal: AbortSignal): Promise<Result<TrackedRun>> {
    const start = startedAt ?? this.#clock.now();
    const what = { experiment_id: experimentId, name, start, tags: [...(tags ?? [])] };
    const made = await this.#change('createRun', what, signal);
    return made.ok ? await this.#run(made.value ?? '', signal) : made;
  }

  renameRun(id: string, name: string, signal: AbortSignal): Promise<Result<TrackedRun>> {
    return this.#onRun('renameRun', id, { name }, signal);
  }

  deleteRun(id: string, signal: AbortSignal): Promise<Result<TrackedRun>> {
    return this.#onRun('deleteRun', id, {}, signal);
  }

  restoreRun(id: string, signal: AbortSignal): Promise<Result<TrackedRun>> {
    return this.#onRun('restoreRun', id, {}, signal);
  }

  async setTag(id: string, key: string, value: string, signal: AbortSignal): Promise<Result<TrackedRun>> {
    const after = await this.#onRun('setTag', id, { key, value }, signal);
    return wholeTag(after, key, value);
  }

  deleteTag(id: string, key: string, signal: AbortSignal): Promise<Result<TrackedRun>> {
    return this.#onRun('deleteTag', id, { key }, signal);
  }

  setNote(id: string, text: string, signal: AbortSignal): Promise<Result<TrackedRun>> {
    return this.setTag(id, TRACKED_RUN_TAGS.note, text, signal);
  }

  endRun(id: string, { state, at }: RunEnding, signal: AbortSignal): Promise<Result<TrackedRun>> {
    return this.#onRun('endRun', id, { status: runStatusOf(state), end: at ?? this.#clock.now() }, signal);
  }

  async log(runId: string, { params, tags, metrics }: LoggedValues, signal: AbortSignal): Promise<Result<TrackedRun>> {
    const points = (metrics ?? []).map(({ key, value, timestamp, step }) => [key, String(value), timestamp, step]);
    const what = { run_id: runId, params: [...(params ?? [])], tags: [...(tags ?? [])], metrics: points };
    const logged = await this.#change('log', what, signal);
    return logged.ok ? await this.#run(runId, signal) : logged;
  }

  /** Programs write their files themselves where the store is. */
  writeArtifact(): Promise<Result<void>> {
    const message = t('Files are not written into {0} from here.', this.#tracker.ref.label);
    return Promise.resolve(fail({ code: 'unsupported', message }));
  }

  async #onExperiment(act: string, id: string, more: object, signal: AbortSignal): Promise<Result<Experiment>> {
    const changed = await this.#change(act, { id, ...more }, signal);
    return changed.ok ? await this.#experiment(id, signal) : changed;
  }

  async #onRun(act: string, id: string, more: object, signal: AbortSignal): Promise<Result<TrackedRun>> {
    const changed = await this.#change(act, { id, ...more }, signal);
    return changed.ok ? await this.#run(id, signal) : changed;
  }

  async #experiment(id: string, signal: AbortSignal): Promise<Result<Experiment>> {
    const all = await this.#tracker.experiments(signal);
    if (!all.ok) return all;
    const found = all.value.find((each) => each.id === id);
    return found ? ok(found) : fail(notShown(this.#tracker.ref.label));
  }

  async #run(id: string, signal: AbortSignal): Promise<Result<TrackedRun>> {
    const details = await this.#tracker.run(id, signal);
    return details.ok ? ok(details.value.run) : details;
  }
}

type Version = Pick<ModelVersion, 'model' | 'version'>;

class PythonModelWriter implements ModelWriter {
  readonly #tracker: ExperimentTracker;
  readonly #change: ChangeStore;

  constructor(tracker: ExperimentTracker, change: ChangeStore) {
    this.#tracker = tracker;
    this.#change = change;
  }

  async register(model: string, source: ModelSource, signal: AbortSignal): Promise<Result<ModelVersion>> {
    const from = source.form === 'artifacts' ? await this.#placeOf(source, signal) : ok(ofLogged(source));
    if (!from.ok) return from;
    const made = await this.#change('register', { name: model, ...from.value }, signal);
    return made.ok ? await this.#version({ model, version: made.value ?? '' }, signal) : made;
  }

  setAlias(name: string, alias: string, version: string, signal: AbortSignal): Promise<Result<RegisteredModel>> {
    return this.#onModel('setAlias', name, { alias, version }, signal);
  }

  deleteAlias(name: string, alias: string, signal: AbortSignal): Promise<Result<RegisteredModel>> {
    return this.#onModel('deleteAlias', name, { alias }, signal);
  }

  setVersionTag(
    version: Version,
    { key, value }: { readonly key: string; readonly value: string },
    signal: AbortSignal,
  ): Promise<Result<ModelVersion>> {
    return this.#onVersion('setVersionTag', version, { key, value }, signal);
  }

  deleteVersionTag(version: Version, key: string, signal: AbortSignal): Promise<Result<ModelVersion>> {
    return this.#onVersion('deleteVersionTag', version, { key }, signal);
  }

  async #onModel(act: string, name: string, more: object, signal: AbortSignal): Promise<Result<RegisteredModel>> {
    const changed = await this.#change(act, { name, ...more }, signal);
    if (!changed.ok) return changed;
    const models = await this.#tracker.registry?.models(signal);
    if (models && !models.ok) return models;
    const found = models?.value.find((each) => each.name === name);
    return found ? ok(found) : fail(notShown(this.#tracker.ref.label));
  }

  async #onVersion(
    act: string,
    { model, version }: Version,
    what: object,
    signal: AbortSignal,
  ): Promise<Result<ModelVersion>> {
    const changed = await this.#change(act, { name: model, version, ...what }, signal);
    return changed.ok ? await this.#version({ model, version }, signal) : changed;
  }

  async #version({ model, version }: Version, signal: AbortSignal): Promise<Result<ModelVersion>> {
    const versions = await this.#tracker.registry?.versions(model, signal);
    if (versions && !versions.ok) return versions;
    const found = versions?.value.find((each) => each.version === version);
    return found ? ok(found) : fail(notShown(this.#tracker.ref.label));
  }

  async #placeOf(
    { runId, path }: Extract<ModelSource, { readonly form: 'artifacts' }>,
    signal: AbortSignal,
  ): Promise<Result<object>> {
    const details = await this.#tracker.run(runId, signal);
    if (!details.ok) return details;
    const root = details.value.run.artifactUri ?? `runs:/${runId}`;
    return ok({ source: path === '' ? root : `${root}/${path}`, run_id: runId });
  }
}

function ofLogged({ model: { id, runId } }: Extract<ModelSource, { readonly form: 'loggedModel' }>): object {
  return { source: `models:/${id}`, model_id: id, ...(runId === undefined ? {} : { run_id: runId }) };
}

function notShown(label: string) {
  return {
    code: 'rejected' as const,
    message: t('mlflow has made the change, but {0} does not show it.', label),
    nextStep: t('Refresh, and look before you try again.'),
  };
}
