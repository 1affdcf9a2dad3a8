import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { t } from '../../domain/base/text.ts';
import { DATABASE_PARTS, sizeOf, stateForCopy } from '../folders/databaseParts.ts';
import { Breather } from '../process/breather.ts';
import type { FoundRun } from './foundRun.ts';
import { unreadableFile } from './neptuneFailure.ts';
import { DamagedMessage } from '../../domain/experiments/protoCursor.ts';
import { RunRecord } from './runRecord.ts';
import { foldSnapshot, type ScaleStart, scaleStart } from './scaleOperations.ts';

/** The one that neptune-scale 0.30 writes, its last release. */
const VERSION = 'v5';
/** Of the column operation_type. */
const CREATES = 1;
const COPY_TRIES = 3;

/**
 * Reads a run as neptune-scale keeps it until it is sent: a database in WAL mode, whose process may write it now, or was killed and has left everything in
 * the log. Nothing is written to it or beside it: it is read in a copy, with its log.
 */
export async function readScaleDatabase(path: string, signal: AbortSignal): Promise<FoundRun> {
  const sqlite = process.getBuiltinModule?.('node:sqlite');
  const record = new RunRecord();
  if (!sqlite) return { id: path, record, client: 'neptune-scale', trouble: missingReader(path) };
  const folder = await mkdtemp(join(tmpdir(), 'trainyard-neptune-'));
  try {
    const copy = await copyAtRest(path, join(folder, 'copy.sqlite3'));
    const database = new sqlite.DatabaseSync(copy);
    try {
      return await readAll(database, { path, record, signal });
    } finally {
      database.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Reading {
  readonly path: string;
  readonly record: RunRecord;
  readonly signal: AbortSignal;
}

async function readAll(database: DatabaseSync, { path, record, signal }: Reading): Promise<FoundRun> {
  const metadata = database.prepare('SELECT version, project, run_id FROM metadata').get();
  const run = { id: String(metadata?.['run_id'] ?? path), record, client: 'neptune-scale' };
  const version = String(metadata?.['version'] ?? '');
  if (version !== VERSION) return { ...run, trouble: otherVersion(path, version) };
  const places = placesOf(database);
  let start: ScaleStart = {};
  let trouble: FoundRun['trouble'];
  const breather = new Breather();
  const operations = database.prepare('SELECT operation_type, operation FROM run_operations ORDER BY sequence_id');
  for (const { operation_type: type, operation } of operations.iterate()) {
    try {
      if (!(operation instanceof Uint8Array)) throw new DamagedMessage('no bytes');
      if (type === CREATES) start = scaleStart(operation);
      else foldSnapshot(operation, record, places);
    } catch (error) {
      if (!(error instanceof DamagedMessage)) throw error;
      trouble ??= unreadableFile(path, error.message);
    }
    await breather.breathe();
    signal.throwIfAborted();
  }
  if (start.experiment !== undefined) record.assign('sys/name', { type: 'string', text: start.experiment });
  const { experiment: _, ...rest } = start;
  return { ...run, project: String(metadata?.['project']), ...rest, ...(trouble ? { trouble } : {}) };
}

/** Files that were given as bytes lie beside the database, others where they were. */
function placesOf(database: DatabaseSync): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  for (const row of database.prepare('SELECT source_path, destination FROM file_upload_requests').iterate())
    places.set(String(row['destination']), String(row['source_path']));
  return places;
}

/** SQLite itself leaves out what was not committed. Of what is written all the time the last copy is read: what is torn in it is told. */
async function copyAtRest(path: string, copy: string): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    const before = stateForCopy(path);
    for (const part of DATABASE_PARTS) {
      await rm(`${copy}${part}`, { force: true });
      if (sizeOf(`${path}${part}`) === undefined) continue;
      await copyFile(`${path}${part}`, `${copy}${part}`);
      // Permissions are copied too, and a copy that may not be written cannot be put right.
      await chmod(`${copy}${part}`, 0o600);
    }
    if (before === stateForCopy(path) || tries === COPY_TRIES) return copy;
  }
}

function missingReader(path: string): NonNullable<FoundRun['trouble']> {
  return {
    code: 'unsupported',
    message: t('This version of VS Code cannot read SQLite, in which neptune-scale keeps its runs.'),
    nextStep: t('Update VS Code.'),
    location: { path },
  };
}

function otherVersion(path: string, version: string): NonNullable<FoundRun['trouble']> {
  return {
    code: 'unsupported',
    message: t('The run was written in version {0} of the format of neptune-scale; {1} can be read.', version, VERSION),
    location: { path },
  };
}
