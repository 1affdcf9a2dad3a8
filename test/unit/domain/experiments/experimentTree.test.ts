import assert from 'node:assert/strict';
import type { TreeNode } from '../../../../src/domain/base/tree.ts';
import { artifactNodes, experimentNodes, runNodes } from '../../../../src/domain/experiments/experimentTree.ts';
import { experiment, trackedRun } from '../../../support/trackedRuns.ts';

const now = new Date('2026-01-01T12:00:00Z');
/** Every run also has its artifacts. */
const shape = (nodes: readonly TreeNode[]): unknown =>
  nodes
    .filter(({ label }) => label !== 'Artifacts')
    .map(({ label, children = [] }) =>
      children.some((each) => each.label !== 'Artifacts') ? [label, shape(children)] : label,
    );

describe('experimentNodes', () => {
  it('makes folders of the slashes in names, of what has company', () => {
    const names = ['vision/resnet/a', 'vision/resnet/b', 'vision/vit', 'nlp/bert', 'plain', 'ends/'];
    const rows = experimentNodes(
      { trackerId: 't', now },
      names.map((name) => experiment(name)),
    );
    assert.deepEqual(shape(rows), [['vision', [['resnet', ['a', 'b']], 'vit']], 'nlp/bert', 'plain', 'ends/']);
  });

  it('has the last changed first, and the deleted apart', () => {
    const rows = experimentNodes({ trackerId: 't', now }, [
      experiment('old', { changedAt: 1 }),
      experiment('gone', { isDeleted: true }),
      experiment('new', { createdAt: now.getTime() - 120_000 }),
    ]);
    assert.deepEqual(shape(rows), ['new', 'old', ['Deleted', ['gone']]]);
    assert.equal(rows[0]?.description, '2 min ago');
  });

  it('says what is wrong with one experiment on its row', () => {
    const trouble = { code: 'invalid', message: 'meta.yaml is cut off' } as const;
    const [row] = experimentNodes({ trackerId: 't', now }, [experiment('a', { trouble })]);
    assert.equal(row?.health, 'warning');
    assert.equal(row?.description, 'meta.yaml is cut off');
  });

  it('says of a long path the last part, for the reason stands behind it', () => {
    const path = '/home/ada/projects/vision/mlruns/$&/meta.yaml';
    const trouble = { code: 'invalid', message: `${path} was not written to its end.`, location: { path } } as const;
    const [row] = experimentNodes({ trackerId: 't', now }, [experiment('a', { trouble })]);
    assert.equal(row?.description, 'meta.yaml was not written to its end.');
    assert.ok(row?.tooltip?.includes(path));
  });
});

describe('rows of a tracker that can be changed', () => {
  const facts = { trackerId: 't', now, canChange: true };
  const actionsOf = (row: TreeNode | undefined) => row?.actions?.filter((action) => action.startsWith('can')) ?? [];

  it('offer changes of what is there, and only the way back of what is deleted', () => {
    const [alive, deleted] = experimentNodes(facts, [experiment('a'), experiment('b', { isDeleted: true })]);
    assert.deepEqual(actionsOf(alive), ['canChangeExperiment']);
    assert.deepEqual(actionsOf(deleted?.children?.[0]), ['canRestoreExperiment']);
    const runs = [trackedRun('r', { state: 'running' }), trackedRun('e'), trackedRun('d', { isDeleted: true })];
    assert.deepEqual(runNodes(runs, facts).map(actionsOf), [
      ['canChangeRun', 'canEndRun'],
      ['canChangeRun'],
      ['canRestoreRun'],
    ]);
  });

  it('say in words that a run is deleted', () => {
    const [row] = runNodes([trackedRun('d', { isDeleted: true })], facts);
    assert.match(row?.description ?? '', /^deleted · /);
    assert.deepEqual([row?.icon, row?.health], ['trash', undefined]);
  });

  it('offer to register the folder of a file MLmodel', () => {
    const folder = {
      kind: 'artifact',
      trackerId: 't',
      runId: 'r',
      path: 'model',
      name: 'model',
      isFolder: true,
    } as const;
    const files = ['model/MLmodel', 'model/data.pkl'].map((path) => ({ path, isFolder: false }));
    assert.deepEqual(artifactNodes(folder, files, true).map(actionsOf), [['canRegisterModel'], []]);
    assert.deepEqual(artifactNodes(folder, files).map(actionsOf), [[], []]);
  });

  it('offer nothing where the tracker is only read', () => {
    const readOnly = { trackerId: 't', now };
    assert.deepEqual(experimentNodes(readOnly, [experiment('a')]).map(actionsOf), [[]]);
    assert.deepEqual(runNodes([trackedRun('r', { state: 'running' })], readOnly).map(actionsOf), [[]]);
  });
});

describe('runNodes', () => {
  const inside = (id: string, parent: string) => trackedRun(id, { tags: new Map([['mlflow.parentRunId', parent]]) });

  it('puts nested runs below their parent, and those of an absent parent beside the others', () => {
    const runs = [trackedRun('sweep'), inside('lr-1', 'sweep'), inside('fold', 'lr-1'), inside('stray', 'elsewhere')];
    assert.deepEqual(shape(runNodes(runs, { trackerId: 't', now })), [['sweep', [['lr-1', ['fold']]]], 'stray']);
  });

  it('shows every run when each names another one of a ring as its parent', () => {
    const rows = runNodes([inside('a', 'b'), inside('b', 'a')], { trackerId: 't', now });
    assert.deepEqual(shape(rows), ['a', 'b']);
  });

  it('shows the chosen metric, its curve, the state and the age', () => {
    const run = trackedRun('a', {
      metrics: new Map([['loss', 0.25]]),
      startedAt: now.getTime() - 3_600_000,
      state: 'running',
    });
    const [row] = runNodes([run], { trackerId: 't', now, metric: 'loss', curves: new Map([['a', [3, 2, 1]]]) });
    assert.equal(row?.description, 'loss 0.25 · █▅▁ · running · 1 h ago');
    assert.equal(row.health, 'running');
  });

  it('names a run without a name by its id', () => {
    const [row] = runNodes([trackedRun('0123456789abcdef', { name: '' })], { trackerId: 't', now });
    assert.equal(row?.label, '0123456789ab');
  });
});

describe('artifactNodes', () => {
  it('has folders first, the last part of each name, and the size of files', () => {
    const folder = { kind: 'artifact', trackerId: 't', runId: 'r', path: 'out', name: 'out', isFolder: true } as const;
    const rows = artifactNodes(folder, [
      { path: 'out/b.txt', isFolder: false, size: 2048 },
      { path: 'out/z', isFolder: true },
      { path: 'out/a.txt', isFolder: false },
    ]);
    assert.deepEqual(
      rows.map(({ label, description, isExpandable }) => [label, description, isExpandable]),
      [
        ['z', undefined, true],
        ['a.txt', undefined, undefined],
        ['b.txt', '2 KiB', undefined],
      ],
    );
  });
});
