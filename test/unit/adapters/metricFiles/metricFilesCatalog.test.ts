import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { describe, it } from 'mocha';
import { isFileStore } from '../../../../src/adapters/mlflow/findStores.ts';
import { metricFilesCatalog } from '../../../../src/adapters/metricFiles/metricFilesCatalog.ts';
import { folderForEachTest } from '../../../support/folderForEachTest.ts';

const { signal } = new AbortController();

describe('files of metrics in a workspace', () => {
  const folder = folderForEachTest();
  const { write } = folder;

  async function found(added: readonly string[] = []) {
    const folders = () => [join(folder.path, 'ws')];
    const watchFiles = () => ({ dispose: () => undefined });
    const { trackers } = await metricFilesCatalog({
      folders,
      added: () => added,
      isOther: isFileStore,
      watchFiles,
    }).find(signal);
    return trackers.map(({ label, place, foundBy }) => `${label} ${place.form} ${foundBy}`).sort();
  }

  it('are found by the names that libraries give and by what is in them', async () => {
    write('ws/lightning_logs/version_0/metrics.csv', 'epoch,step,loss\n0,1,0.5\n');
    write('ws/vision/runs/detect/train/results.csv', ' epoch, time, loss\n 1, 2, 0.5\n');
    write('ws/bert/checkpoint-500/trainer_state.json', '{"global_step": 500, "log_history": []}');
    write('ws/ray_results/trial/result.json', '{"training_iteration": 1, "loss": 0.5}\n');
    write('ws/keras/training.log', 'epoch,loss\n0,0.5\n');
    const names = ['bert', 'keras', 'lightning_logs', 'ray_results', 'vision/runs'];
    assert.deepEqual(
      await found(),
      names.map((name) => `${name} folder workspace`),
    );
  });

  it('are told from data sets, results of other kinds and logs in words', async () => {
    write('ws/data/train.csv', 'step,x,y\n0,1,2\n');
    write('ws/data/train.jsonl', '{"step": 1, "text": 2}\n');
    write('ws/data/history.csv', 'date,open,close\n2026-01-01,1,2\n');
    write('ws/eval/results.csv', 'model,accuracy\nresnet,0.9\n');
    write('ws/eval/summary.csv', 'step,text\none,a\n');
    write('ws/eval/metrics.json', '{\n  "accuracy": 0.9,\n  "step": 9\n}\n');
    write('ws/eval/log.txt', 'epoch 1 loss 0.5\n');
    write('ws/eval/result.json', '{"loss": 0.5}\n');
    write('ws/eval/metrics.csv', '');
    write('ws/mlruns/0/1/artifacts/metrics.csv', 'step,loss\n0,1\n');
    assert.deepEqual(await found(), []);
  });

  it('are found where the user says: a folder, or one file', async () => {
    write('mine/fold1.csv', 'epoch,loss\n1,0.5\n');
    write('one/scores.csv', 'fold,score\na,0.5\n');
    write('data/people.csv', 'name,age\na,1\n');
    const places = ['mine', 'one/scores.csv', 'data', 'not-there'].map((name) => join(folder.path, name));
    assert.deepEqual(await found([...places, 'https://mlflow.example.com']), [
      `${basename(folder.path)}/mine folder user`,
      'one/scores.csv file user',
    ]);
  });
});
