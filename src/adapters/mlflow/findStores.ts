import { open, opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { walkFolders } from '../folders/walkFolders.ts';
import { fileProblem } from './storeProblem.ts';

/** Below a folder of the workspace. A store lies beside the code that writes it; the limits keep data sets out. */
const LIMITS = { levels: 6, folders: 5000, entries: 2000 };
const MOST_STORES = 50;

const DATABASE = /\.(?:db|sqlite3?)$/i;

/** Bytes at the beginning of a database in which its tables are named: those of MLflow 3.18 within 0.5 MB, after all its migrations. */
const SCHEMA_BYTES = 1024 * 1024;
const MAGIC = 'SQLite format 3\0';

export interface FoundStore {
  readonly form: 'fileStore' | 'sqlite';
  readonly path: string;
}

/**
 * Finds stores of MLflow below a folder, level by level, by what is in them. No database is opened. What cannot be read is passed over; throws
 * when the folder itself cannot be.
 */
export class StoreFinder {
  /**
   * Databases that were looked into, by path: file, size, verdict. They are not opened again, for closing a file takes away the locks that SQLite
   * has on it in this process (https://www.sqlite.org/howtocorrupt.html, "Posix advisory locks canceled by a separate thread doing close()").
   */
  readonly #databases = new Map<string, { readonly state: string; readonly isStore: boolean }>();

  async find(folder: string, signal: AbortSignal): Promise<readonly FoundStore[]> {
    const found: FoundStore[] = [];
    for await (const { path, entries } of walkFolders(folder, LIMITS, signal)) {
      for (const entry of entries) {
        const place = join(path, entry.name);
        if (entry.isFile() && DATABASE.test(entry.name)) {
          if (await this.isDatabase(place)) found.push({ form: 'sqlite', path: place });
        } else if (entry.isDirectory() && entry.name === 'mlruns') {
          if (await isFileStore(place)) found.push({ form: 'fileStore', path: place });
        }
      }
      if (found.length >= MOST_STORES) return found;
    }
    return found;
  }

  /** It has MLflow's tables. A new one in WAL mode has them in its log alone. */
  async isDatabase(path: string): Promise<boolean> {
    try {
      const { ino, size } = await stat(path);
      const known = this.#databases.get(path);
      const state = `${ino}`;
      // One that is a store stays one; another may become one when it grows.
      if (known && (known.isStore ? known.state === state : known.state === `${state}:${size}`)) return known.isStore;
      const begin = await beginOf(path);
      const isSqlite = begin.startsWith(MAGIC);
      const isStore = isSqlite && (hasTables(begin) || hasTables(await beginOf(`${path}-wal`)));
      this.#databases.set(path, { state: isStore ? state : `${state}:${size}`, isStore });
      return isStore;
    } catch (error) {
      if (!fileProblem(error, path)) throw error;
      return false;
    }
  }
}

/** A folder of an experiment has a meta.yaml. MLflow 3 makes a folder `mlruns` without any beside its database, for artifacts. */
export async function isFileStore(folder: string): Promise<boolean> {
  try {
    for await (const entry of await opendir(folder)) {
      if (!entry.isDirectory() || entry.name === 'models') continue;
      if (await isThere(join(folder, entry.name, 'meta.yaml'))) return true;
    }
  } catch (error) {
    if (!fileProblem(error, folder)) throw error;
  }
  return false;
}

const hasTables = (text: string) =>
  /CREATE TABLE "?alembic_version"?/.test(text) && /CREATE TABLE "?experiments"?/.test(text);

async function beginOf(path: string): Promise<string> {
  if (!(await isThere(path))) return '';
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(SCHEMA_BYTES);
    const first = await file.read(buffer, 0, MAGIC.length, 0);
    if (!path.endsWith('-wal') && buffer.toString('latin1', 0, first.bytesRead) !== MAGIC) return '';
    const { bytesRead } = await file.read(buffer, 0, SCHEMA_BYTES, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

export async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (!fileProblem(error, path)) throw error;
    return false;
  }
}
