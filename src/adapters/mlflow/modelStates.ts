import type { LoggedModel, ModelVersion, Trace } from '../../domain/experiments/modelRegistry.ts';

/** Of a logged model: the number as databases and file stores have it (`mlflow/entities/logged_model_status.py`). */
const LOGGED_MODEL: ReadonlyMap<unknown, LoggedModel['state']> = new Map([
  [1, 'pending'],
  [2, 'ready'],
  [3, 'failed'],
]);

const MODEL_VERSION: ReadonlyMap<unknown, ModelVersion['state']> = new Map([
  ['PENDING_REGISTRATION', 'pending'],
  ['READY', 'ready'],
  ['FAILED_REGISTRATION', 'failed'],
]);

const TRACE: ReadonlyMap<unknown, Trace['state']> = new Map([
  ['OK', 'ok'],
  ['ERROR', 'failed'],
  ['IN_PROGRESS', 'running'],
]);

export const loggedModelState = (status: unknown) => LOGGED_MODEL.get(status) ?? 'unknown';
export const modelVersionState = (status: unknown) => MODEL_VERSION.get(status) ?? 'unknown';
export const traceStateOf = (status: unknown) => TRACE.get(status) ?? 'unknown';

/** MLflow writes "None" for a version that is in no stage. */
export const modelStageOf = (stage: string | undefined) => (stage === 'None' ? undefined : stage);

/** The logged model that a version is, of its source `models:/m-…`. */
export const loggedModelIdOf = (source: string | undefined) => /^models:\/(m-[\w-]+)$/.exec(source ?? '')?.[1];
