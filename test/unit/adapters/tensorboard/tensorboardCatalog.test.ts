import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { describe, it } from 'mocha';
import { isFileStore } from '../../../../src/adapters/mlflow/findStores.ts';
import { tensorboardCatalog } from '../../../../src/adapters/tensorboard/tensorboardCatalog.ts';
import { folderForEachTest } from '../../../support/folderForEachTest.ts';

const { signal } = new AbortController();

describe('event files in a workspace', () => {
  const folder = folderForEachTest();
  const { write } = folder;

  async function found(added: readonly string[] = []) {
    const folders = () => [join(folder.path, 'ws')];
    const watchFiles = () => ({ dispose: () => undefined });
    const { trackers } = await tensorboardCatalog({
      folders,
      added: () => added,
      isOther: isFileStore,
      watchFiles,
    }).find(signal);
    return trackers.map(({ label, foundBy }) => `${label} ${foundBy}`).sort();
  }

  it('make a log directory of the outermost folder whose name says so', async () => {
    write('ws/runs/Nov30_host/events.out.tfevents.1');
    write('ws/runs/logs/events.out.tfevents.1');
    write('ws/vision/lightning_logs/version_0/events.out.tfevents.1');
    assert.deepEqual(await found(), ['runs workspace', 'vision/lightning_logs workspace']);
  });

  it('else of the one directly below the workspace', async () => {
    write('ws/resnet/fold1/tb/events.out.tfevents.1');
    write('ws/resnet/fold2/tb/events.out.tfevents.1');
    assert.deepEqual(await found(), ['resnet workspace']);
  });

  it('are none of their own in a run of another tracker, a package or a hidden folder', async () => {
    for (const folder of ['mlruns/0/1/artifacts', 'wandb/run', 'node_modules/x', '.cache'])
      write(`ws/${folder}/events.out.tfevents.1`);
    write('ws/.venv/pyvenv.cfg');
    write('ws/env/pyvenv.cfg');
    write('ws/env/logs/events.out.tfevents.1');
    assert.deepEqual(await found(), []);
  });

  it('are found where the user says, when there are some', async () => {
    write('elsewhere/a/events.out.tfevents.1');
    write('empty/notes.txt');
    write('store/1/meta.yaml');
    write('store/1/2/artifacts/events.out.tfevents.1');
    const added = [
      join(folder.path, 'elsewhere'),
      join(folder.path, 'store'),
      join(folder.path, 'empty'),
      join(folder.path, 'not-there'),
      'https://mlflow.example.com',
    ];
    assert.deepEqual(await found(added), [`${basename(folder.path)}/elsewhere user`]);
  });
});
