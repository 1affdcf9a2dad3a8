import assert from 'node:assert/strict';
import { NO_FILTER } from '../../../../src/domain/cluster/clusterFilter.ts';
import { DEPLOYMENT_KIND, JOB_KIND } from '../../../../src/domain/cluster/knownKinds.ts';
import { canBePicked, kindsToPick, pickRows } from '../../../../src/domain/cluster/pickRows.ts';
import type { RowContext } from '../../../../src/domain/cluster/rowContext.ts';
import { aContainerStatus, aNode, aPod, aWorkload } from '../../../support/kubeFacts.ts';

const context: RowContext = { clusterId: 'kube:lab', now: new Date(), filter: NO_FILTER, isReadOnly: false };
const running = aPod({ meta: { name: 'a-runs' }, phase: 'Running', containers: [aContainerStatus()] });
const waiting = aPod({ meta: { name: 'b-waits' }, phase: 'Pending', containers: [] });
const serving = aWorkload({ meta: { name: 'z-serves' }, resource: DEPLOYMENT_KIND, ready: 2 });
const ended = aWorkload({ meta: { name: 'y-ended' }, resource: JOB_KIND, purpose: 'batch', finishedAt: new Date() });
const all = [running, waiting, serving, ended, aNode({ meta: { name: 'gpu-1' } })];
const picked = (action: string, more: Partial<RowContext> = {}) =>
  pickRows(action, all, { ...context, ...more }).map(({ label }) => label);

describe('what a command of the palette offers', () => {
  it('offers what its state allows, workloads before pods', () => {
    assert.deepEqual(picked('canShell'), ['a-runs']);
    assert.deepEqual(picked('canScale'), ['z-serves']);
    assert.deepEqual(picked('canLogs'), ['y-ended', 'z-serves', 'a-runs']);
    assert.deepEqual(picked('canWhyPending'), ['b-waits']);
    assert.deepEqual(picked('canCordon'), ['gpu-1']);
  });

  it('offers nothing that changes a read-only context', () => {
    assert.deepEqual(picked('canScale', { isReadOnly: true }), []);
    assert.deepEqual(picked('canDescribe', { isReadOnly: true }).length, all.length);
  });

  it('takes of what was used last only kinds that the command knows', () => {
    const pod = { kind: 'pod', clusterId: 'kube:lab', namespace: 'a', name: 'b' } as const;
    const job = {
      kind: 'clusterObject',
      clusterId: 'kube:lab',
      resource: JOB_KIND,
      namespace: 'a',
      name: 'b',
    } as const;
    assert.equal(canBePicked('canShell', pod), true);
    assert.equal(canBePicked('canShell', job), false);
    assert.equal(canBePicked('canSuspend', job), true);
    assert.equal(canBePicked('canScale', job), false);
    assert.equal(canBePicked('canDescribe', job), true);
    assert.equal(canBePicked('canDescribe', { kind: 'cluster', clusterId: 'kube:lab' }), false);
  });

  it('reads for each action only what can have it', () => {
    assert.deepEqual(kindsToPick('canDrain'), ['nodes']);
    assert.deepEqual(kindsToPick('canBrowse'), ['claims']);
    assert.ok(!kindsToPick('canLogs').includes('replicasets'));
  });
});
