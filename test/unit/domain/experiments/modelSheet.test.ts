import assert from 'node:assert/strict';
import { fail, ok } from '../../../../src/domain/base/failure.ts';
import type { TraceSpan } from '../../../../src/domain/experiments/modelRegistry.ts';
import { loggedModelSheet, traceSheet, versionSheet } from '../../../../src/domain/experiments/modelSheet.ts';
import { loggedModel, trackerRef } from '../../../support/trackedRuns.ts';

const ref = trackerRef();
const description = {
  flavors: { python_function: { loader_module: 'mlflow.sklearn', python_version: '3.11.2' } },
  signature: { inputs: '[{"type": "double", "name": "x"}]', outputs: '[{"type": "long"}]', params: null },
  mlflow_version: '3.18.0',
};
const files = ok([
  { path: 'MLmodel', isFolder: false, size: 591 },
  { path: 'code', isFolder: true },
]);

const span = (id: string, change: Partial<TraceSpan> = {}): TraceSpan => ({
  id,
  name: id,
  startedAt: 1_767_268_800_000,
  duration: 6,
  state: 'ok',
  attributes: new Map(),
  ...change,
});

describe('pages of models and traces', () => {
  it('have source, run, aliases and tags of a version, with flavors and signature of its files', () => {
    const version = {
      model: 'iris',
      version: '2',
      state: 'ready',
      stage: 'Staging',
      source: 'models:/m-1',
      runId: 'r',
      loggedModelId: 'm-1',
      aliases: ['champion'],
      tags: new Map([['a', 'b']]),
    } as const;
    const sheet = versionSheet(version, { ref, model: { description, files } });
    assert.deepEqual(sheet, {
      model: 'iris',
      version: '2',
      aliases: ['champion'],
      tracker: 'MLflow: mlruns',
      state: 'ready',
      stage: 'Staging',
      source: 'models:/m-1',
      run: 'r',
      loggedModel: 'm-1',
      tags: { a: 'b' },
      mlflow: '3.18.0',
      flavors: { python_function: { loader_module: 'mlflow.sklearn', python_version: '3.11.2' } },
      signature: { inputs: [{ name: 'x', type: 'double' }], outputs: [{ type: 'long' }] },
      files: ['MLmodel (591 B)', 'code/'],
    });
  });

  it('say why the files of a model cannot be read, and show the rest', () => {
    const failure = { code: 'unsupported', message: 'They are in a bucket.', nextStep: 'Look there.' } as const;
    const model = { files: fail(failure) };
    const sheet = loggedModelSheet(loggedModel('m-1'), { ref, model, experiment: 'vision' });
    assert.deepEqual([sheet['id'], sheet['trouble']], ['m-1', 'They are in a bucket. Look there.']);
  });

  it('list params, metrics and versions of a logged model, each version once', () => {
    const logged = loggedModel('m-1', {
      params: new Map([['lr', '0.1']]),
      metrics: [
        { key: 'acc', value: 0.97, step: 1 },
        { key: 'nan', value: Number.NaN, step: 0 },
        { key: 'twice', value: 1, step: 0 },
        { key: 'twice', value: 2, step: 0 },
      ],
      tags: new Map([
        ['mlflow.modelVersions', '[{"name": "iris", "version": 1}, {"name": "iris", "version": "1"}]'],
        ['k', 'v'],
      ]),
    });
    const sheet = loggedModelSheet(logged, { ref, model: { files }, experiment: 'vision' });
    assert.deepEqual(
      [sheet['versions'], sheet['params'], sheet['metrics'], sheet['tags']],
      [['iris 1'], { lr: '0.1' }, { acc: { value: 0.97, step: 1 }, nan: 'NaN', twice: [1, 2] }, { k: 'v' }],
    );
  });

  it('show request and response of a trace whole, and its steps below each other', () => {
    const trace = { id: 'tr-1', experimentId: 'one', startedAt: 1, state: 'failed', request: '{"cut": ' } as const;
    const spans = [
      span('outer', { inputs: '{"value": -1}', type: 'CHAIN', state: 'failed', stateText: 'ValueError: negative' }),
      span('inner', { parentId: 'outer', outputs: 'no json' }),
      span('orphan', { parentId: 'nobody' }),
    ];
    const sheet = traceSheet({ trace, spans }, { ref, experiment: 'llm' });
    assert.deepEqual(sheet['request'], { value: -1 });
    const started = '2026-01-01T12:00:00.000Z';
    const common = { started, duration: '6 ms' };
    const inner = { step: 'inner', state: 'finished', ...common, outputs: 'no json' };
    const outer = { step: 'outer', type: 'CHAIN', state: 'failed', reason: 'ValueError: negative', ...common };
    assert.deepEqual(sheet['steps'], [
      { ...outer, inputs: { value: -1 }, steps: [inner] },
      { step: 'orphan', state: 'finished', ...common },
    ]);
  });

  it('shows the steps of a ring one after the other', () => {
    const trace = { id: 'tr-1', experimentId: 'one', startedAt: 1, state: 'ok' } as const;
    const spans = [span('a', { parentId: 'b' }), span('b', { parentId: 'a' })];
    const { steps } = traceSheet({ trace, spans }, { ref, experiment: 'llm' });
    assert.equal(Array.isArray(steps) && steps.length, 2);
  });
});
