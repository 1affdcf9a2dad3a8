import { definedOf } from '../../domain/base/defined.ts';
import type { LoggedModel, ModelVersion, RegisteredModel, Trace } from '../../domain/experiments/modelRegistry.ts';
import { asRecord, type JsonRecord, recordOf, recordsOf, stringOf, stringsOf } from '../http/json.ts';
import { loggedModelIdOf, modelStageOf, modelVersionState, traceStateOf } from './modelStates.ts';
import { numberIn, textIn, textsOf, timeIn } from './serverRecords.ts';

const LOGGED_MODEL: ReadonlyMap<string | undefined, LoggedModel['state']> = new Map<
  string | undefined,
  LoggedModel['state']
>([
  ['LOGGED_MODEL_PENDING', 'pending'],
  ['LOGGED_MODEL_READY', 'ready'],
  ['LOGGED_MODEL_UPLOAD_FAILED', 'failed'],
]);

/** Undefined: it is no registered model. */
export function registeredModelOf(value: unknown): RegisteredModel | undefined {
  const record = asRecord(value);
  const name = stringOf(record, 'name');
  if (name === undefined) return undefined;
  const versions = recordsOf(record, 'latest_versions').map((one) => Number(versionIn(one)));
  const aliases = recordsOf(record, 'aliases').map(
    (one) => [stringOf(one, 'alias') ?? '', versionIn(one) ?? ''] as const,
  );
  return {
    name,
    tags: textsOf(record?.get('tags')),
    aliases: new Map(aliases),
    ...commonOf(record),
    ...(versions.length > 0 ? { latestVersion: String(Math.max(...versions)) } : {}),
  };
}

/** Undefined: it is no version. Lists of the server leave the aliases out, so that they come from the model. */
export function modelVersionOf(value: unknown, aliases: ReadonlyMap<string, string>): ModelVersion | undefined {
  const record = asRecord(value);
  const [model, version] = [stringOf(record, 'name'), versionIn(record)];
  if (model === undefined || version === undefined) return undefined;
  const source = textIn(record, 'source');
  const listed = Array.from(aliases).flatMap(([alias, of]) => (of === version ? [alias] : []));
  return {
    model,
    version,
    state: modelVersionState(stringOf(record, 'status')),
    tags: textsOf(record?.get('tags')),
    aliases: [...new Set([...listed, ...stringsOf(record, 'aliases')])].sort(),
    ...commonOf(record),
    ...definedOf({
      user: textIn(record, 'user_id'),
      stage: modelStageOf(textIn(record, 'current_stage')),
      stateText: textIn(record, 'status_message'),
      source,
      runId: textIn(record, 'run_id'),
      loggedModelId: loggedModelIdOf(source),
    }),
  };
}

/** Undefined: it is no logged model. */
export function loggedModelOf(value: unknown): LoggedModel | undefined {
  const record = asRecord(value);
  const [info, data] = [recordOf(record, 'info'), recordOf(record, 'data')];
  const id = stringOf(info, 'model_id');
  if (id === undefined) return undefined;
  return {
    id,
    experimentId: textIn(info, 'experiment_id') ?? '',
    name: textIn(info, 'name') ?? '',
    state: LOGGED_MODEL.get(stringOf(info, 'status')) ?? 'unknown',
    params: textsOf(data?.get('params')),
    tags: textsOf(info?.get('tags')),
    metrics: recordsOf(data, 'metrics').map((metric) => ({
      key: stringOf(metric, 'key') ?? '',
      value: numberIn(metric.get('value') ?? 0) ?? Number.NaN,
      step: numberIn(metric.get('step')) ?? 0,
    })),
    ...definedOf({
      type: textIn(info, 'model_type'),
      runId: textIn(info, 'source_run_id'),
      createdAt: timeIn(info?.get('creation_timestamp_ms')),
      changedAt: timeIn(info?.get('last_updated_timestamp_ms')),
      artifactUri: textIn(info, 'artifact_uri'),
    }),
  };
}

/** As `/api/3.0` has it. Undefined: it is no trace. */
export function traceOf(value: unknown): Trace | undefined {
  const record = asRecord(value);
  const id = stringOf(record, 'trace_id');
  if (id === undefined) return undefined;
  const state = traceStateOf(stringOf(record, 'state'));
  const seconds = Number(/^([\d.]+)s$/.exec(stringOf(record, 'execution_duration') ?? '')?.[1] ?? Number.NaN);
  return {
    id,
    experimentId: textIn(recordOf(recordOf(record, 'trace_location'), 'mlflow_experiment'), 'experiment_id') ?? '',
    startedAt: Date.parse(stringOf(record, 'request_time') ?? '') || 0,
    state,
    ...definedOf({
      name: textIn(recordOf(record, 'tags'), 'mlflow.traceName'),
      duration: Number.isNaN(seconds) || state === 'running' ? undefined : Math.round(seconds * 1e6) / 1e3,
      request: textIn(record, 'request_preview'),
      response: textIn(record, 'response_preview'),
    }),
  };
}

/** As `/api/2.0` has it, since 2.14. Undefined: it is no trace. */
export function oldTraceOf(value: unknown): Trace | undefined {
  const record = asRecord(value);
  const id = stringOf(record, 'request_id');
  if (id === undefined) return undefined;
  const metadata = textsOf(record?.get('request_metadata'));
  const state = traceStateOf(stringOf(record, 'status'));
  return {
    id,
    experimentId: textIn(record, 'experiment_id') ?? '',
    startedAt: timeIn(record?.get('timestamp_ms')) ?? 0,
    state,
    ...definedOf({
      name: textsOf(record?.get('tags')).get('mlflow.traceName'),
      duration: state === 'running' ? undefined : numberIn(record?.get('execution_time_ms')),
      request: metadata.get('mlflow.traceInputs'),
      response: metadata.get('mlflow.traceOutputs'),
    }),
  };
}

function commonOf(record: JsonRecord | undefined) {
  return definedOf({
    description: textIn(record, 'description'),
    createdAt: timeIn(record?.get('creation_timestamp')),
    changedAt: timeIn(record?.get('last_updated_timestamp')),
  });
}

/** A number in some versions of the server, a text in others. */
function versionIn(record: JsonRecord | undefined): string | undefined {
  const version = record?.get('version');
  return typeof version === 'string' || typeof version === 'number' ? String(version) : undefined;
}
