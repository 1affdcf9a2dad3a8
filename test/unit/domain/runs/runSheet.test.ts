import assert from 'node:assert/strict';
import { fail, ok } from '../../../../src/domain/base/failure.ts';
import type { RanSpec } from '../../../../src/domain/runs/ranSpec.ts';
import { runSheet } from '../../../../src/domain/runs/runSheet.ts';
import { aRun } from '../../../support/runs.ts';

const now = new Date('2026-01-01T11:00:00Z');
const RUN = aRun({
  state: 'failed',
  stateText: 'exited 1',
  finishedAt: new Date('2026-01-01T10:59:30Z'),
  exitCode: 1,
  parameters: new Map([
    ['lr', '0.1'],
    ['epochs', '20'],
  ]),
  imageId: `sha256:${'a'.repeat(64)}`,
  commit: 'abc',
  isDirty: true,
  failure: { code: 'rejected', message: 'CUDA out of memory' },
  progress: {
    epoch: 3,
    metrics: new Map([
      ['loss', 0.412345],
      ['acc', 0.9],
    ]),
    history: new Map(),
    updatedAt: now,
  },
});
const SPEC: RanSpec = {
  environment: new Map([
    ['B', '2'],
    ['A', '1'],
  ]),
  secrets: new Map([['HF', 'env HF']]),
  mounts: new Map(),
  ports: [],
  cpu: '2',
  imageDigest: `app@sha256:${'b'.repeat(64)}`,
};

describe('runSheet', () => {
  it('has everything of a run in an order that does not depend on the run', () => {
    const { data, problem } = runSheet(RUN, { place: 'default', spec: ok(SPEC), now });
    assert.equal(problem, undefined);
    assert.deepEqual(
      JSON.stringify(data),
      JSON.stringify({
        run: 'train-quiet-fox',
        workload: 'train',
        kind: 'run',
        target: { docker: 'default' },
        parameters: { epochs: '20', lr: '0.1' },
        image: { reference: 'digits:latest', digest: `sha256:${'b'.repeat(64)}` },
        git: { commit: 'abc', uncommittedChanges: true },
        resources: { cpu: '2' },
        environment: { A: '1', B: '2' },
        secrets: { HF: 'env HF' },
        result: {
          state: 'failed',
          reason: 'CUDA out of memory',
          exitCode: 1,
          started: '2026-01-01T10:58:00.000Z',
          duration: '1 min 30 s',
          epoch: 3,
          metrics: { acc: '0.9', loss: '0.4123' },
        },
      }),
    );
  });

  it('says why a spec is missing, and shows what the run itself tells', () => {
    const spec = fail({ code: 'unreachable', message: 'The cluster does not answer.', nextStep: 'Try again.' });
    const cluster = {
      clusterId: 'kube:lab',
      namespace: 'training',
      objectKind: 'Job',
      objectName: 'train-quiet-fox',
      pods: [],
      containerPorts: [],
      gpus: 0,
    } as const;
    const { data, problem } = runSheet({ ...RUN, cluster }, { place: 'lab', spec, now });
    assert.equal(problem, 'The cluster does not answer. Try again.');
    assert.deepEqual(data['target'], { kubernetes: 'lab', namespace: 'training', object: 'Job/train-quiet-fox' });
    assert.deepEqual(data['image'], { reference: 'digits:latest', digest: RUN.imageId });
    assert.ok(!('environment' in data));
  });
});
