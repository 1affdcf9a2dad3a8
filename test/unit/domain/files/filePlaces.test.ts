import assert from 'node:assert/strict';
import { fail, ok } from '../../../../src/domain/base/failure.ts';
import { ClusterHub } from '../../../../src/domain/cluster/clusterHub.ts';
import { FilePlaces } from '../../../../src/domain/files/filePlaces.ts';
import { ManualClock } from '../../../support/manualClock.ts';

const never = new AbortController().signal;
const claim = { kind: 'claim', clusterId: 'kube:lab', namespace: 'a', claim: 'data' } as const;

describe('places whose files are browsed', () => {
  it('are reached only in contexts that are there, and never told as files that are missing', async () => {
    const clusters = new ClusterHub({
      loadCatalog: async () =>
        Promise.resolve({ list: async () => [], problems: [], onDidChange: () => ({ dispose() {} }), dispose() {} }),
      open: async () => Promise.resolve(fail({ code: 'not-found', message: 'gone' })),
      mayConnect: () => true,
    });
    const places = new FilePlaces({
      clusters,
      clock: new ManualClock(),
      image: () => 'busybox',
      mayWrite: () => ok(undefined),
      isInWorkspace: () => true,
    });
    const used = await places.use(claim, { writes: false }, async () => Promise.resolve(ok(1)), never);
    assert.equal(!used.ok && used.failure.code, 'unreachable');
    clusters.dispose();
  });
});
