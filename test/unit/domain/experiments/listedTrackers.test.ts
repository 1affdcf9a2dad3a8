import assert from 'node:assert/strict';
import { listedTrackers } from '../../../../src/domain/experiments/listedTrackers.ts';

const shown = (...places: readonly string[]) =>
  listedTrackers(places).map(({ kind, label, place }) => [
    kind,
    label,
    place.form,
    place.form === 'server' ? place.url : place.form === 'logs' ? '' : place.path,
  ]);

describe('listedTrackers', () => {
  it('tells folders, databases and servers apart', () => {
    assert.deepEqual(shown('/data/mlruns/', '/data/a/mlflow.db', '/x/.neptune', 'https://m.example.com/ml/'), [
      ['mlflow', 'data/mlruns', 'fileStore', '/data/mlruns'],
      ['mlflow', 'a/mlflow.db', 'sqlite', '/data/a/mlflow.db'],
      ['neptune', 'x/.neptune', 'folder', '/x/.neptune'],
      ['mlflow', 'm.example.com/ml', 'server', 'https://m.example.com/ml'],
    ]);
  });

  it('knows DagsHub, and takes a path of Windows', () => {
    assert.deepEqual(shown('https://dagshub.com/o/r.mlflow', String.raw`C:\data\mlruns`), [
      ['dagshub', 'dagshub.com/o/r.mlflow', 'server', 'https://dagshub.com/o/r.mlflow'],
      ['mlflow', 'data/mlruns', 'fileStore', String.raw`C:\data\mlruns`],
    ]);
  });

  it('leaves out user and password, and what is neither an address nor an absolute path', () => {
    assert.deepEqual(shown('https://me:secret@m.example.com', 'mlruns', 'ftp://x', '  '), [
      ['mlflow', 'm.example.com', 'server', 'https://m.example.com'],
    ]);
  });
});
