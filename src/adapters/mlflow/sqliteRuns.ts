import { definedOf } from '../../domain/base/defined.ts';
import type { RunQuery } from '../../domain/experiments/ports.ts';
import type { Experiment, TrackedRun } from '../../domain/experiments/trackedRun.ts';
import { TRACKED_RUN_TAGS } from '../../domain/experiments/trackedRunTags.ts';
import { runStateOf } from './runState.ts';
import { asReal, columnsOf, filledOf, metricValueOf, numberOf, realsOf, textOf } from './sqliteColumns.ts';
import type { Row, SqliteView } from './sqliteConnection.ts';
import { sqlOfFilter } from './sqliteFilter.ts';
import type { Raw } from './storeJob.ts';

export function readExperiments(view: SqliteView): readonly Raw<Experiment>[] {
  const tags = groupedTexts(
    view.tables.has('experiment_tags') ? view.rows('SELECT experiment_id, key, value FROM experiment_tags') : [],
  );
  const sql = `SELECT e.experiment_id, e.name, ${columnsOf(view, 'experiments', 'e', ['artifact_location', 'lifecycle_stage'])},
    ${realsOf(view, 'experiments', 'e', ['creation_time', 'last_update_time'])} FROM experiments e ORDER BY e.experiment_id`;
  return Array.from(view.rows(sql), ([id, name, location, stage, created, changed]) => ({
    id: textOf(id) ?? '',
    name: textOf(name) ?? '',
    isDeleted: stage === 'deleted',
    tags: tags.get(textOf(id) ?? '') ?? new Map<string, string>(),
    ...definedOf({
      artifactLocation: filledOf(location),
      createdAt: numberOf(created),
      changedAt: numberOf(changed),
    }),
  }));
}

/** The newest first; those without a start last. */
export function readRunIds(view: SqliteView, query: RunQuery): readonly string[] {
  const where = [`r.experiment_id IN (SELECT value FROM json_each(?))`];
  const values: (string | number)[] = [JSON.stringify(query.experimentIds.map(databaseId))];
  if (query.lifecycle !== 'all') {
    where.push(`ifnull(r.lifecycle_stage, 'active') = ?`);
    values.push(query.lifecycle);
  }
  if (query.changedSince !== undefined) {
    const deleted = columnsOf(view, 'runs', 'r', ['deleted_time']);
    // What is tagged after its end leaves no time behind; a run that is not over may always have changed.
    where.push(
      `(r.status NOT IN ('FINISHED', 'FAILED', 'KILLED') OR r.end_time >= ?1 OR r.start_time >= ?1 OR ${deleted} >= ?1
      OR r.run_uuid IN (SELECT run_uuid FROM latest_metrics WHERE timestamp >= ?1))`.replaceAll('?1', '?'),
    );
    values.push(...Array.from({ length: 4 }, () => query.changedSince ?? 0));
  }
  if (query.filter) {
    const condition = sqlOfFilter(query.filter);
    // `splitFilter` has said which; another one would be a bug of the caller.
    if (!condition) throw new Error('a filter that a database cannot judge');
    where.push(condition.sql);
    values.push(...condition.values);
  }
  const sql = `SELECT r.run_uuid FROM runs r WHERE ${where.join(' AND ')}
    ORDER BY r.start_time IS NULL, r.start_time DESC, r.run_uuid LIMIT ?`;
  return Array.from(view.rows(sql, ...values, query.limit), ([id]) => String(id));
}

/** Ids of experiments are whole numbers in the database. */
const databaseId = (id: string) => (/^\d{1,15}$/.test(id) ? Number(id) : id);

