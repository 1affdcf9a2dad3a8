import assert from 'node:assert/strict';
import { NO_FILTER } from '../../../../src/domain/cluster/clusterFilter.ts';
import { podNode } from '../../../../src/domain/cluster/podNode.ts';
import { aPod } from '../../../support/kubeFacts.ts';

const now = new Date('2026-01-01T11:00:00Z');

describe('podNode', () => {
  it('offers the debugger for a pod that was started for it, from before it runs until it ends, and never read-only', () => {
    const labels = new Map([['trainyard.dev/debug-port', '5678']]);
    const offers = (pod: ReturnType<typeof aPod>, isReadOnly = false) =>
      podNode(pod, { clusterId: 'lab', now, filter: NO_FILTER, isReadOnly }, '').actions?.includes('canDebug');
    assert.deepEqual(
      (['Pending', 'Running', 'Succeeded'] as const).map((phase) => offers(aPod({ meta: { labels }, phase }))),
      [true, true, false],
    );
    assert.equal(offers(aPod()), false);
    assert.equal(offers(aPod({ meta: { labels } }), true), false);
  });
});
