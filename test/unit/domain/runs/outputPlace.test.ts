import assert from 'node:assert/strict';
import { outputPlace } from '../../../../src/domain/runs/outputPlace.ts';

const object = {
  spec: {
    template: {
      spec: {
        containers: [
          {
            volumeMounts: [
              { name: 'all', mountPath: '/data' },
              { name: 'runs', mountPath: '/data/runs/', subPath: 'team/a' },
              { name: 'scratch', mountPath: '/data/runs/tmp' },
              { name: 'each', mountPath: '/each', subPathExpr: '$(POD)' },
            ],
          },
        ],
        volumes: [
          { name: 'all', persistentVolumeClaim: { claimName: 'data' } },
          { name: 'runs', persistentVolumeClaim: { claimName: 'results' } },
          { name: 'scratch', emptyDir: {} },
          { name: 'each', persistentVolumeClaim: { claimName: 'data' } },
        ],
      },
    },
  },
};

describe('where an output of a run in a cluster is', () => {
  it('is the claim whose mount holds it, and the folder on it', () => {
    assert.deepEqual(outputPlace(object, '/data'), { kind: 'claim', claim: 'data', path: '/' });
    assert.deepEqual(outputPlace(object, '/data/x'), { kind: 'claim', claim: 'data', path: '/x' });
    assert.deepEqual(outputPlace(object, '/data/runs'), { kind: 'claim', claim: 'results', path: '/team/a' });
    assert.deepEqual(outputPlace(object, '/data/runs/1'), { kind: 'claim', claim: 'results', path: '/team/a/1' });
  });

  it('is the pod where no claim holds it, or nobody can say which folder', () => {
    for (const path of ['/out', '/database', '/data/runs/tmp/x', '/each/x'])
      assert.deepEqual(outputPlace(object, path), { kind: 'pod' }, path);
    assert.deepEqual(outputPlace(undefined, '/out'), { kind: 'pod' });
  });
});
