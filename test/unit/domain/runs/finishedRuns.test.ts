import assert from 'node:assert/strict';
import { finishedRuns } from '../../../../src/domain/runs/finishedRuns.ts';
import type { Run } from '../../../../src/domain/runs/run.ts';

const run = (name: string, facts: Partial<Run>): Run => ({
  id: name,
  name,
  workload: 'train',
  kind: 'run',
  engineId: 'e',
  containerId: name,
  state: 'ok',
  stateText: 'ok',
  createdAt: new Date(0),
  parameters: new Map(),
  image: 'i',
  imageId: 'i',
  ports: [],
  outputs: [],
  ...facts,
});

const inCluster = {
  clusterId: 'kube:lab',
  namespace: 'ml',
  objectKind: 'Job',
  objectName: 'train',
  pods: [],
  containerPorts: [],
  gpus: 0,
} as const;

describe('finishedRuns', () => {
  it('are those of the open folders, by label or else by spec, apart from those of other projects', () => {
    const runs = [
      run('mine', { workspace: '/w/one' }),
      run('of another folder of the workspace', { workspace: '/w/two', state: 'failed' }),
      run('by its spec', { specPath: '/w/one/team/trainyard.yaml' }),
      run('in Windows', { workspace: 'C:\\w\\sub' }),
      run('of another project', { workspace: '/w/one-more', specPath: '/w/one/trainyard.yaml' }),
      run('of nobody', {}),
      run('gone, but for its log', { isGone: true }),
      run('in a cluster', { workspace: '/w/one', cluster: inCluster }),
      run('still on', { workspace: '/w/one', state: 'running' }),
      run('not begun', { workspace: '/w/one', state: 'queued' }),
    ];
    const { own, others } = finishedRuns(runs, ['/w/one', '/w/two', 'C:\\w']);
    const names = (list: readonly Run[]) => list.map(({ name }) => name);
    assert.deepEqual(names(own), [
      'mine',
      'of another folder of the workspace',
      'by its spec',
      'in Windows',
      'gone, but for its log',
    ]);
    assert.deepEqual(names(others), ['of another project', 'of nobody']);
    assert.deepEqual(names(finishedRuns(runs, []).own), ['gone, but for its log']);
  });
});
