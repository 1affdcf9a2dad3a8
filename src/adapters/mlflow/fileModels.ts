import { statSync } from 'node:fs';
import { join } from 'node:path';
import { definedOf } from '../../domain/base/defined.ts';
import type { LoggedModel, ModelVersion, RegisteredModel, Trace } from '../../domain/experiments/modelRegistry.ts';
import type { ExperimentFolder } from './fileExperiments.ts';
import { metaAt, Problems, readTexts } from './fileRuns.ts';
import { mapField, type Meta, numberField, readMeta, textField } from './metaYaml.ts';
import { lastPoint, metricPoints } from './metricFile.ts';
import { loggedModelIdOf, loggedModelState, modelStageOf, modelVersionState, traceStateOf } from './modelStates.ts';
import { foldersIn, isFile, keysIn, readText } from './storeFiles.ts';
import type { StoredTrace } from './storeJob.ts';

/** Bytes of a metric of a logged model, which has a line for each run and data set. */
const MOST_METRIC = 1024 * 1024;

/** The registry of a file store lies in the folder `models` beside the experiments. What cannot be read of a model is left out of it. */
export function readFileModels(root: string): readonly RegisteredModel[] {
  return foldersIn(join(root, 'models'))
    .toSorted()
    .flatMap((name) => {
      const folder = join(root, 'models', name);
      if (!isFile(join(folder, 'meta.yaml'))) return [];
      const problems = new Problems(undefined);
      const meta = metaAt(folder, problems) ?? { fields: new Map<string, string>() };
      const latest = versionNumbers(folder)[0];
      return {
        name: textField(meta, 'name') ?? name,
        tags: readTexts(join(folder, 'tags'), problems),
        aliases: aliasesOf(folder, meta),
        ...definedOf({ description: textField(meta, 'description'), latestVersion: latest, ...timesOf(meta) }),
      };
    });
}

/** The highest first. */
const versionNumbers = (folder: string): readonly string[] =>
  foldersIn(folder)
    .flatMap((each) => /^version-(\d+)$/.exec(each)?.[1] ?? [])
    .toSorted((a, b) => Number(b) - Number(a));

export const readFileRunVersions = (root: string, runId: string): readonly ModelVersion[] =>
  foldersIn(join(root, 'models'))
    .toSorted()
    .flatMap((model) => readFileVersions(root, model).filter((version) => version.runId === runId));

/** In files of their own since 2.3, and in the meta.yaml of the model. */
function aliasesOf(folder: string, meta: Meta): ReadonlyMap<string, string> {
  return new Map([...mapField(meta, 'aliases'), ...readTexts(join(folder, 'aliases'), new Problems(undefined))]);
}

export function readFileVersions(root: string, model: string): readonly ModelVersion[] {
  const name = foldersIn(join(root, 'models')).find((each) => each === model);
  if (name === undefined) return [];
  const folder = join(root, 'models', name);
  const problems = new Problems(undefined);
  const aliases = [...aliasesOf(folder, metaAt(folder, problems) ?? { fields: new Map() })];
  return versionNumbers(folder).flatMap((version): readonly ModelVersion[] => {
    const own = join(folder, `version-${version}`);
    const meta = metaAt(own, problems);
    if (!meta) return [];
    const source = textField(meta, 'source');
    return [
      {
        model,
        version,
        state: modelVersionState(textField(meta, 'status')),
        tags: readTexts(join(own, 'tags'), problems),
        aliases: aliases.flatMap(([alias, of]) => (of === version ? [alias] : [])),
        ...definedOf({
          description: textField(meta, 'description'),
          user: textField(meta, 'user_id'),
          stage: modelStageOf(textField(meta, 'current_stage')),
          stateText: textField(meta, 'status_message'),
          source,
          runId: textField(meta, 'run_id'),
          loggedModelId: textField(meta, 'model_id') ?? loggedModelIdOf(source),
          ...timesOf(meta),
        }),
      },
    ];
  });
}

const timesOf = (meta: Meta) => ({
  createdAt: numberField(meta, 'creation_timestamp'),
  changedAt: numberField(meta, 'last_updated_timestamp'),
});

