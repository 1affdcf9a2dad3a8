import { definedOf } from '../../domain/base/defined.ts';
import type { DatasetInput, MetricSummary, RunDetails } from '../../domain/experiments/trackedRun.ts';
import { asReal, columnsOf, metricValueOf, numberOf, textOf } from './sqliteColumns.ts';
import type { SqliteView } from './sqliteConnection.ts';

/** The tag of an input that says what a data set was for (`mlflow/utils/mlflow_tags.py`). */
export const CONTEXT_TAG = 'mlflow.data.context';

/** What a run's page shows beside the run itself. What this version of the schema has no tables for is empty. */
export function readDetails(view: SqliteView, runId: string): Omit<RunDetails, 'run'> {
  return {
    lastMetrics: readLastMetrics(view, runId),
    datasets: view.tables.has('datasets') ? readDatasets(view, runId) : [],
    ...readModelLinks(view, runId),
  };
}

function readLastMetrics(view: SqliteView, runId: string): readonly MetricSummary[] {
  const sql = `SELECT key, value, is_nan, ${asReal('step')}, ${asReal('timestamp')} FROM latest_metrics
    WHERE run_uuid = ? ORDER BY key`;
  return Array.from(view.rows(sql, runId), ([key, value, isNan, step, timestamp]) => ({
    key: String(key),
    value: metricValueOf(value, isNan),
    step: Number(step),
    timestamp: Number(timestamp),
  }));
}

function readDatasets(view: SqliteView, runId: string): readonly DatasetInput[] {
  const sql = `SELECT d.name, d.digest, d.dataset_source_type, d.dataset_source, d.dataset_schema, d.dataset_profile,
      (SELECT value FROM input_tags t WHERE t.input_uuid = i.input_uuid AND t.name = ?)
    FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id
    WHERE i.source_type = 'DATASET' AND i.destination_type = 'RUN' AND i.destination_id = ? ORDER BY d.name, d.digest`;
  const rows = view.rows(sql, CONTEXT_TAG, runId);
  return Array.from(rows, ([name, digest, sourceType, source, schema, profile, context]) => ({
    name: textOf(name) ?? '',
    digest: textOf(digest) ?? '',
    sourceType: textOf(sourceType) ?? '',
    source: textOf(source) ?? '',
    ...definedOf({ schema: textOf(schema), profile: textOf(profile), context: textOf(context) }),
  }));
}

/** MLflow 3 ties logged models to runs in the same table: RUN_INPUT to MODEL_INPUT, RUN_OUTPUT to MODEL_OUTPUT. */
function readModelLinks(view: SqliteView, runId: string): Pick<RunDetails, 'modelInputs' | 'modelOutputs'> {
  if (!view.tables.has('inputs')) return { modelInputs: [], modelOutputs: [] };
  const links = (from: string, to: string) =>
    view.rows(
      `SELECT i.destination_id, ${columnsOf(view, 'inputs', 'i', ['step'])} FROM inputs i
        WHERE i.source_type = ? AND i.source_id = ? AND i.destination_type = ? ORDER BY i.rowid`,
      from,
      runId,
      to,
    );
  return {
    modelInputs: Array.from(links('RUN_INPUT', 'MODEL_INPUT'), ([id]) => String(id)),
    modelOutputs: Array.from(links('RUN_OUTPUT', 'MODEL_OUTPUT'), ([id, step]) => ({
      modelId: String(id),
      ...definedOf({ step: numberOf(step) }),
    })),
  };
}
