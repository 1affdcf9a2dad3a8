import { rmSync, statSync } from 'node:fs';
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { databaseState } from '../folders/databaseParts.ts';
import { copyDatabase, hasJournal, type OpenAs, openAs, stillUrl } from './sqliteFile.ts';
import { type StoreProblem, StoreTrouble } from './storeProblem.ts';

/** Milliseconds that a lock is waited for. A commit of MLflow holds it for less than 0.1 s; only the thread waits. */
const LOCK_MS = 5000;
/** How often a database that nobody should write is read again when somebody has. */
const STILL_TRIES = 3;

// Primary result codes, https://www.sqlite.org/rescode.html
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const CORRUPT = 11;
const CANTOPEN = 14;
const NOTADB = 26;

export type Row = readonly SQLOutputValue[];

/** What a question sees: one state of the database, however long it reads. */
export interface SqliteView {
  /** Values in the order of the columns. Integers beyond 2^53 throw: select `CAST(… AS REAL)` where one may be. */
  readonly rows: (sql: string, ...values: readonly SQLInputValue[]) => Iterable<Row>;
  /** Columns of each table. */
  readonly tables: ReadonlyMap<string, ReadonlySet<string>>;
}

interface Open {
  readonly database: DatabaseSync;
  readonly as: OpenAs;
  /** Of the file when it was opened; for `live` only which file it is. */
  readonly state: string;
  readonly copyFolder?: string;
  readonly statements: Map<string, StatementSync>;
}

/** One database of another program, opened when it is asked, and anew when its file is another one. Nothing is ever written to it or beside it. */
export class SqliteConnection {
  readonly #path: string;
  readonly #lockMs: number;
  #open: Open | undefined;
  #tables: { readonly version: number; readonly of: SqliteView['tables'] } | undefined;

  constructor(path: string, lockMs = LOCK_MS) {
    this.#path = path;
    this.#lockMs = lockMs;
  }

  /** Throws `StoreTrouble`. */
  read<T>(work: (view: SqliteView) => T): T {
    for (let tries = 1; ; tries += 1) {
      const open = this.#current();
      try {
        const answer = this.#inTransaction(open, work);
        if (open.as !== 'still' || open.state === databaseState(this.#path)) return answer;
      } catch (error) {
        const code = errorCode(error);
        if (code === undefined) throw error;
        // Whatever was read from a file that is written meanwhile without our knowing.
        const isStillTorn = open.as === 'still' && open.state !== databaseState(this.#path);
        const needsCopy = open.as === 'live' && (code === READONLY || code === CANTOPEN || this.#isHot(code));
        // A statement that has failed once tells the same error again when it is used next.
        this.close();
        if (needsCopy) this.#open = this.#openAs('copy');
        else if (!isStillTorn) throw new StoreTrouble(problemOf(code, error, this.#path));
      }
      if (tries > STILL_TRIES) throw new StoreTrouble({ reason: 'changing', path: this.#path });
    }
  }

  close(): void {
    const open = this.#open;
    this.#open = undefined;
    this.#tables = undefined;
    open?.database.close();
    if (open?.copyFolder !== undefined) rmSync(open.copyFolder, { recursive: true, force: true });
  }

  /** Some systems report a journal that cannot be rolled back as a damaged file. */
  #isHot(code: number): boolean {
    return code === CORRUPT && hasJournal(this.#path);
  }

  #current(): Open {
    if (this.#open && this.#open.state !== stateFor(this.#open.as, this.#path)) this.close();
    return (this.#open ??= this.#openAs(openAs(this.#path)));
  }

  #openAs(as: OpenAs): Open {
    const sqlite = process.getBuiltinModule?.('node:sqlite');
    if (!sqlite) throw new StoreTrouble({ reason: 'no-sqlite', path: this.#path });
    const statements = new Map<string, StatementSync>();
    const state = stateFor(as, this.#path);
    try {
      if (as === 'copy') {
        const { file, state: ofCopy, folder } = copyDatabase(this.#path);
        // Not read-only: SQLite puts the copy right before it reads.
        return { database: new sqlite.DatabaseSync(file), as, state: ofCopy, copyFolder: folder, statements };
      }
      const place = as === 'still' ? stillUrl(this.#path) : this.#path;
      return {
        database: new sqlite.DatabaseSync(place, { readOnly: true, timeout: this.#lockMs }),
        as,
        state,
        statements,
      };
    } catch (error) {
      const code = errorCode(error);
      if (code === undefined) throw error;
      throw new StoreTrouble(problemOf(code, error, this.#path));
    }
  }

  #inTransaction<T>(open: Open, work: (view: SqliteView) => T): T {
    open.database.exec('BEGIN');
    try {
      const rows = (sql: string, ...values: readonly SQLInputValue[]): Iterable<Row> =>
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- setReturnArrays makes them arrays
        statementOf(open, sql).iterate(...values) as Iterable<unknown> as Iterable<Row>;
      return work({ rows, tables: this.#tablesOf(rows) });
    } finally {
      // Some errors have ended it already.
      if (open.database.isTransaction) open.database.exec('ROLLBACK');
    }
  }

  #tablesOf(rows: SqliteView['rows']): SqliteView['tables'] {
    const version = Number([...rows('PRAGMA schema_version')][0]?.[0]);
    if (this.#tables?.version === version) return this.#tables.of;
    const of = new Map<string, Set<string>>();
    const sql = `SELECT m.name, c.name FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table'`;
    for (const [table, column] of rows(sql)) {
      const columns = of.get(String(table)) ?? new Set();
      of.set(String(table), columns.add(String(column)));
    }
    this.#tables = { version, of };
    return of;
  }
}

function stateFor(as: OpenAs, path: string): string {
  if (as !== 'live') return databaseState(path);
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.dev}:${stats.ino}` : '-';
}

function statementOf({ database, statements }: Open, sql: string): StatementSync {
  const known = statements.get(sql);
  if (known) return known;
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  statements.set(sql, statement);
  return statement;
}

/** The primary result code of an error of SQLite. */
function errorCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined;
}

function problemOf(code: number, error: unknown, path: string): StoreProblem {
  const detail = error instanceof Error ? error.message : String(error);
  switch (code) {
    case BUSY:
    case LOCKED:
      return { reason: 'locked', path, detail };
    case CORRUPT:
    case NOTADB:
      return { reason: 'corrupt', path, detail };
    case CANTOPEN:
      return { reason: 'forbidden', path, detail };
    default:
      return { reason: 'other', path, detail };
  }
}
