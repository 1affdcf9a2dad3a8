import { definedOf } from '../../domain/base/defined.ts';
import type { LoggedModel, ModelVersion, RegisteredModel, Trace } from '../../domain/experiments/modelRegistry.ts';
import { loggedModelIdOf, loggedModelState, modelStageOf, modelVersionState, traceStateOf } from './modelStates.ts';
import { asReal, columnsOf, filledOf, metricValueOf, numberOf, realsOf, textOf } from './sqliteColumns.ts';
import type { Row, SqliteView } from './sqliteConnection.ts';
import { groupedTexts } from './sqliteRuns.ts';
import type { StoredTrace } from './storeJob.ts';

const noTexts: ReadonlyMap<string, string> = new Map();

export function readModels(view: SqliteView): readonly RegisteredModel[] {
  if (!view.tables.has('registered_models')) return [];
  const tags = groupedTexts(optional(view, 'registered_model_tags', 'name, key, value'));
  const aliases = groupedTexts(optional(view, 'registered_model_aliases', 'name, alias, version'));
  const latest = new Map(
    Array.from(
      optional(view, 'model_versions', 'name, MAX(version)', { sql: '1 = ? GROUP BY name', value: 1 }),
      ([name, version]) => [String(name), textOf(version)] as const,
    ),
  );
  const sql = `SELECT m.name, ${columnsOf(view, 'registered_models', 'm', ['description'])},
    ${realsOf(view, 'registered_models', 'm', ['creation_time', 'last_updated_time'])} FROM registered_models m ORDER BY m.name`;
  return Array.from(view.rows(sql), ([id, description, created, changed]) => {
    const name = textOf(id) ?? '';
    const times = { createdAt: numberOf(created), changedAt: numberOf(changed) };
    const own = { tags: tags.get(name) ?? noTexts, aliases: aliases.get(name) ?? noTexts };
    return {
      name,
      ...own,
      ...definedOf({ description: filledOf(description), latestVersion: latest.get(name), ...times }),
    };
  });
}

export const readVersions = (view: SqliteView, model: string): readonly ModelVersion[] =>
  versionsWhere(view, { sql: 'v.name = ?', value: model });

export const readRunVersions = (view: SqliteView, runId: string): readonly ModelVersion[] =>
  versionsWhere(view, { sql: 'v.run_id = ?', value: runId });

function versionsWhere(view: SqliteView, which: Among): readonly ModelVersion[] {
  if (!view.tables.has('model_versions')) return [];
  const among = { sql: `name IN (SELECT v.name FROM model_versions v WHERE ${which.sql})`, value: which.value };
  const tags = groupedTexts(
    Array.from(optional(view, 'model_version_tags', 'name, version, key, value', among), ([name, version, ...tag]) => [
      versionKey(name, version),
      ...tag,
    ]),
  );
  const aliases = Map.groupBy(optional(view, 'registered_model_aliases', 'name, version, alias', among), (row) =>
    versionKey(row[0], row[1]),
  );
  const texts = ['description', 'user_id', 'current_stage', 'status', 'status_message', 'source', 'run_id'];
  const sql = `SELECT v.name, v.version, ${columnsOf(view, 'model_versions', 'v', texts)},
    ${realsOf(view, 'model_versions', 'v', ['creation_time', 'last_updated_time'])}
    FROM model_versions v WHERE ${which.sql} ORDER BY v.name, v.version DESC`;
  return Array.from(view.rows(sql, which.value), (row) => {
    const [model, number, description, user, stage, status, statusText, source, runId, created, changed] = row;
    const key = versionKey(model, number);
    return {
      model: textOf(model) ?? '',
      version: textOf(number) ?? '',
      state: modelVersionState(status),
      tags: tags.get(key) ?? noTexts,
      aliases: (aliases.get(key) ?? []).map(([, , alias]) => String(alias)),
      ...definedOf({
        description: filledOf(description),
        user: filledOf(user),
        stage: modelStageOf(filledOf(stage)),
        stateText: filledOf(statusText),
        source: filledOf(source),
        runId: filledOf(runId),
        loggedModelId: loggedModelIdOf(filledOf(source)),
        createdAt: numberOf(created),
        changedAt: numberOf(changed),
      }),
    };
  });
}

const versionKey = (name: Row[number] | undefined, version: Row[number] | undefined) =>
  `${String(version)} ${String(name)}`;

export const readLoggedModels = (
  view: SqliteView,
  experimentIds: readonly string[],
  limit: number,
): readonly LoggedModel[] =>
  loggedModelsWhere(
    view,
    { sql: 'experiment_id IN (SELECT value FROM json_each(?))', value: JSON.stringify(experimentIds.map(Number)) },
    limit,
  );

export const readLoggedModel = (view: SqliteView, id: string): LoggedModel | undefined =>
  loggedModelsWhere(view, { sql: 'model_id = ?', value: id }, 1)[0];

