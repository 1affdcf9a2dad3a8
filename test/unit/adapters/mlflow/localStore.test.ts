import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openLocalStore } from '../../../../src/adapters/mlflow/localStore.ts';
import type { WatchFiles } from '../../../../src/domain/base/watchFiles.ts';
import type { ExperimentTracker } from '../../../../src/domain/experiments/ports.ts';
import { addRun, addRuns, createMlflowDatabase, storeRef } from '../../../support/mlflowDatabase.ts';

const signal = new AbortController().signal;

describe('a store of this machine', () => {
  let folder = '';
  let writer: DatabaseSync;
  let store: ExperimentTracker;
  const watched: string[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-mlflow-'));
    writer = createMlflowDatabase(join(folder, 'mlflow.db'));
    const watchFiles: WatchFiles = ({ folder: at, glob, of }) => {
      watched.push(`${at}|${glob}|${of}`);
      return { dispose: () => undefined };
    };
    const opened = await openLocalStore(storeRef('sqlite', join(folder, 'mlflow.db')), { watchFiles }, signal);
    assert.ok(opened.ok);
    store = opened.value;
  });
  afterEach(async () => {
    store.dispose();
    writer.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('comes in pages, a small one first, and ends at once when nobody wants it any more', async () => {
    addRuns(
      writer,
      Array.from({ length: 400 }, (_, n) => ({ id: `run-${n}`, start: n })),
    );
    const query = { experimentIds: ['1'], lifecycle: 'active', limit: 1000 } as const;
    const pages: number[] = [];
    for await (const page of store.runs(query, signal)) pages.push(page.ok ? page.value.runs.length : -1);
    assert.deepEqual(pages, [100, 250, 50]);
    const aborter = new AbortController();
    const codes: string[] = [];
    for await (const page of store.runs(query, aborter.signal)) {
      codes.push(page.ok ? 'page' : page.failure.code);
      aborter.abort();
    }
    assert.deepEqual(codes, ['page', 'cancelled']);
  });

  it('says in words what is not there', async () => {
    const run = await store.run('nobody', signal);
    assert.equal(run.ok ? '' : run.failure.message, 'The run nobody is not in this store.');
    writer.exec('DROP TABLE params');
    const experiments = await store.experiments(signal);
    assert.equal(experiments.ok ? '' : experiments.failure.code, 'unsupported');
  });

  it('gives artifacts and nothing outside of them', async () => {
    const artifacts = join(folder, 'mlruns', '1', 'a', 'artifacts');
    const files = { 'model/MLmodel': 'flavors: {}', 'plot ü.png': 'png', '../secret': 'no' };
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(artifacts, path)), { recursive: true });
      await writeFile(join(artifacts, path), text);
    }
    await symlink('../secret', join(artifacts, 'link'));
    await symlink('model', join(artifacts, 'alias'));
    addRun(writer, { id: 'a' });
    // Written on another machine: its artifacts were brought along.
    writer.prepare('UPDATE runs SET artifact_uri = ?').run('/nowhere/mlruns/1/a/artifacts');
    assert.deepEqual(await store.artifacts('a', '', signal), {
      ok: true,
      value: [
        { path: 'alias', isFolder: true },
        { path: 'link', isFolder: false },
        { path: 'model', isFolder: true },
        { path: 'plot ü.png', isFolder: false, size: 3 },
      ],
    });
    assert.equal(await textOf('alias/MLmodel'), 'flavors: {}');
    for (const path of ['link', '../secret', '..', '/etc/passwd'])
      assert.match(await textOf(path), /forbidden|not-found/);
    assert.equal(await textOf('model'), 'invalid');
    assert.equal(await textOf('gone'), 'not-found');
  });

  it('says where artifacts are that no file leads to', async () => {
    addRun(writer, { id: 'a' });
    writer.prepare('UPDATE runs SET artifact_uri = ?').run('s3://bucket/1/a/artifacts');
    const listed = await store.artifacts('a', '', signal);
    assert.ok(!listed.ok);
    assert.equal(listed.failure.code, 'unsupported');
    assert.match(listed.failure.message, /s3:\/\/bucket\/1\/a\/artifacts/);
  });

  it('is watched with what lies beside it', () => {
    store.watch(['1'], () => undefined).dispose();
    assert.deepEqual(watched.splice(0), [`${folder}|mlflow.db*|content`]);
  });

  async function textOf(path: string): Promise<string> {
    const content = await store.readArtifact('a', path, signal);
    if (!content.ok) return content.failure.code;
    const chunks: Uint8Array[] = [];
    for await (const chunk of content.value.chunks) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }
});
