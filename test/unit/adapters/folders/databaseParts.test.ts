// Databases as SQLite itself writes them.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseState, stateForCopy } from '../../../../src/adapters/folders/databaseParts.ts';

describe('a database that is copied while others write it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-parts-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is whole when its log has only grown, and not when the log has begun again', () => {
    const path = join(folder, 'log.db');
    const writer = new DatabaseSync(path);
    try {
      writer.exec('PRAGMA journal_mode = WAL; CREATE TABLE runs (id TEXT)');
      const [before, state] = [stateForCopy(path), databaseState(path)];
      writer.exec("INSERT INTO runs VALUES ('a')");
      assert.equal(stateForCopy(path), before);
      assert.notEqual(databaseState(path), state);
      writer.exec("PRAGMA wal_checkpoint(RESTART); INSERT INTO runs VALUES ('b')");
      assert.notEqual(stateForCopy(path), before);
    } finally {
      writer.close();
    }
  });

  it('is whole without a log when nothing was written', () => {
    const path = join(folder, 'plain.db');
    const writer = new DatabaseSync(path);
    try {
      writer.exec('CREATE TABLE runs (id TEXT)');
      const before = stateForCopy(path);
      assert.equal(stateForCopy(path), before);
      writer.exec("INSERT INTO runs VALUES ('a')");
      assert.notEqual(stateForCopy(path), before);
    } finally {
      writer.close();
    }
  });
});