function loggedModelsWhere(view: SqliteView, which: Among, limit: number): readonly LoggedModel[] {
  if (!view.tables.has('logged_models')) return [];
  const hasStage = view.tables.get('logged_models')?.has('lifecycle_stage') === true;
  const chosen = `FROM logged_models l WHERE l.${which.sql} ${hasStage ? "AND l.lifecycle_stage <> 'deleted'" : ''}
    ORDER BY l.creation_timestamp_ms DESC, l.model_id LIMIT ${Math.floor(limit)}`;
  const among = { sql: `model_id IN (SELECT l.model_id ${chosen})`, value: which.value };
  const params = groupedTexts(optional(view, 'logged_model_params', 'model_id, param_key, param_value', among));
  const tags = groupedTexts(optional(view, 'logged_model_tags', 'model_id, tag_key, tag_value', among));
  const metrics = readModelMetrics(view, among);
  const texts = ['artifact_location', 'model_type', 'source_run_id'];
  const sql = `SELECT l.model_id, l.experiment_id, l.name, l.status, ${columnsOf(view, 'logged_models', 'l', texts)},
    ${realsOf(view, 'logged_models', 'l', ['creation_timestamp_ms', 'last_updated_timestamp_ms'])} ${chosen}`;
  return Array.from(view.rows(sql, which.value), (row) => {
    const [modelId, experiment, name, status, location, type, runId, created, changed] = row;
    const id = String(modelId);
    return {
      id,
      experimentId: textOf(experiment) ?? '',
      name: textOf(name) ?? '',
      state: loggedModelState(status),
      params: params.get(id) ?? noTexts,
      tags: tags.get(id) ?? noTexts,
      metrics: metrics.get(id) ?? [],
      ...definedOf({
        type: filledOf(type),
        runId: filledOf(runId),
        createdAt: numberOf(created),
        changedAt: numberOf(changed),
        artifactUri: filledOf(location),
      }),
    };
  });
}

function readModelMetrics(view: SqliteView, among: Among): Map<string, LoggedModel['metrics'][number][]> {
  const metrics = new Map<string, LoggedModel['metrics'][number][]>();
  const columns = `model_id, metric_name, metric_value, ${asReal('metric_step')}`;
  for (const [model, key, value, step] of optional(view, 'logged_model_metrics', columns, among)) {
    const own = metrics.get(String(model)) ?? [];
    // There is no column for NaN: it is stored as nothing.
    own.push({ key: String(key), value: metricValueOf(value, 0), step: Number(step) });
    metrics.set(String(model), own);
  }
  return metrics;
}

export const readTraces = (view: SqliteView, experimentIds: readonly string[], limit: number): readonly Trace[] =>
  tracesWhere(
    view,
    { sql: 'experiment_id IN (SELECT value FROM json_each(?))', value: JSON.stringify(experimentIds.map(Number)) },
    limit,
  );

export function readTrace(view: SqliteView, id: string): StoredTrace | undefined {
  const [trace] = tracesWhere(view, { sql: 'request_id = ?', value: id }, 1);
  if (!trace) return undefined;
  const spans = Array.from(optional(view, 'spans', 'content', { sql: 'trace_id = ?', value: id }), ([content]) =>
    String(content),
  );
  const tags = optional(view, 'trace_tags', 'value', {
    sql: "key = 'mlflow.artifactLocation' AND request_id = ?",
    value: id,
  });
  const [place] = Array.from(tags, ([value]) => textOf(value));
  return { trace, spans, ...definedOf({ artifactUri: place }) };
}

function tracesWhere(view: SqliteView, which: Among, limit: number): readonly Trace[] {
  if (!view.tables.has('trace_info')) return [];
  const name = view.tables.get('trace_info')?.has('trace_name') === true ? 't.trace_name' : TRACE_NAME;
  const sql = `SELECT t.request_id, t.experiment_id, t.status, ${name},
    ${columnsOf(view, 'trace_info', 't', ['request_preview', 'response_preview'])},
    ${realsOf(view, 'trace_info', 't', ['timestamp_ms', 'execution_time_ms'])}
    FROM trace_info t WHERE t.${which.sql} ORDER BY t.timestamp_ms DESC, t.request_id LIMIT ?`;
  const rows = view.rows(sql, which.value, limit);
  return Array.from(rows, ([id, experiment, status, traceName, request, response, startedAt, duration]) => ({
    id: String(id),
    experimentId: textOf(experiment) ?? '',
    state: traceStateOf(textOf(status)),
    startedAt: numberOf(startedAt) ?? 0,
    ...definedOf({
      name: filledOf(traceName),
      duration: numberOf(duration),
      request: filledOf(request),
      response: filledOf(response),
    }),
  }));
}

/** Where the table has no column for it. */
const TRACE_NAME = `(SELECT g.value FROM trace_tags g WHERE g.request_id = t.request_id AND g.key = 'mlflow.traceName')`;

/** Rows of a table that older versions do not have. */
function optional(view: SqliteView, table: string, columns: string, among?: Among): Iterable<Row> {
  if (!view.tables.has(table)) return [];
  const sql = `SELECT ${columns} FROM ${table}`;
  return among ? view.rows(`${sql} WHERE ${among.sql}`, among.value) : view.rows(sql);
}

/** A condition with its value. */
interface Among {
  readonly sql: string;
  readonly value: string | number;
}
