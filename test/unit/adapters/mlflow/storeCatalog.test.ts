import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { storeCatalog } from '../../../../src/adapters/mlflow/storeCatalog.ts';
import { dotenvValue, storeOfUri } from '../../../../src/adapters/mlflow/trackingUri.ts';
import type { WatchedFiles } from '../../../../src/domain/base/watchFiles.ts';
import { createMlflowDatabase } from '../../../support/mlflowDatabase.ts';

const signal = new AbortController().signal;

describe('stores of a workspace', () => {
  let folder = '';
  let environment: NodeJS.ProcessEnv = {};
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-stores-'));
    environment = {};
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function write(...paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      const [name = '', text = ''] = path.split(' <- ');
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
  }

  const catalog = () =>
    storeCatalog({
      folders: () => [folder],
      environment: () => environment,
      watchFiles: () => ({ dispose: () => undefined }),
    });
  const found = async () => {
    const { trackers, troubles } = await catalog().find(signal);
    assert.deepEqual(troubles, []);
    return trackers.map(({ label, place, foundBy }) => `${place.form} ${label} ${foundBy}`);
  };

  it('are found by what is in them, but not among packages, artifacts and other databases', async () => {
    await write('mlruns/0/meta.yaml', 'a/b/mlruns/1/meta.yaml', 'node_modules/x/mlruns/0/meta.yaml');
    await write('.venv/mlruns/0/meta.yaml', 'env/pyvenv.cfg', 'env/mlruns/0/meta.yaml');
    await write('three/mlruns/1/run/artifacts/file', 'text.db <- no database at all', 'empty.db');
    createMlflowDatabase(join(folder, 'three', 'mlflow.db')).close();
    createMlflowDatabase(join(folder, 'a', 'runs.sqlite'), 'wal').close();
    const other = new DatabaseSync(join(folder, 'other.db'));
    other.exec('CREATE TABLE experiments (id)');
    other.close();
    assert.deepEqual(await found(), [
      'fileStore mlruns workspace',
      'sqlite a/runs.sqlite workspace',
      'sqlite three/mlflow.db workspace',
      'fileStore a/b/mlruns workspace',
    ]);
  });

  it('are also where the environment or a .env leads, each once', async () => {
    await mkdir(join(folder, 'elsewhere'));
    environment = { MLFLOW_TRACKING_URI: 'file:elsewhere' };
    assert.deepEqual(await found(), ['fileStore elsewhere environment']);
    await write('.env <- MLFLOW_TRACKING_URI="sqlite:///data/my.db" # here\n', 'data/.keep');
    createMlflowDatabase(join(folder, 'data', 'my.db')).close();
    assert.deepEqual(await found(), ['sqlite data/my.db workspace']);
    await write('.env <- export MLFLOW_TRACKING_URI=http://localhost:5000');
    assert.deepEqual(await found(), ['sqlite data/my.db workspace']);
  });

  it('are found when their tables are only in the write-ahead log, and once an empty file has become one', async () => {
    const finder = catalog();
    await write('new.db');
    assert.deepEqual((await finder.find(signal)).trackers, []);
    const writer = createMlflowDatabase(join(folder, 'new.db'), 'wal');
    assert.deepEqual(
      (await finder.find(signal)).trackers.map(({ label }) => label),
      ['new.db'],
    );
    writer.close();
  });

  it('name the folder that cannot be read, and end when nobody waits', async () => {
    const parts = { environment: () => ({}), watchFiles: () => ({ dispose: () => undefined }) };
    const gone = await storeCatalog({ ...parts, folders: () => [join(folder, 'gone')] }).find(signal);
    assert.deepEqual(
      gone.troubles.map(({ code }) => code),
      ['not-found'],
    );
    const ended = await catalog().find(AbortSignal.abort());
    assert.deepEqual(
      ended.troubles.map(({ code }) => code),
      ['cancelled'],
    );
  });

  it('are watched for being made, and .env for what it says', () => {
    const watched: WatchedFiles[] = [];
    const watchFiles = (at: WatchedFiles) => {
      watched.push(at);
      return { dispose: () => undefined };
    };
    storeCatalog({ folders: () => [folder], environment: () => ({}), watchFiles })
      .watch(() => undefined)
      .dispose();
    assert.deepEqual(
      watched.map(({ of }) => of),
      ['existence', 'content'],
    );
  });
});

describe('a tracking URI', () => {
  it('leads to a file or folder, relative to where the code runs', () => {
    const cases: readonly (readonly [string, string | undefined])[] = [
      ['sqlite:///mlflow.db', 'sqlite /work/mlflow.db'],
      ['sqlite:////data/my%20runs.db?timeout=5', 'sqlite /data/my runs.db'],
      ['file:///data/mlruns', 'fileStore /data/mlruns'],
      ['file:runs', 'fileStore /work/runs'],
      ['./mlruns', 'fileStore /work/mlruns'],
      ['/data/100%', 'fileStore /data/100%'],
      ['http://localhost:5000', undefined],
      ['postgresql://db/mlflow', undefined],
      ['databricks', undefined],
      ['  ', undefined],
    ];
    for (const [uri, expected] of cases) {
      const store = storeOfUri(uri, '/work');
      assert.equal(store && `${store.form} ${store.path}`, expected, uri);
    }
  });

  it('stands in .env in several ways', () => {
    assert.equal(dotenvValue('A=1\nexport X = "a # b" # c\n', 'X'), 'a # b');
    assert.equal(dotenvValue('X=1\nX=two words # c\r\n', 'X'), 'two words');
    assert.equal(dotenvValue('# X=1\nXY=2', 'X'), undefined);
  });
});
