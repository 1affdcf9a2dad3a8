import { join } from 'node:path';
import { definedOf } from '../../domain/base/defined.ts';
import type { DatasetInput, MetricSummary, TrackedRun } from '../../domain/experiments/trackedRun.ts';
import { TRACKED_RUN_TAGS } from '../../domain/experiments/trackedRunTags.ts';
import type { RunState } from '../../domain/runs/run.ts';
import { mapField, type Meta, numberField, readMeta, textField } from './metaYaml.ts';
import { badMetric, lastPoint, type MetricPoint, metricPoints, sortedPoints } from './metricFile.ts';
import { CONTEXT_TAG } from './sqliteDetails.ts';
import { foldersIn, isFile, keysIn, readTail, readText } from './storeFiles.ts';
import type { Raw, RawDetails } from './storeJob.ts';
import { fileProblem, type StoreProblem, StoreTrouble } from './storeProblem.ts';

/** Bytes of a parameter or a tag; the largest that MLflow itself writes is the history of logged models, some 100 KB. */
const MOST_TEXT = 4 * 1024 * 1024;
/** Bytes up to which a metric is read whole for its last value, which need not be in the last line. 20,000 points. */
const WHOLE_METRIC = 1024 * 1024;
/** Bytes of the history of one metric: 10 million points. */
const MOST_HISTORY = 512 * 1024 * 1024;

/** `mlflow/entities/run_status.py`. Without one, a run is running. */
const STATES: readonly RunState[] = ['running', 'running', 'queued', 'ok', 'failed', 'cancelled'];

/** What the list of runs needs of one, and where it lies. */
export interface RunHead {
  readonly id: string;
  readonly experimentId: string;
  readonly folder: string;
  readonly meta: Meta;
}

export const runStateOfHead = ({ meta }: RunHead): RunState => STATES[numberField(meta, 'status') ?? 1] ?? 'unknown';

export const isDeletedHead = ({ meta }: RunHead): boolean => textField(meta, 'lifecycle_stage') === 'deleted';

/** Reads the files of a run. One that cannot be read is its `problem`; the first of several is told. */
export function readRun(head: RunHead): Raw<TrackedRun> {
  const problems = new Problems(head.meta.problem);
  const metrics = new Map<string, number>();
  for (const { key, value } of readLastMetrics(head, problems)) metrics.set(key, value);
  const tags = readTexts(join(head.folder, 'tags'), problems);
  const params = readTexts(join(head.folder, 'params'), problems);
  return {
    id: head.id,
    experimentId: head.experimentId,
    name: textField(head.meta, 'run_name') ?? tags.get(TRACKED_RUN_TAGS.name) ?? '',
    state: runStateOfHead(head),
    isDeleted: isDeletedHead(head),
    params,
    metrics,
    tags,
    ...definedOf({
      user: textField(head.meta, 'user_id') ?? tags.get(TRACKED_RUN_TAGS.user),
      startedAt: numberField(head.meta, 'start_time'),
      endedAt: numberField(head.meta, 'end_time'),
      artifactUri: textField(head.meta, 'artifact_uri'),
      problem: problems.first,
    }),
  };
}

export function readRunDetails(head: RunHead, experimentFolder: string): RawDetails {
  const problems = new Problems(undefined);
  const run = readRun(head);
  const inputs = metasIn(join(head.folder, 'inputs'), problems);
  const ofType = (type: string) => inputs.filter((meta) => textField(meta, 'source_type') === type);
  const details = {
    lastMetrics: readLastMetrics(head, problems).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    datasets: ofType('DATASET').flatMap((input) => datasetOf(input, experimentFolder, problems)),
    modelInputs: ofType('MODEL').flatMap((input) => textField(input, 'source_id') ?? []),
    modelOutputs: metasIn(join(head.folder, 'outputs'), problems).flatMap((output) => {
      const modelId = textField(output, 'destination_id');
      return modelId === undefined ? [] : [{ modelId, ...definedOf({ step: numberField(output, 'step') }) }];
    }),
  };
  const problem = run.problem ?? problems.first;
  return { ...details, run: problem ? { ...run, problem } : run };
}

/** The history of one metric; nothing when the run has no such metric. Throws `StoreTrouble`. */
export function readHistory(head: RunHead, key: string): readonly MetricPoint[] {
  // Only a key that is there: one such as `../../x` leads nowhere.
  const found = keyNamed(join(head.folder, 'metrics'), key);
  if (found === undefined) return [];
  const { points, bad } = metricPoints(readText(found, MOST_HISTORY));
  if (points.length === 0 && bad) throw new StoreTrouble(badMetric(found, bad));
  return sortedPoints(points);
}

function keyNamed(folder: string, key: string): string | undefined {
  const path = join(folder, ...key.split('/'));
  return key.split('/').every((part) => part !== '..' && part !== '.' && part !== '') && isFile(path)
    ? path
    : undefined;
}

/** Keeps the first problem and goes on: the rest of a run is still worth seeing. */
export class Problems {
  first: StoreProblem | undefined;

  constructor(first: StoreProblem | undefined) {
    this.first = first;
  }

  add(problem: StoreProblem): void {
    this.first ??= problem;
  }

  /** Undefined when it could not be read. */
  try<T>(path: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      const problem = error instanceof StoreTrouble ? error.problem : fileProblem(error, path);
      if (!problem) throw error;
      this.add(problem);
      return undefined;
    }
  }
}

function readLastMetrics({ folder }: RunHead, problems: Problems): readonly MetricSummary[] {
  const last: MetricSummary[] = [];
  for (const { key, path } of keysIn(join(folder, 'metrics'))) {
    const read = problems.try(path, () => readTail(path, WHOLE_METRIC));
    if (!read) continue;
    const { points, bad } = metricPoints(read.text);
    // The number of a line is not known when only the last ones were read.
    if (bad) problems.add(badMetric(path, read.isWhole ? bad : { line: 1 }));
    const point = lastPoint(points);
    if (point) last.push({ key, ...point });
  }
  return last;
}

/** Files whose whole text is the value. */
export function readTexts(folder: string, problems: Problems): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { key, path } of keysIn(folder)) {
    const text = problems.try(path, () => readText(path, MOST_TEXT));
    if (text !== undefined) texts.set(key, text);
  }
  return texts;
}

/** The `meta.yaml` of each folder in a folder. */
function metasIn(folder: string, problems: Problems): readonly Meta[] {
  return foldersIn(folder).flatMap((name) => metaAt(join(folder, name), problems) ?? []);
}

export function metaAt(folder: string, problems: Problems): Meta | undefined {
  const path = join(folder, 'meta.yaml');
  const meta = problems.try(path, () => readMeta(path));
  if (meta?.problem) problems.add(meta.problem);
  return meta;
}

function datasetOf(input: Meta, experimentFolder: string, problems: Problems): readonly DatasetInput[] {
  const id = textField(input, 'source_id') ?? '';
  if (!/^[\w-]+$/.test(id)) return [];
  const meta = metaAt(join(experimentFolder, 'datasets', id), problems);
  if (!meta) return [];
  return [
    {
      name: textField(meta, 'name') ?? '',
      digest: textField(meta, 'digest') ?? '',
      sourceType: textField(meta, 'source_type') ?? '',
      source: textField(meta, 'source') ?? '',
      ...definedOf({
        schema: textField(meta, 'schema'),
        profile: textField(meta, 'profile'),
        context: mapField(input, 'tags').get(CONTEXT_TAG),
      }),
    },
  ];
}
