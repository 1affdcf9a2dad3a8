import assert from 'node:assert/strict';
import type { TreeNode } from '../../../../src/domain/base/tree.ts';
import type { ModelVersion, Trace } from '../../../../src/domain/experiments/modelRegistry.ts';
import {
  loggedModelNodes,
  milliseconds,
  registeredModelNodes,
  traceNodes,
  versionNodes,
} from '../../../../src/domain/experiments/modelTree.ts';
import { loggedModel } from '../../../support/trackedRuns.ts';

const now = new Date('2026-01-01T12:00:00Z');
const facts = { trackerId: 't', now, canChange: false };
const hourAgo = now.getTime() - 3_600_000;

const faces = (rows: readonly TreeNode[]) => rows.map(({ label, description }) => `${label}: ${description}`);

const version = (change: Partial<ModelVersion> = {}): ModelVersion => ({
  model: 'iris',
  version: '2',
  state: 'ready',
  tags: new Map(),
  aliases: [],
  ...change,
});

describe('rows of models', () => {
  it('name the newest version and the aliases of a registered model, and its tags on hover', () => {
    const aliases = new Map([
      ['champion', '2'],
      ['prod', '1'],
    ]);
    const tags = new Map([['task', 'cls']]);
    const [iris, empty] = registeredModelNodes(facts, [
      { name: 'iris', latestVersion: '2', changedAt: hourAgo, aliases, tags },
      { name: 'empty', aliases: new Map(), tags: new Map() },
    ]);
    assert.equal(iris?.description, 'latest 2 · @champion 2, @prod 1 · 1 h ago');
    assert.match(iris?.tooltip ?? '', /task = cls/);
    assert.equal(empty?.description, 'no versions');
  });

  it('say of a version where it stands, how it is, who made it and when, and lead to its page', () => {
    const rows = versionNodes(facts, [
      version({ aliases: ['champion'], stage: 'Production', user: 'ann', createdAt: hourAgo, runId: 'r' }),
      version({ version: '1', state: 'failed', stateText: 'no such file' }),
    ]);
    assert.deepEqual(faces(rows), [
      'Version 2: @champion · Production · ready · ann · 1 h ago',
      'Version 1: upload failed',
    ]);
    const [two, one] = rows;
    assert.deepEqual([two?.health, one?.health], ['ok', 'failed']);
    assert.match(one?.tooltip ?? '', /no such file/);
    assert.deepEqual([two?.actions, one?.actions], [['modelVersion', 'hasRun'], ['modelVersion']]);
    assert.equal(two?.open?.command, 'trainyard.experiments.openModel');
    assert.deepEqual(two?.open?.args, [
      { kind: 'modelVersion', trackerId: 't', model: 'iris', version: '2', runId: 'r' },
    ]);
  });

  it('offer to change aliases where the tracker can be written to, and to remove one where there is one', () => {
    const rows = versionNodes({ ...facts, canChange: true }, [version({ aliases: ['a'] }), version()]);
    assert.deepEqual(
      rows.map(({ actions }) => actions),
      [
        ['modelVersion', 'canSetAlias', 'canRemoveAlias'],
        ['modelVersion', 'canSetAlias'],
      ],
    );
  });

  it('show type, first metric and state of a logged model; one row below its run, another in the list', () => {
    const metrics = [{ key: 'acc', value: 0.97, step: 1 }];
    const models = [
      loggedModel('m-1', { name: 'net', type: 'agent', metrics, createdAt: hourAgo }),
      loggedModel('m-2', { name: '', state: 'pending' }),
    ];
    const below = loggedModelNodes({ ...facts, parent: 'run' }, models);
    assert.deepEqual(faces(below), ['net: agent · acc 0.97 · ready · 1 h ago', 'm-2: being uploaded']);
    assert.deepEqual([below[0]?.health, below[1]?.health], [undefined, 'running']);
    assert.notEqual(below[0]?.id, loggedModelNodes({ ...facts, parent: 'list' }, models)[0]?.id);
  });

  it('show state, duration and age of a trace, and the call on hover', () => {
    const trace: Trace = {
      id: 'tr-1',
      experimentId: 'one',
      name: 'outer',
      startedAt: hourAgo,
      duration: 6.4213,
      state: 'failed',
      request: '{"value": -1}',
    };
    const [failed, running] = traceNodes(facts, [
      trace,
      { id: 'tr-2', experimentId: 'one', startedAt: 0, state: 'running' },
    ]);
    assert.deepEqual([failed?.label, failed?.description], ['outer', 'failed · 6.42 ms · 1 h ago']);
    assert.match(failed?.tooltip ?? '', /-1/);
    assert.deepEqual([running?.label, running?.description, running?.health], ['tr-2', 'running', 'running']);
  });

  it('word short times as they are', () => {
    assert.deepEqual([0, 0.4, 999, 1500, 59_999, 61_000].map(milliseconds), [
      '0 ms',
      '0.4 ms',
      '999 ms',
      '1.5 s',
      '60 s',
      '1 min 1 s',
    ]);
  });
});
