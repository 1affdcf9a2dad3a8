import { definedOf } from '../../domain/base/defined.ts';
import type {
  Artifact,
  DatasetInput,
  Experiment,
  MetricSummary,
  RunDetails,
  TrackedRun,
} from '../../domain/experiments/trackedRun.ts';
import { TRACKED_RUN_TAGS } from '../../domain/experiments/trackedRunTags.ts';
import { asList, asRecord, type JsonRecord, recordOf, recordsOf, stringOf } from '../http/json.ts';
import { runStateOf } from './runState.ts';

/**
 * A number as MLflow writes it: 64-bit integers as number or string, NaN as the string "NaN", and the infinities as the largest double, because
 * its stores cannot hold them.
 */
export function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') {
    if (value === Number.MAX_VALUE) return Infinity;
    return value === -Number.MAX_VALUE ? -Infinity : value;
  }
  if (typeof value !== 'string' || value === '') return undefined;
  const number = Number(value);
  return Number.isNaN(number) && value !== 'NaN' ? undefined : number;
}

/** Milliseconds; MLflow writes 0 and -1 where there is no time. */
export function timeIn(value: unknown): number | undefined {
  const time = numberIn(value);
  return time !== undefined && time > 0 ? time : undefined;
}

/** Lists of metrics, params and tags are the most that a server sends, so that they are read without a map for each entry. */
interface Entry {
  readonly key?: unknown;
  readonly value?: unknown;
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null;
}

export function textsOf(list: unknown): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const entry of asList(list)) {
    if (!isEntry(entry) || typeof entry.key !== 'string') continue;
    texts.set(entry.key, typeof entry.value === 'string' ? entry.value : '');
  }
  return texts;
}

function lastValues(list: unknown): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const entry of asList(list)) {
    if (!isEntry(entry) || typeof entry.key !== 'string') continue;
    // A default of the protocol is left out, and 0 is one.
    values.set(entry.key, numberIn(entry.value ?? 0) ?? Number.NaN);
  }
  return values;
}

/** Undefined: it is no run. */
export function runOf(value: unknown): TrackedRun | undefined {
  const record = asRecord(value);
  const info = recordOf(record, 'info');
  const id = stringOf(info, 'run_id') ?? stringOf(info, 'run_uuid');
  if (id === undefined) return undefined;
  const data = recordOf(record, 'data');
  const tags = textsOf(data?.get('tags'));
  return {
    id,
    experimentId: textIn(info, 'experiment_id') ?? '',
    // Before 1.30 the name was a tag alone.
    name: textIn(info, 'run_name') ?? tags.get(TRACKED_RUN_TAGS.name) ?? '',
    state: runStateOf(stringOf(info, 'status')),
    isDeleted: stringOf(info, 'lifecycle_stage') === 'deleted',
    params: textsOf(data?.get('params')),
    metrics: lastValues(data?.get('metrics')),
    tags,
    ...definedOf({
      user: textIn(info, 'user_id') ?? tags.get(TRACKED_RUN_TAGS.user),
      startedAt: timeIn(info?.get('start_time')),
      endedAt: timeIn(info?.get('end_time')),
      artifactUri: textIn(info, 'artifact_uri'),
    }),
  };
}

/** MLflow writes '' where there is none. */
export function textIn(record: JsonRecord | undefined, key: string): string | undefined {
  const text = stringOf(record, key);
  return text === '' ? undefined : text;
}

/** Undefined: it is no run. */
export function detailsOf(value: unknown): RunDetails | undefined {
  const record = asRecord(value);
  const run = runOf(value);
  if (!run) return undefined;
  const inputs = recordOf(record, 'inputs');
  const outputs = recordsOf(recordOf(record, 'outputs'), 'model_outputs');
  return {
    run,
    lastMetrics: recordsOf(recordOf(record, 'data'), 'metrics').flatMap(summaryOf),
    datasets: recordsOf(inputs, 'dataset_inputs').flatMap(datasetOf),
    modelInputs: recordsOf(inputs, 'model_inputs').flatMap((one) => stringOf(one, 'model_id') ?? []),
    modelOutputs: outputs.flatMap((one) => {
      const modelId = stringOf(one, 'model_id');
      return modelId === undefined ? [] : [{ modelId, ...definedOf({ step: numberIn(one.get('step')) }) }];
    }),
  };
}

function summaryOf(metric: JsonRecord): readonly MetricSummary[] {
  const key = stringOf(metric, 'key');
  if (key === undefined) return [];
  return [
    {
      key,
      value: numberIn(metric.get('value') ?? 0) ?? Number.NaN,
      step: numberIn(metric.get('step')) ?? 0,
      timestamp: numberIn(metric.get('timestamp')) ?? 0,
    },
  ];
}

function datasetOf(input: JsonRecord): readonly DatasetInput[] {
  const dataset = recordOf(input, 'dataset');
  if (!dataset) return [];
  return [
    {
      name: stringOf(dataset, 'name') ?? '',
      digest: stringOf(dataset, 'digest') ?? '',
      sourceType: stringOf(dataset, 'source_type') ?? '',
      source: stringOf(dataset, 'source') ?? '',
      ...definedOf({
        schema: stringOf(dataset, 'schema'),
        profile: stringOf(dataset, 'profile'),
        context: textsOf(input.get('tags')).get('mlflow.data.context'),
      }),
    },
  ];
}

/** Undefined: it is no experiment. */
export function experimentOf(value: unknown): Experiment | undefined {
  const record = asRecord(value);
  const id = stringOf(record, 'experiment_id');
  if (id === undefined) return undefined;
  return {
    id,
    name: stringOf(record, 'name') ?? '',
    isDeleted: stringOf(record, 'lifecycle_stage') === 'deleted',
    tags: textsOf(record?.get('tags')),
    ...definedOf({
      createdAt: timeIn(record?.get('creation_time')),
      changedAt: timeIn(record?.get('last_update_time')),
      artifactLocation: textIn(record, 'artifact_location'),
    }),
  };
}

/** Names are labels: where a file goes on this machine is decided elsewhere. */
export function artifactOf(file: JsonRecord): readonly Artifact[] {
  const path = stringOf(file, 'path');
  if (path === undefined || path === '') return [];
  const isFolder = file.get('is_dir') === true;
  return [{ path, isFolder, ...(isFolder ? {} : definedOf({ size: numberIn(file.get('file_size')) })) }];
}
