import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { neptuneCatalog } from '../../../../src/adapters/neptune/neptuneCatalog.ts';
import { folderForEachTest } from '../../../support/folderForEachTest.ts';

const { signal } = new AbortController();

describe('Neptune data in a workspace', () => {
  const folder = folderForEachTest();
  const { write } = folder;

  async function found(added: readonly string[] = [], environment = {}) {
    const folders = () => [join(folder.path, 'ws')];
    const watchFiles = () => ({ dispose: () => undefined });
    const { trackers } = await neptuneCatalog({
      folders,
      added: () => added,
      environment: () => environment,
      watchFiles,
    }).find(signal);
    return trackers.map(({ label, foundBy }) => `${label} ${foundBy}`);
  }

  it('is found in each of its forms, in the folder and in those below it', async () => {
    write('ws/.neptune/offline/run__1/metadata.json');
    write('ws/one/.neptune/team_digits_run_1/run_operations.sqlite3');
    write('ws/two/exports/data/team-1/run-1_part_0.parquet');
    assert.deepEqual(await found(), ['ws/.neptune workspace', 'ws/one/.neptune workspace', 'ws/two/exports workspace']);
  });

  it('is none where folders only have its names', async () => {
    write('ws/.neptune/notes.txt');
    write('ws/exports/data/table.csv');
    write('ws/three/exports/data/team-1/run-1_part_1.parquet');
    write('ws/node_modules/exports/data/team-1/run-1_part_0.parquet');
    assert.deepEqual(await found(), []);
  });

  it('is found where a variable or the user says, and once', async () => {
    write('ws/logs/run_1/run_operations.sqlite3');
    write('elsewhere/offline/run__1/metadata.json');
    const added = [join(folder.path, 'elsewhere'), join(folder.path, 'not-there'), 'https://mlflow.example.com'];
    const environment = { NEPTUNE_LOG_DIRECTORY: 'logs', NEPTUNE_DATA_DIRECTORY: 'logs' };
    assert.deepEqual(await found(added, environment), ['logs environment', 'elsewhere user']);
  });
});
