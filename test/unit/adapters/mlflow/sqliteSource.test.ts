import assert from 'node:assert/strict';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SqliteConnection } from '../../../../src/adapters/mlflow/sqliteConnection.ts';
import { openSqliteSource } from '../../../../src/adapters/mlflow/sqliteSource.ts';
import type { StoreSource } from '../../../../src/adapters/mlflow/storeJob.ts';
import { fileProblem, StoreTrouble } from '../../../../src/adapters/mlflow/storeProblem.ts';
import { addRun, addRuns, createMlflowDatabase } from '../../../support/mlflowDatabase.ts';

const ALL = { experimentIds: ['1'], lifecycle: 'all', limit: 100 } as const;

/** Writes more than fits in its memory and then waits, in the middle of a transaction, to be killed. */
const WRITER = `
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const database = new DatabaseSync(process.argv[1]);
  database.exec('PRAGMA cache_size = 1; BEGIN; UPDATE params SET value = value || hex(randomblob(500))');
  process.stdout.write('in the middle');
  setInterval(() => undefined, 1000);`;

const MANY = Array.from({ length: 300 }, (_, n) => ({ id: `run-${n}`, params: { a: 'x'.repeat(100) } }));

describe('a database of MLflow', () => {
  let folder = '';
  let file = '';
  let source: StoreSource;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-mlflow-'));
    file = join(folder, 'mlflow.db');
    source = openSqliteSource(file);
  });
  afterEach(async () => {
    source.close();
    await rm(folder, { recursive: true, force: true });
  });

  const ids = () => source.runIds({ query: ALL });
  const reasonOf = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      const problem = error instanceof StoreTrouble ? error.problem : fileProblem(error, file);
      if (problem) return problem.reason;
      throw error;
    }
    return 'none';
  };

  it('gives runs the newest first, with NaN and infinities as values', () => {
    const writer = createMlflowDatabase(file);
    addRun(writer, { id: 'a', start: 1, metrics: { nan: Number.NaN, up: Infinity, down: -Infinity, loss: 0.5 } });
    addRun(writer, { id: 'b', start: 2, status: 'KILLED', params: { lr: '0.1' } });
    writer.close();
    assert.deepEqual(ids(), ['b', 'a']);
    const [b, a] = source.runs({ ids: ['b', 'a'] });
    assert.deepEqual([b?.state, b?.params.get('lr'), a?.name, a?.user], ['cancelled', '0.1', 'run a', 'ann']);
    assert.deepEqual(Object.fromEntries(a?.metrics ?? []), { nan: NaN, up: Infinity, down: -Infinity, loss: 0.5 });
    assert.deepEqual([...source.history({ runId: 'a', key: 'nan' }).values], [NaN]);
  });

  it('makes no file beside one that was in WAL mode and is closed, and sees what is written later', async () => {
    createMlflowDatabase(file, 'wal').close();
    assert.deepEqual(ids(), []);
    assert.deepEqual(await readdir(folder), ['mlflow.db']);
    const writer = new DatabaseSync(file);
    addRun(writer, { id: 'a' });
    writer.close();
    assert.deepEqual(ids(), ['a']);
  });

  it('sees what is only in the write-ahead log, whether its writer lives or not', async () => {
    const writer = createMlflowDatabase(file, 'wal');
    addRun(writer, { id: 'a' });
    assert.deepEqual(ids(), ['a']);
    source.close();
    // As a killed process leaves them, on another machine: no -shm.
    const other = join(folder, 'other.db');
    for (const suffix of ['', '-wal']) await copyFile(`${file}${suffix}`, `${other}${suffix}`);
    writer.close();
    const copied = openSqliteSource(other);
    assert.deepEqual(copied.runIds({ query: ALL }), ['a']);
    copied.close();
    assert.deepEqual((await readdir(folder)).sort(), ['mlflow.db', 'other.db', 'other.db-wal']);
  });

  it('is read as it was before a transaction whose writer was killed, and its journal stays', async () => {
    const writer = createMlflowDatabase(file);
    addRuns(writer, MANY);
    writer.close();
    const child = spawn(process.execPath, ['-e', WRITER, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.deepEqual((await readdir(folder)).sort(), ['mlflow.db', 'mlflow.db-journal']);
    const [run] = source.runs({ ids: ['run-7'] });
    assert.equal(run?.params.get('a'), 'x'.repeat(100));
    assert.deepEqual((await readdir(folder)).sort(), ['mlflow.db', 'mlflow.db-journal']);
    const before = await readdir(tmpdir());
    source.close();
    const copies = (names: readonly string[]) => names.filter((name) => name.startsWith('trainyard-store-')).length;
    assert.equal(copies(await readdir(tmpdir())), copies(before) - 1);
  });

  it('is waited for while another program has it for itself, and then named as locked', () => {
    const writer = createMlflowDatabase(file);
    const connection = new SqliteConnection(file, 1);
    const look = () => connection.read(({ rows }) => [...rows('SELECT count(*) FROM runs')][0]?.[0]);
    assert.equal(look(), 0);
    writer.exec('BEGIN EXCLUSIVE');
    assert.equal(reasonOf(look), 'locked');
    writer.exec('COMMIT');
    writer.close();
    assert.equal(look(), 0);
    connection.close();
  });

  it('thins a long history to its extremes', () => {
    const writer = createMlflowDatabase(file);
    addRun(writer, { id: 'a' });
    const point = writer.prepare(`INSERT INTO metrics VALUES ('loss', ?, ?, 'a', ?, 0)`);
    writer.exec('BEGIN');
    for (let step = 0; step < 5000; step += 1) point.run(step === 2345 ? 99 : 1, step, step);
    writer.exec('COMMIT');
    writer.close();
    const thinned = source.history({ runId: 'a', key: 'loss', mostPoints: 100 });
    assert.ok(thinned.isSampled && thinned.steps.length <= 100);
    assert.ok(thinned.values.includes(99));
    assert.deepEqual([thinned.steps[0], thinned.steps.at(-1)], [0, 4999]);
    assert.equal(
      source.history({ runId: 'a', key: 'loss', steps: { from: 10, to: 19 }, mostPoints: 100 }).steps.length,
      10,
    );
  });

  it('is found again when it is replaced', async () => {
    createMlflowDatabase(file).close();
    assert.deepEqual(ids(), []);
    await rm(file);
    assert.equal(reasonOf(ids), 'missing');
    const writer = createMlflowDatabase(file);
    addRun(writer, { id: 'new' });
    writer.close();
    assert.deepEqual(ids(), ['new']);
  });

  it('says what is wrong: empty, text, cut short, of another program, in migration, of an unknown schema', async () => {
    await mkdir(file);
    assert.equal(reasonOf(ids), 'not-a-store');
    await rm(file, { recursive: true });
    await writeFile(file, '');
    assert.equal(reasonOf(ids), 'empty');
    await writeFile(file, 'text '.repeat(100));
    assert.equal(reasonOf(ids), 'not-a-store');
    await rm(file);
    const writer = createMlflowDatabase(file);
    addRuns(writer, MANY);
    await truncate(file, 20_000);
    assert.equal(reasonOf(ids), 'corrupt');
    writer.close();
    await rm(file);
    const changing = createMlflowDatabase(file);
    changing.exec('ALTER TABLE runs RENAME TO _alembic_tmp_runs');
    assert.equal(reasonOf(ids), 'migrating');
    changing.exec('DROP TABLE _alembic_tmp_runs');
    assert.equal(reasonOf(ids), 'unknown-schema');
    changing.exec('DROP TABLE alembic_version');
    assert.equal(reasonOf(ids), 'not-a-store');
    changing.close();
  });
});