/** In the order of the ids; those that are gone are left out. */
export function readRuns(view: SqliteView, ids: readonly string[]): readonly Raw<TrackedRun>[] {
  const list = JSON.stringify(ids);
  const of = (table: string, columns: string): Iterable<Row> =>
    view.rows(
      `SELECT run_uuid, key, ${columns} FROM ${table} WHERE run_uuid IN (SELECT value FROM json_each(?))`,
      list,
    );
  const heads = new Map(Array.from(readHeads(view, list), (row) => [String(row[0]), row]));
  const params = groupedTexts(of('params', 'value'));
  const tags = groupedTexts(of('tags', 'value'));
  const metrics = new Map<string, Map<string, number>>();
  for (const [run, key, value, isNan] of of('latest_metrics', 'value, is_nan')) {
    const known = metrics.get(String(run));
    const own = known ?? new Map<string, number>();
    if (!known) metrics.set(String(run), own);
    own.set(String(key), metricValueOf(value, isNan));
  }
  return ids.flatMap((id) => {
    const head = heads.get(id);
    if (!head) return [];
    const own = { params: params.get(id), tags: tags.get(id), metrics: metrics.get(id) };
    return [runOf(head, own)];
  });
}

function readHeads(view: SqliteView, list: string): Iterable<Row> {
  const texts = columnsOf(view, 'runs', 'r', ['name', 'user_id', 'status', 'lifecycle_stage', 'artifact_uri']);
  const times = realsOf(view, 'runs', 'r', ['start_time', 'end_time']);
  return view.rows(
    `SELECT r.run_uuid, r.experiment_id, ${texts}, ${times} FROM runs r WHERE r.run_uuid IN (SELECT value FROM json_each(?))`,
    list,
  );
}

interface Own {
  readonly params: ReadonlyMap<string, string> | undefined;
  readonly tags: ReadonlyMap<string, string> | undefined;
  readonly metrics: ReadonlyMap<string, number> | undefined;
}

function runOf(head: Row, { params = new Map(), tags = new Map(), metrics = new Map() }: Own): Raw<TrackedRun> {
  const [id, experiment, name, user, status, stage, artifactUri, startedAt, endedAt] = head;
  return {
    id: String(id),
    experimentId: textOf(experiment) ?? '',
    // Before 1.30 the name was only in the tag.
    name: filledOf(name) ?? tags.get(TRACKED_RUN_TAGS.name) ?? '',
    state: runStateOf(textOf(status)),
    isDeleted: stage === 'deleted',
    params,
    metrics,
    tags,
    ...definedOf({
      user: filledOf(user) ?? tags.get(TRACKED_RUN_TAGS.user),
      startedAt: numberOf(startedAt),
      endedAt: numberOf(endedAt),
      artifactUri: filledOf(artifactUri),
    }),
  };
}

/** Maps of key and value by owner, of rows of the three. */
export function groupedTexts(rows: Iterable<Row>): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const groups = new Map<string, Map<string, string>>();
  for (const [owner, key, value] of rows) {
    const id = String(owner);
    const known = groups.get(id);
    const own = known ?? new Map<string, string>();
    if (!known) groups.set(id, own);
    own.set(String(key), textOf(value) ?? '');
  }
  return groups;
}

/** Of one metric, by step and then by time. */
export function readPoints(
  view: SqliteView,
  {
    runId,
    key,
    steps,
  }: { readonly runId: string; readonly key: string; readonly steps?: { from: number; to: number } },
): { readonly steps: number[]; readonly values: number[]; readonly timestamps: number[] } {
  const points = { steps: new Array<number>(), values: new Array<number>(), timestamps: new Array<number>() };
  const between = steps ? ' AND step BETWEEN ? AND ?' : '';
  const sql = `SELECT ${asReal('step')}, value, is_nan, ${asReal('timestamp')} FROM metrics
    WHERE run_uuid = ? AND key = ?${between} ORDER BY step, timestamp`;
  for (const [step, value, isNan, timestamp] of view.rows(sql, runId, key, ...(steps ? [steps.from, steps.to] : []))) {
    points.steps.push(Number(step));
    points.values.push(metricValueOf(value, isNan));
    points.timestamps.push(Number(timestamp));
  }
  return points;
}
