import assert from 'node:assert/strict';
import { ok } from '../../../../src/domain/base/failure.ts';
import { trackedRunSheet } from '../../../../src/domain/experiments/trackedRunSheet.ts';
import { trackedRun, trackerRef } from '../../../support/trackedRuns.ts';

const facts = {
  ref: trackerRef(),
  experiment: 'one',
  artifacts: ok([
    { path: 'model', isFolder: true },
    { path: 'plot.png', isFolder: false, size: 2048 },
  ]),
  now: new Date('2026-01-01T12:00:00Z'),
};
const details = (change: Parameters<typeof trackedRun>[1]) => ({
  run: trackedRun('a', change),
  lastMetrics: [{ key: 'loss', value: 0.5, step: 7, timestamp: 0 }],
  datasets: [],
  modelInputs: [],
  modelOutputs: [],
});

describe('trackedRunSheet', () => {
  it('lists the versions that were made of the run, with their aliases', () => {
    const version = { model: 'iris', state: 'ready', tags: new Map() } as const;
    const versions = [
      { ...version, version: '2', aliases: ['champion', 'prod'] },
      { ...version, version: '1', aliases: [] },
    ];
    const sheet = trackedRunSheet(details({}), { ...facts, versions });
    assert.deepEqual(sheet['models'], { registered: ['iris 2 @champion @prod', 'iris 1'] });
  });

  it('has one place for each fact, and leaves out what is not known', () => {
    const sheet = trackedRunSheet(
      details({
        params: new Map([
          ['lr', '0.1'],
          ['batch', '8'],
        ]),
        metrics: new Map([
          ['loss', 0.5],
          ['best', Number.NaN],
        ]),
        tags: new Map([
          ['mlflow.source.git.commit', 'abc'],
          ['mlflow.note.content', 'a note'],
          ['team', 'x'],
        ]),
      }),
      facts,
    );
    assert.deepEqual(Object.keys(sheet), [
      'run',
      'id',
      'experiment',
      'tracker',
      'state',
      'note',
      'params',
      'metrics',
      'source',
      'tags',
      'artifacts',
    ]);
    assert.deepEqual(Object.keys(sheet['params'] ?? {}), ['batch', 'lr']);
    assert.deepEqual(sheet['metrics'], { best: 'NaN', loss: { value: 0.5, step: 7 } });
    assert.deepEqual(sheet['source'], { commit: 'abc' });
    assert.deepEqual(sheet['tags'], { team: 'x' });
    assert.deepEqual(sheet['artifacts'], { files: ['model/', 'plot.png (2 KiB)'] });
  });

  it('counts the duration of a run that is on until now', () => {
    const startedAt = facts.now.getTime() - 90_000;
    const running = trackedRunSheet(details({ startedAt, state: 'running' }), facts);
    assert.equal(running['duration'], '1 min 30 s');
    assert.equal(trackedRunSheet(details({ startedAt, state: 'unknown' }), facts)['duration'], undefined);
  });

  it('shows a time that no calendar has as the number that the tracker sent', () => {
    const sheet = trackedRunSheet(details({ startedAt: 1e300, endedAt: 0 }), facts);
    assert.equal(sheet['started'], '1e+300');
    assert.equal(sheet['ended'], '1970-01-01T00:00:00.000Z');
  });
});
