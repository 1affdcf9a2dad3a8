import type { Clock } from '../../domain/base/clock.ts';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import type { ArtifactContent } from '../../domain/experiments/ports.ts';
import type { Experiment, TrackedRun } from '../../domain/experiments/trackedRun.ts';
import { TRACKED_RUN_TAGS } from '../../domain/experiments/trackedRunTags.ts';
import type {
  LoggedValues,
  ModelWriter,
  NewRun,
  RunEnding,
  TrackerWriter,
} from '../../domain/experiments/trackerWriter.ts';
import { recordOf, stringOf } from '../http/json.ts';
import type { ServerApi } from './serverApi.ts';
import { writeServerArtifact } from './serverArtifacts.ts';
import { runStatusOf } from './runState.ts';
import { wholeTag } from './wholeTag.ts';
import { experimentOf, runOf } from './serverRecords.ts';
import { notTold } from './serverRefusal.ts';

/** Limits of one `runs/log-batch` (mlflow/utils/validation.py): 100 params, 100 tags, and 1000 of all three together. */
const MOST_METRICS = 800;
const MOST_PARAMS = 100;
const MOST_TAGS = 100;

/** Changes over REST. */
export class ServerWriter implements TrackerWriter {
  readonly models: ModelWriter;
  readonly #api: ServerApi;
  readonly #clock: Clock;

  constructor(api: ServerApi, models: ModelWriter, clock: Clock) {
    this.#api = api;
    this.models = models;
    this.#clock = clock;
  }

  async createExperiment(name: string, signal: AbortSignal): Promise<Result<Experiment>> {
    const made = await this.#api.change('POST', 'experiments/create', { name }, signal);
    return made.ok ? await this.#experiment(stringOf(made.value, 'experiment_id') ?? '', signal) : made;
  }

  renameExperiment(experimentId: string, name: string, signal: AbortSignal): Promise<Result<Experiment>> {
    return this.#onExperiment('update', experimentId, { new_name: name }, signal);
  }

  deleteExperiment(experimentId: string, signal: AbortSignal): Promise<Result<Experiment>> {
    return this.#onExperiment('delete', experimentId, {}, signal);
  }

  restoreExperiment(experimentId: string, signal: AbortSignal): Promise<Result<Experiment>> {
    return this.#onExperiment('restore', experimentId, {}, signal);
  }

  async setExperimentTag(
    experimentId: string,
    key: string,
    value: string,
    signal: AbortSignal,
  ): Promise<Result<Experiment>> {
    const after = await this.#onExperiment('set-experiment-tag', experimentId, { key, value }, signal);
    return wholeTag(after, key, value);
  }

  async createRun({ experimentId, name, startedAt, tags }: NewRun, signal: AbortSignal): Promise<Result<TrackedRun>> {
    const body = {
      experiment_id: experimentId,
      run_name: name,
      // Left out, it would be 1970.
      start_time: startedAt ?? this.#clock.now(),
      tags: pairsOf(tags),
    };
    const made = await this.#api.change('POST', 'runs/create', body, signal);
    if (!made.ok) return made;
    return await this.#run(stringOf(recordOf(recordOf(made.value, 'run'), 'info'), 'run_id') ?? '', signal);
  }

  renameRun(runId: string, name: string, signal: AbortSignal): Promise<Result<TrackedRun>> {
    return this.#onRun('update', runId, { run_name: name }, signal);
  }

  deleteRun(runId: string, signal: AbortSignal): Promise<Result<TrackedRun>> {
    return this.#onRun('delete', runId, {}, signal);
  }

  restoreRun(runId: string, signal: AbortSignal): Promise<Result<TrackedRun>> {
    return this.#onRun('restore', runId, {}, signal);
  }

  async setTag(runId: string, key: string, value: string, signal: AbortSignal): Promise<Result<TrackedRun>> {
    const after = await this.#onRun('set-tag', runId, { key, value }, signal);
    return wholeTag(after, key, value);
  }

  deleteTag(runId: string, key: string, signal: AbortSignal): Promise<Result<TrackedRun>> {
    return this.#onRun('delete-tag', runId, { key }, signal);
  }

  setNote(runId: string, text: string, signal: AbortSignal): Promise<Result<TrackedRun>> {
    return this.setTag(runId, TRACKED_RUN_TAGS.note, text, signal);
  }

  endRun(runId: string, { state, at }: RunEnding, signal: AbortSignal): Promise<Result<TrackedRun>> {
    return this.#onRun('update', runId, { status: runStatusOf(state), end_time: at ?? this.#clock.now() }, signal);
  }

  async log(runId: string, values: LoggedValues, signal: AbortSignal): Promise<Result<TrackedRun>> {
    const metrics = (values.metrics ?? []).map(({ key, value, step, timestamp }) => ({
      key,
      value: numberText(value),
      step,
      timestamp,
    }));
    const [params, tags] = [pairsOf(values.params), pairsOf(values.tags)];
    for (let part = 0; ; part++) {
      const batch = {
        run_id: runId,
        metrics: partOf(metrics, part, MOST_METRICS),
        params: partOf(params, part, MOST_PARAMS),
        tags: partOf(tags, part, MOST_TAGS),
      };
      if (batch.metrics.length + batch.params.length + batch.tags.length === 0) return await this.#run(runId, signal);
      const answer = await this.#api.change('POST', 'runs/log-batch', batch, signal);
      if (!answer.ok) return answer;
    }
  }

  writeArtifact(runId: string, path: string, content: ArtifactContent, signal: AbortSignal): Promise<Result<void>> {
    return writeServerArtifact(this.#api, { runId, path, content }, signal);
  }

  async #onExperiment(action: string, id: string, more: object, signal: AbortSignal): Promise<Result<Experiment>> {
    const answer = await this.#api.change('POST', `experiments/${action}`, { experiment_id: id, ...more }, signal);
    return answer.ok ? await this.#experiment(id, signal) : answer;
  }

  async #onRun(action: string, id: string, more: object, signal: AbortSignal): Promise<Result<TrackedRun>> {
    const answer = await this.#api.change('POST', `runs/${action}`, { run_id: id, ...more }, signal);
    return answer.ok ? await this.#run(id, signal) : answer;
  }

  async #experiment(id: string, signal: AbortSignal): Promise<Result<Experiment>> {
    const answer = await this.#api.get('experiments/get', [['experiment_id', id]], signal);
    const experiment = answer.ok ? experimentOf(answer.value.get('experiment')) : undefined;
    return answer.ok ? (experiment ? ok(experiment) : fail(notTold(this.#api.where))) : answer;
  }

  async #run(id: string, signal: AbortSignal): Promise<Result<TrackedRun>> {
    const answer = await this.#api.get('runs/get', [['run_id', id]], signal);
    const run = answer.ok ? runOf(answer.value.get('run')) : undefined;
    return answer.ok ? (run ? ok(run) : fail(notTold(this.#api.where))) : answer;
  }
}

/** JSON has no such numbers; MLflow reads their names. */
function numberText(value: number): number | string {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return value;
  return value > 0 ? 'Infinity' : '-Infinity';
}

function pairsOf(
  texts: ReadonlyMap<string, string> | undefined,
): readonly { readonly key: string; readonly value: string }[] {
  return Array.from(texts ?? [], ([key, value]) => ({ key, value }));
}

function partOf<T>(list: readonly T[], part: number, most: number): readonly T[] {
  return list.slice(part * most, (part + 1) * most);
}
