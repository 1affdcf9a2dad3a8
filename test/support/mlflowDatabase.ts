import { DatabaseSync } from 'node:sqlite';
import type { StorePlace } from '../../src/adapters/mlflow/storeJob.ts';
import type { TrackerRef } from '../../src/domain/experiments/tracker.ts';

/** The tables of runs alone, for what is about SQL and files; databases of the real MLflow are read in test/real/mlflow. */
const TABLES = `
  CREATE TABLE alembic_version (version_num TEXT);
  CREATE TABLE experiments (experiment_id INTEGER PRIMARY KEY, name TEXT, artifact_location TEXT, lifecycle_stage TEXT);
  CREATE TABLE runs (run_uuid TEXT PRIMARY KEY, name TEXT, user_id TEXT, status TEXT, start_time BIGINT, end_time BIGINT,
    lifecycle_stage TEXT, artifact_uri TEXT, experiment_id INTEGER);
  CREATE TABLE metrics (key TEXT, value FLOAT, timestamp BIGINT, run_uuid TEXT, step BIGINT, is_nan BOOLEAN);
  CREATE TABLE latest_metrics (key TEXT, value FLOAT, timestamp BIGINT, run_uuid TEXT, step BIGINT, is_nan BOOLEAN);
  CREATE TABLE params (key TEXT, value TEXT, run_uuid TEXT);
  CREATE TABLE tags (key TEXT, value TEXT, run_uuid TEXT);
  INSERT INTO alembic_version VALUES ('0123456789ab');
  INSERT INTO experiments VALUES (1, 'vision/cls', NULL, 'active');`;

export interface RunRow {
  readonly id: string;
  readonly start?: number;
  readonly status?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly metrics?: Readonly<Record<string, number>>;
}

/** A database that is open for writing. */
export function createMlflowDatabase(path: string, mode: 'delete' | 'wal' = 'delete'): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA journal_mode = ${mode}; BEGIN; ${TABLES} COMMIT;`);
  return database;
}

export function addRun(
  database: DatabaseSync,
  { id, start = 1, status = 'FINISHED', params = {}, metrics = {} }: RunRow,
) {
  const run = database.prepare(`INSERT INTO runs VALUES (?, ?, 'ann', ?, ?, NULL, 'active', NULL, 1)`);
  run.run(id, `run ${id}`, status, start);
  const param = database.prepare('INSERT INTO params VALUES (?, ?, ?)');
  for (const [key, value] of Object.entries(params)) param.run(key, value, id);
  for (const table of ['metrics', 'latest_metrics']) {
    const metric = database.prepare(`INSERT INTO ${table} VALUES (?, ?, 1, ?, 0, ?)`);
    for (const [key, value] of Object.entries(metrics)) {
      const isNan = Number.isNaN(value);
      metric.run(key, isNan ? 0 : Math.max(-Number.MAX_VALUE, Math.min(value, Number.MAX_VALUE)), id, isNan ? 1 : 0);
    }
  }
}

/** In one transaction: each of its own waits for the disk. */
export function addRuns(database: DatabaseSync, runs: readonly RunRow[]): void {
  database.exec('BEGIN');
  for (const run of runs) addRun(database, run);
  database.exec('COMMIT');
}

export function storeRef(form: StorePlace['form'], path: string): TrackerRef {
  return { id: `mlflow:${path}`, kind: 'mlflow', label: path, place: { form, path }, foundBy: 'workspace' };
}
