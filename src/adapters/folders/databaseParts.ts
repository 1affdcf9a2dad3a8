import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** What SQLite keeps beside a database until it is in it: a log, or a journal (https://www.sqlite.org/tempfiles.html). The database itself is the first. */
export const DATABASE_PARTS = ['', '-wal', '-journal'] as const;
/** Of the header of a `-wal`: magic, page size, checkpoint number, salts. They differ as soon as it is written from its beginning again. */
const WAL_HEADER_BYTES = 32;

/** Differs when the database, its log or its journal has been written, or has been replaced. */
export function databaseState(path: string): string {
  return DATABASE_PARTS.map((suffix) => {
    const stats = statSync(`${path}${suffix}`, { throwIfNoEntry: false });
    return stats ? `${stats.ino}:${stats.size}:${stats.mtimeMs}` : '-';
  }).join(' ');
}

/**
 * Of a database that is being copied: the copy is whole when this is the same before and after. With a log, that log may grow, but must not begin again;
 * without, nothing may change. The main file is to be copied first: a checkpoint meanwhile writes only pages that are in the log as well, and the log is
 * copied after it.
 */
export function stateForCopy(path: string): string {
  const hasLog = (sizeOf(`${path}-wal`) ?? 0) > 0;
  return hasLog ? firstBytes(`${path}-wal`, WAL_HEADER_BYTES).toString('hex') : databaseState(path);
}

/** In bytes; undefined where there is none. */
export function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

export function firstBytes(path: string, count: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(count);
    return bytes.subarray(0, readSync(file, bytes, 0, count, 0));
  } finally {
    closeSync(file);
  }
}
