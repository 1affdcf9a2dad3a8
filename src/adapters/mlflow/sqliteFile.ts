import { chmodSync, constants, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DATABASE_PARTS, databaseState, firstBytes, sizeOf, stateForCopy } from '../folders/databaseParts.ts';
import { StoreTrouble } from './storeProblem.ts';

/** Bytes. Copying so much takes seconds and the room of a disk; whoever has more runs a server. */
const MOST_COPIED = 1024 * 1024 * 1024;
/** A copy is wrong when something was written meanwhile; after so many a server is better. */
const COPY_TRIES = 3;
/** First bytes of a database, and those of a journal whose transaction was not ended (https://www.sqlite.org/fileformat.html). */
const DATABASE_MAGIC = 'SQLite format 3\0';
const JOURNAL_MAGIC = 'd9d505f920a163d7';
const HEADER_BYTES = 100;

/**
 * How a database can be opened without writing a byte beside it.
 *
 * - `live`: others may write it meanwhile; SQLite's locks keep us apart
 * - `still`: in WAL mode, with an empty log and nobody who has it open. Opened the usual way, two files would be made beside it
 * - `copy`: a program was killed in a transaction, or its log lies in a folder that may not be written: rolled back, or played in, in a copy
 */
export type OpenAs = 'live' | 'still' | 'copy';

/** Looks at the file and what lies beside it. Throws `StoreTrouble`: missing, forbidden, empty, not-a-store. */
export function openAs(path: string): OpenAs {
  const stats = statSync(path);
  // A pipe would be waited for without end.
  if (!stats.isFile()) throw new StoreTrouble({ reason: 'not-a-store', path });
  if (stats.size === 0) throw new StoreTrouble({ reason: 'empty', path });
  const header = firstBytes(path, HEADER_BYTES);
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, DATABASE_MAGIC.length) !== DATABASE_MAGIC)
    throw new StoreTrouble({ reason: 'not-a-store', path });
  // Bytes 18 and 19 say how it is written and read; 2 is WAL.
  const isWal = header[18] === 2 || header[19] === 2;
  if (!isWal || sizeOf(`${path}-shm`) !== undefined) return 'live';
  return (sizeOf(`${path}-wal`) ?? 0) > 0 ? 'copy' : 'still';
}

/** For `node:sqlite`: `immutable` promises SQLite that nobody writes, so that it makes no file. */
export function stillUrl(path: string): URL {
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  url.searchParams.set('mode', 'ro');
  return url;
}

/** The database with its journal or log in a folder of its own. Throws `StoreTrouble`: too-large, changing, no-space. */
export function copyDatabase(path: string): { readonly folder: string; readonly file: string; readonly state: string } {
  const bytes = DATABASE_PARTS.reduce((sum, suffix) => sum + (sizeOf(`${path}${suffix}`) ?? 0), 0);
  if (bytes > MOST_COPIED) throw new StoreTrouble({ reason: 'too-large', path, limit: MOST_COPIED });
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-store-'));
  const file = join(folder, 'store.db');
  try {
    for (let tries = 0; tries < COPY_TRIES; tries += 1) {
      const state = copyOnce(path, file);
      if (state !== undefined) return { folder, file, state };
    }
    throw new StoreTrouble({ reason: 'changing', path });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The state of what was copied; undefined: it was written meanwhile. */
function copyOnce(path: string, to: string): string | undefined {
  const before = stateForCopy(path);
  for (const suffix of DATABASE_PARTS) {
    rmSync(`${to}${suffix}`, { force: true });
    if (sizeOf(`${path}${suffix}`) === undefined) continue;
    copyFileSync(`${path}${suffix}`, `${to}${suffix}`, constants.COPYFILE_FICLONE);
    // Permissions are copied too, and a copy that may not be written cannot be put right.
    chmodSync(`${to}${suffix}`, 0o600);
  }
  return before === stateForCopy(path) ? databaseState(path) : undefined;
}

/** A transaction that was not ended lies beside it. */
export function hasJournal(path: string): boolean {
  return (sizeOf(`${path}-journal`) ?? 0) > 0 && firstBytes(`${path}-journal`, 8).toString('hex') === JOURNAL_MAGIC;
}
