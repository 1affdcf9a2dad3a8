import assert from 'node:assert/strict';
import { appendFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'mocha';
import { openMetricFiles } from '../../../../src/adapters/metricFiles/openMetricFiles.ts';
import type { ExperimentTracker } from '../../../../src/domain/experiments/ports.ts';
import { folderForEachTest } from '../../../support/folderForEachTest.ts';
import { historyOf, namedRun, runsOf } from '../../../support/folderRuns.ts';

const { signal } = new AbortController();

describe('files of metrics', () => {
  const folder = folderForEachTest();
  let now: number;

  beforeEach(() => {
    now = Date.now();
  });

  function write(path: string, ...lines: readonly string[]): string {
    return folder.write(path, lines.map((line) => `${line}\n`).join(''));
  }

  async function open(path = '.', foundBy: 'workspace' | 'user' = 'workspace'): Promise<ExperimentTracker> {
    const place = { form: path.includes('.csv') ? 'file' : 'folder', path: join(folder.path, path) } as const;
    const ref = { id: 'x', kind: 'metricFiles', label: path, place, foundBy } as const;
    const watchFiles = () => ({ dispose: () => undefined });
    const opened = await openMetricFiles(
      ref,
      { path: place.path, watchFiles, tagsOf: () => new Map(), now: () => now },
      signal,
    );
    assert.ok(opened.ok, JSON.stringify(opened));
    return opened.value;
  }

  async function series(tracker: ExperimentTracker, run: string, key: string) {
    const { steps, values } = await historyOf(tracker, namedRun(await runsOf(tracker), run), key);
    return Array.from(steps, (step, at) => [step, values[at]]);
  }

  it("of Lightning's CSVLogger have empty cells where a step did not log, and params beside them", async () => {
    write('version_0/metrics.csv', 'epoch,step,train_loss,val_loss', '0,9,0.9,', '0,9,,0.8', '1,19,0.5,', '1,19,,nan');
    write('version_0/hparams.yaml', 'lr: 0.001', 'model:', '  depth: 2', '  sizes: [8, 16]', 'old: !!python/name:x.y');
    const tracker = await open();
    const run = namedRun(await runsOf(tracker), 'version_0');
    assert.deepEqual(await series(tracker, 'version_0', 'train_loss'), [
      [9, 0.9],
      [19, 0.5],
    ]);
    assert.deepEqual(await series(tracker, 'version_0', 'val_loss'), [
      [9, 0.8],
      [19, Number.NaN],
    ]);
    assert.deepEqual([...run.metrics.keys()], ['epoch', 'train_loss', 'val_loss']);
    assert.equal(run.params.get('lr'), '0.001');
    assert.equal(run.params.get('model/depth'), '2');
    assert.equal(run.params.get('model/sizes'), '[8,16]');
    assert.equal(run.trouble, undefined);
  });

  it('of Ultralytics have padded names, and times that are durations', async () => {
    write(
      'train/results.csv',
      '                  epoch,             time,   metrics/mAP50(B)',
      ' 1, 10.5, 0.25',
      ' 2, 20.5, 0.5',
    );
    write('train/args.yaml', 'task: detect', 'lr0: 0.01', 'name: null');
    write('train/weights/best.pt', 'x');
    const tracker = await open();
    assert.deepEqual(await series(tracker, 'train', 'metrics/mAP50(B)'), [
      [1, 0.25],
      [2, 0.5],
    ]);
    assert.equal(namedRun(await runsOf(tracker), 'train').params.get('lr0'), '0.01');
    const listed = await tracker.artifacts('train', '', signal);
    assert.deepEqual(listed.ok && listed.value.map(({ path }) => path), ['args.yaml', 'results.csv', 'weights']);
  });

  it('of CatBoost have the metrics of both tables, told apart', async () => {
    write('catboost_info/learn_error.tsv', 'iter\tLogloss', '0\t0.65', '1\t0.62');
    write('catboost_info/test_error.tsv', 'iter\tAUC\tLogloss', '0\t0.97\t0.66', '1\t0.98\t0.63');
    write('catboost_info/time_left.tsv', 'iter\tPassed\tRemaining', '0\t52\t1510');
    const run = namedRun(await runsOf(await open()), 'catboost_info');
    assert.deepEqual(Object.fromEntries(run.metrics), {
      'learn/Logloss': 0.62,
      'test/AUC': 0.98,
      'test/Logloss': 0.63,
    });
  });

  it("of Hugging Face's Trainer have the state of the last checkpoint once, and its results", async () => {
    const state = (step: number) =>
      `{"best_metric": NaN, "global_step": ${step}, "max_steps": 20, "log_history": [{"epoch": 0.5, "loss": NaN, "step": 10}${step > 10 ? ', {"epoch": 1.0, "eval_loss": 0.25, "step": 20}' : ''}]}`;
    write('bert/checkpoint-10/trainer_state.json', state(10));
    write('bert/checkpoint-20/trainer_state.json', state(20));
    const tracker = await open();
    assert.deepEqual([...(await runsOf(tracker)).keys()], ['bert']);
    const run = namedRun(await runsOf(tracker), 'bert');
    assert.equal(run.state, 'ok');
    assert.deepEqual(await series(tracker, 'bert', 'loss'), [[10, Number.NaN]]);
    assert.deepEqual(await series(tracker, 'bert', 'eval_loss'), [[20, 0.25]]);
    write('bert/trainer_state.json', state(20));
    write('bert/all_results.json', '{"eval_loss": 0.25, "train_runtime": 12.5}');
    assert.deepEqual(await series(tracker, 'bert', 'train_runtime'), [[20, 12.5]]);
    assert.deepEqual(await series(tracker, 'bert', 'eval_loss'), [[20, 0.25]]);
  });

  it('of lines of JSON have nested names, times, and what the run was given', async () => {
    write(
      'trial/result.json',
      '{"training_iteration": 1, "timestamp": 1767225600, "info": {"loss": 0.5}, "note": "x", "done": false, "config": {"lr": 0.1}}',
      '{"training_iteration": 2, "timestamp": 1767225610, "info": {"loss": Infinity}, "config": {"lr": 0.1}}',
    );
    const tracker = await open();
    const run = namedRun(await runsOf(tracker), 'trial');
    const { timestamps } = await historyOf(tracker, run, 'info/loss');
    assert.deepEqual([...timestamps], [1767225600000, 1767225610000]);
    assert.equal(run.startedAt, 1767225600000);
    assert.deepEqual(Object.fromEntries(run.params), { lr: '0.1' });
    assert.deepEqual([...run.metrics], [['info/loss', Number.POSITIVE_INFINITY]]);
  });

  it('name the line that is broken, and have the others', async () => {
    write('a/metrics.csv', 'step,loss', '0,1', '1', '2,three', '3,4');
    write('b/metrics.jsonl', '{"step": 0, "loss": 1}', '{"step": 1, "lo', '{"step": 2, "loss": 3}');
    const tracker = await open();
    const runs = await runsOf(tracker);
    const { trouble } = namedRun(runs, 'a');
    assert.equal(trouble?.message, 'Line 3 of metrics.csv is no row of metrics like the others and was left out.');
    assert.equal(trouble?.location?.line, 3);
    assert.deepEqual(await series(tracker, 'a', 'loss'), [
      [0, 1],
      [3, 4],
    ]);
    assert.equal(namedRun(runs, 'b').trouble?.location?.line, 2);
    assert.deepEqual(await series(tracker, 'b', 'loss'), [
      [0, 1],
      [2, 3],
    ]);
  });

  it('grow with what is written, a half-written line is waited for', async () => {
    const file = write('a/metrics.csv', 'step,loss', '0,1');
    appendFileSync(file, '1,0.');
    const tracker = await open();
    assert.deepEqual(await series(tracker, 'a', 'loss'), [[0, 1]]);
    appendFileSync(file, '25\n2,0.125');
    assert.deepEqual(await series(tracker, 'a', 'loss'), [
      [0, 1],
      [1, 0.25],
    ]);
    // A file that is not written any more has its last line whole.
    now += 120_000;
    utimesSync(file, new Date(), new Date());
    assert.deepEqual((await series(tracker, 'a', 'loss')).at(-1), [2, 0.125]);
    write('a/metrics.csv', 'step,acc', '0,1');
    assert.deepEqual([...namedRun(await runsOf(tracker), 'a').metrics.keys()], ['acc'], 'written anew');
  });

  it('with quotes, line breaks in them, texts and a second head are read', async () => {
    write('a/metrics.csv', 'step,note,loss', '0,"a, ""b""', 'c",1', 'step,note,loss', '1,d,0.5');
    const tracker = await open();
    const run = namedRun(await runsOf(tracker), 'a');
    assert.equal(run.trouble, undefined);
    assert.deepEqual([...run.metrics.keys()], ['loss']);
    assert.deepEqual(await series(tracker, 'a', 'loss'), [
      [0, 1],
      [1, 0.5],
    ]);
  });

  it('of any name are read where the user has said so, each a run; a single one without steps too', async () => {
    write('mine/fold1.csv', 'epoch;loss', '1;0.5', '2;0.25');
    write('mine/people.csv', 'name,age', 'a,1');
    write('mine/metrics.csv', 'step,loss', '0,1');
    assert.deepEqual([...(await runsOf(await open('mine'))).keys()], ['mine']);
    const tracker = await open('mine', 'user');
    assert.deepEqual([...(await runsOf(tracker)).keys()].sort(), ['fold1.csv', 'mine']);
    assert.deepEqual(await series(tracker, 'fold1.csv', 'loss'), [
      [1, 0.5],
      [2, 0.25],
    ]);
    write('scores.csv', 'fold,score', 'a,0.5', 'b,0.75');
    assert.deepEqual(await series(await open('scores.csv', 'user'), 'scores.csv', 'score'), [
      [0, 0.5],
      [1, 0.75],
    ]);
  });
});
