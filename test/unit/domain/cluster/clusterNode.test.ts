import assert from 'node:assert/strict';
import type { Failure } from '../../../../src/domain/base/failure.ts';
import type { ClusterFacts } from '../../../../src/domain/cluster/clusterFacts.ts';
import { NO_FILTER } from '../../../../src/domain/cluster/clusterFilter.ts';
import { clusterNode } from '../../../../src/domain/cluster/clusterNode.ts';
import { clusterChildren } from '../../../../src/domain/cluster/clusterTree.ts';
import { aContext } from '../../../support/clusters.ts';

const now = new Date('2026-01-01T11:00:00Z');
const connection = aContext({ namespace: 'ml' });
const marks = { isProtected: false, isReadOnly: false };
const context = { clusterId: 'kube:lab', now, filter: NO_FILTER, isReadOnly: false };
const failed = (failure: Failure): ClusterFacts => ({ connection, info: { state: 'failed', failure }, watched: {} });

describe('the row of a context', () => {
  it('says the colour that the user gave it in words too', () => {
    const node = clusterNode(connection, undefined, { marks: { ...marks, color: 'red' }, now });
    assert.match(node.description ?? '', /^marked red · ml/);
    assert.equal(node.tint, 'trainyard.context.red');
    assert.equal(node.mark?.text, 'marked red');
  });

  it('tells apart who was not reached, not logged in, not trusted and not allowed', () => {
    const said = (failure: Failure) => clusterNode(connection, failed(failure), { marks, now }).description;
    assert.match(said({ code: 'unreachable', message: 'x' }) ?? '', /not reached$/);
    assert.match(said({ code: 'unauthorized', message: 'x' }) ?? '', /not logged in$/);
    assert.match(said({ code: 'unauthorized', about: 'certificate', message: 'x' }) ?? '', /not trusted$/);
    assert.match(said({ code: 'forbidden', message: 'You may not list pods' }) ?? '', /no permission$/);
    for (const code of ['tool-missing', 'timeout', 'forbidden', 'unauthorized'] as const) {
      assert.match(said({ code, about: 'login', message: 'x' }) ?? '', /not logged in$/, code);
    }
  });

  it('offers another try, and no groups, when the login program was not allowed', () => {
    const failure = { code: 'forbidden', about: 'login', message: 'You did not allow aws' } as const;
    const shown = clusterChildren(
      { id: 'cluster/kube:lab', subject: { kind: 'cluster', clusterId: 'kube:lab' } },
      failed(failure),
      context,
    );
    assert.deepEqual(
      shown.map(({ label }) => label),
      ['You did not allow aws', 'Try again'],
    );
  });
});