export const readFileLoggedModels = (experiment: ExperimentFolder): readonly LoggedModel[] =>
  foldersIn(join(experiment.folder, 'models')).flatMap((id) => readFileLoggedModel(experiment, id) ?? []);

/** Undefined: there is none of this name, or it was deleted. */
export function readFileLoggedModel(
  { id: experimentId, folder }: ExperimentFolder,
  wanted: string,
): LoggedModel | undefined {
  const id = foldersIn(join(folder, 'models')).find((each) => each === wanted);
  if (id === undefined) return undefined;
  const own = join(folder, 'models', id);
  const problems = new Problems(undefined);
  const meta = metaAt(own, problems);
  if (!meta || textField(meta, 'lifecycle_stage') === 'deleted') return undefined;
  return {
    id,
    experimentId,
    name: textField(meta, 'name') ?? '',
    state: loggedModelState(numberField(meta, 'status')),
    params: readTexts(join(own, 'params'), problems),
    tags: readTexts(join(own, 'tags'), problems),
    metrics: modelMetrics(own, problems),
    ...definedOf({
      type: textField(meta, 'model_type'),
      runId: textField(meta, 'source_run_id'),
      artifactUri: textField(meta, 'artifact_location'),
      ...timesOf(meta),
    }),
  };
}

function modelMetrics(folder: string, problems: Problems): LoggedModel['metrics'] {
  return Array.from(keysIn(join(folder, 'metrics'))).flatMap(({ key, path }) => {
    const text = problems.try(path, () => readText(path, MOST_METRIC));
    const point = text === undefined ? undefined : lastPoint(metricPoints(text).points);
    return point ? [{ key, value: point.value, step: point.step }] : [];
  });
}

/** The newest, by the time at which their folder was written: opening thousands to sort them would take seconds. */
export function readFileTraces(experiment: ExperimentFolder, limit: number): readonly Trace[] {
  const { folder } = experiment;
  const names = foldersIn(join(folder, 'traces')).map((id) => {
    const file = traceFile(folder, id);
    return { id, writtenAt: statSync(file, { throwIfNoEntry: false })?.mtimeMs };
  });
  return names
    .filter(({ writtenAt }) => writtenAt !== undefined)
    .toSorted((a, b) => (b.writtenAt ?? 0) - (a.writtenAt ?? 0))
    .slice(0, limit)
    .flatMap(({ id }) => fileTrace(experiment, id)?.trace ?? []);
}

const traceFile = (folder: string, id: string) => join(folder, 'traces', id, 'trace_info.yaml');

/** Undefined: there is none that can be read. */
export function readFileTrace(experiment: ExperimentFolder, wanted: string): StoredTrace | undefined {
  // Names from outside are compared with those that are there.
  const id = foldersIn(join(experiment.folder, 'traces')).find((each) => each === wanted);
  return id === undefined ? undefined : fileTrace(experiment, id);
}

function fileTrace({ id: experimentId, folder }: ExperimentFolder, id: string): StoredTrace | undefined {
  const file = traceFile(folder, id);
  const problems = new Problems(undefined);
  const meta = problems.try(file, () => readMeta(file));
  if (!meta) return undefined;
  const own = join(folder, 'traces', id);
  const tags = readTexts(join(own, 'tags'), problems);
  const asked = Date.parse(textField(meta, 'request_time') ?? '');
  const trace = {
    id,
    experimentId,
    // Before 3.0 the fields had other names.
    state: traceStateOf(textField(meta, 'state') ?? textField(meta, 'status')),
    startedAt: Number.isNaN(asked) ? (numberField(meta, 'timestamp_ms') ?? 0) : asked,
    ...definedOf({
      name: tags.get('mlflow.traceName'),
      duration: numberField(meta, 'execution_duration_ms') ?? numberField(meta, 'execution_time_ms'),
      request: textField(meta, 'request_preview'),
      response: textField(meta, 'response_preview'),
    }),
  };
  return { trace, spans: [], artifactUri: tags.get('mlflow.artifactLocation') ?? join(own, 'artifacts') };
}
