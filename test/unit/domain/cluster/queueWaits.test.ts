import assert from 'node:assert/strict';
import type { Workload } from '../../../../src/domain/cluster/clusterObject.ts';
import type { ClusterFacts } from '../../../../src/domain/cluster/clusterFacts.ts';
import { queueWaits } from '../../../../src/domain/cluster/queueWaits.ts';
import { workloadHealth } from '../../../../src/domain/cluster/workloadHealth.ts';
import type { QueueWait } from '../../../../src/domain/scheduling/queueFacts.ts';
import { aContext } from '../../../support/clusters.ts';
import { aWorkload, kindNamed } from '../../../support/kubeFacts.ts';

const LABEL = 'kueue.x-k8s.io/queue-name';
const workloadKind = { ...kindNamed('Job'), group: 'kueue.x-k8s.io', kind: 'Workload', plural: 'workloads' };

function held(name: string, queue: string, facts: Partial<Workload> = {}): Workload {
  const meta = { name, uid: `uid-${name}`, labels: new Map([[LABEL, queue]]) };
  return aWorkload({ resource: kindNamed('Job'), isSuspended: true, meta, ...facts });
}

function factsOf(jobs: readonly Workload[], kinds = [workloadKind]): ClusterFacts {
  const value = new Map(jobs.map((job) => [job.meta.uid, job]));
  return {
    connection: aContext(),
    watched: { jobs: [{ namespace: 'ml', snapshot: { state: 'ready', value } }] },
    kinds: { state: 'ready', value: kinds },
  };
}

describe('how workloads wait in queues', () => {
  function asked(facts: ClusterFacts) {
    const questions: { readonly namespace: string; readonly queues: readonly string[] }[] = [];
    const waits = queueWaits(facts, (question) => {
      questions.push(question);
      return { state: 'ready', value: new Map<string, QueueWait>([['uid-a', { message: 'said' }]]) };
    });
    return { questions, waits };
  }

  it('is asked once a namespace, for the queues that hold something', () => {
    const runs = held('runs', 'team-c', { isSuspended: false });
    const { questions, waits } = asked(factsOf([held('a', 'team-b'), held('b', 'team-a'), held('c', 'team-b'), runs]));
    assert.deepEqual(questions, [{ namespace: 'ml', queues: ['team-a', 'team-b'] }]);
    assert.deepEqual(waits?.get('uid-a'), { message: 'said' });
  });

  it('is not asked where nothing is held, or no Kueue is', () => {
    assert.deepEqual(asked(factsOf([held('a', 'team', { isSuspended: false })])), { questions: [], waits: undefined });
    assert.deepEqual(asked(factsOf([held('a', 'team')], [])), { questions: [], waits: undefined });
  });

  it('stands in the row: the place, or that no turn comes', () => {
    const place = { queue: 'team', position: 2, of: 5 };
    const text = (wait?: QueueWait) => workloadHealth(held('a', 'team'), wait).text;
    assert.equal(text(), 'suspended: in the queue team');
    assert.equal(text({ place: { ...place, isExact: true } }), 'suspended: number 2 of 5 in the queue team');
    assert.equal(text({ place: { ...place, isExact: false } }), 'suspended: about number 2 of 5 in the queue team');
    const message = 'LocalQueue team is inactive';
    assert.equal(
      text({ message, place: { ...place, isExact: true } }),
      'suspended: in the queue team, where it cannot start',
    );
  });
});
