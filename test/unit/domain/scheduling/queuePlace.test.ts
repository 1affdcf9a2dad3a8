import assert from 'node:assert/strict';
import { inTurn, placeAmong, placeText, type Waiting } from '../../../../src/domain/scheduling/queuePlace.ts';
import type { QueueFacts } from '../../../../src/domain/scheduling/queueFacts.ts';
import { diagnosisText } from '../../../../src/domain/scheduling/diagnosisText.ts';
import { queueQuestion } from '../../../../src/domain/scheduling/queueCause.ts';
import { whyPending } from '../../../../src/domain/scheduling/whyPending.ts';
import { aMeta, aPod, aWorkload, kindNamed } from '../../../support/kubeFacts.ts';

function waiting(name: string, minute: number, priority = 0, facts: Partial<Waiting> = {}): Waiting {
  const createdAt = new Date(Date.UTC(2026, 0, 1, 10, minute));
  const owners = [{ uid: `uid-${name}`, name }];
  return { name: `job-${name}-1a2b3`, namespace: 'ml', queue: 'team-a', priority, createdAt, owners, ...facts };
}

const names = (all: readonly Waiting[]) => all.map(({ owners }) => owners[0]?.name);

describe('the place in a queue', () => {
  it('goes by priority, then by age', () => {
    const all = [waiting('late', 9), waiting('urgent', 8, 100), waiting('early', 1), waiting('low', 0, -5)];
    assert.deepEqual(names(inTurn(all)), ['urgent', 'early', 'late', 'low']);
  });

  it('is the same for every question when two came in the same second', () => {
    const [a, b] = [waiting('a', 1), waiting('b', 1)];
    assert.deepEqual(inTurn([b, a]), inTurn([a, b]));
  });

  it('counts from 1, names what is before it as the user knows it, and says that it is reckoned', () => {
    const own = waiting('mine', 5);
    const place = placeAmong(own, [own, waiting('urgent', 8, 1), waiting('first', 1), waiting('after', 6)]);
    assert.deepEqual(place, { queue: 'team-a', position: 3, of: 4, isExact: false, before: ['urgent', 'first'] });
    assert.equal(placeText(place), 'It is about number 3 of 4 in the queue team-a. Before it: urgent, first.');
  });

  it('says where it stands among all that share the quota, where that is further back', () => {
    const own = waiting('mine', 5);
    const other = waiting('theirs', 1, 0, { namespace: 'other', queue: 'team-b' });
    const text = placeText(placeAmong(own, [own], [own, other]));
    assert.match(text, /^It is about number 1 of 1 in the queue team-a\. Among all queues .* about number 2\.$/);
    assert.doesNotMatch(placeText(placeAmong(own, [own], [own])), /Among/);
  });

  it('takes two of the same name in two namespaces for two', () => {
    const own = waiting('mine', 5);
    const twin = { ...own, namespace: 'other', createdAt: new Date(0) };
    assert.equal(placeAmong(own, [own], [twin, own]).shared, 2);
  });

  it('takes no line ends and escape sequences from names of owners, which anybody may write', () => {
    const evil = waiting('x', 1, 0, { owners: [{ uid: 'u', name: 'a\n\u001b[31mb' }] });
    const own = waiting('mine', 5);
    assert.deepEqual(placeAmong(own, [evil, own]).before, ['a b']);
  });

  it('names nobody when many are before it, and no total when the list was cut', () => {
    const before = ['a', 'b', 'c', 'd'];
    const text = placeText({ queue: 'q', position: 5, isExact: true, before });
    assert.equal(text, 'It is number 5 in the queue q.');
  });
});

const LABEL = 'kueue.x-k8s.io/queue-name';
const now = new Date('2026-01-01T12:00:00Z');
const job = aWorkload({
  resource: kindNamed('Job'),
  isSuspended: true,
  meta: { name: 'train', labels: new Map([[LABEL, 'team-a']]) },
});

describe('what waits in a queue of Kueue', () => {
  const why = (queue: QueueFacts) => whyPending({ workloads: [job], events: [], quotas: [], now, queue });

  it('is asked for by the job and what stands below it', () => {
    const question = queueQuestion({ workloads: [job], now });
    assert.deepEqual(question, { namespace: 'ml', uids: new Set([job.meta.uid]), isQueued: true, queue: 'team-a' });
    assert.equal(queueQuestion({ pod: aPod({ node: 'gpu-1' }), workloads: [job], now }), undefined);
  });

  it('is told with its place behind the cause', () => {
    const place = { queue: 'team-a', position: 3, of: 7, isExact: true, before: ['prep', 'eval'] };
    const message =
      "couldn't assign flavors to pod set main: insufficient unused quota for nvidia.com/gpu in flavor h100, 3 more needed";
    const diagnosis = why({ place, message });
    const { id, cause, unknown } = diagnosis;
    assert.equal(id, 'queued-quota');
    assert.match(cause, /^It waits in the queue team-a: 3 more of nvidia\.com\/gpu \(h100\) must become free\.$/);
    const said = 'It is number 3 of 7 in the queue team-a. Before it: prep, eval.';
    assert.equal(diagnosis.place, said);
    assert.deepEqual(diagnosisText('Job train', 'Job', diagnosis).split('\n').slice(2, 4), [cause, said]);
    assert.deepEqual(unknown, []);
  });

  it('is told without it when it may not be read, and that is said', () => {
    const { id, place, unknown } = why({ isPlaceUnknown: true });
    assert.equal(id, 'queued');
    assert.equal(place, undefined);
    assert.deepEqual(unknown, ['its place in the queue could not be looked at']);
  });

  it('is held by the queue of what the user made, not by what is suspended below that', () => {
    const below = aWorkload({ resource: kindNamed('Job'), isSuspended: true, meta: { name: 'train-node-0' } });
    assert.equal(whyPending({ workloads: [below, job], now }).id, 'queued');
    assert.equal(whyPending({ workloads: [below], now }).id, 'suspended');
  });
});

describe('what Volcano holds', () => {
  const group = {
    uid: 'uid-group',
    name: 'podgroup-1',
    queue: 'research',
    phase: 'Pending',
    minMember: 4,
    queueState: 'Open',
  };
  const { node: _none, ...unplaced } = aPod({ phase: 'Pending' });
  const why = (facts: Partial<typeof group> & { message?: string }, pod?: typeof unplaced) =>
    whyPending({ workloads: [aWorkload()], ...(pod ? { pod } : {}), now, queue: { group: { ...group, ...facts } } });

  it('names a queue that is closed', () => {
    for (const queueState of ['Closed', 'Closing']) {
      const { id, cause, isWaiting } = why({ queueState });
      assert.deepEqual([id, isWaiting], ['queue-closed', false]);
      assert.match(cause, /queue research is closed/);
    }
  });

  it('names a group that is not let in, with and without a pod', () => {
    for (const pod of [undefined, unplaced]) {
      const { id, cause, nextStep } = why({ message: 'resource quota insufficient' }, pod);
      assert.equal(id, 'group-not-enqueued');
      assert.match(cause, /podgroup-1 is not let into the queue research yet: resource quota insufficient/);
      assert.match(nextStep, /4 pods at once/);
    }
  });

  it('tells why a group is not let in from the events about it: its condition only counts pods', () => {
    const about = (message: string) => ({
      kind: 'Event' as const,
      meta: aMeta({ name: message.slice(0, 3) }),
      type: 'Normal' as const,
      reason: 'Unschedulable',
      message,
      count: 1,
      lastSeen: now,
      from: 'volcano',
      about: { kind: 'PodGroup', namespace: 'ml', name: 'podgroup-1', uid: 'uid-group' },
    });
    const events = ['0/0 tasks in gang unschedulable', 'queue resource quota insufficient: insufficient cpu'].map(
      about,
    );
    const { cause } = whyPending({
      workloads: [aWorkload()],
      events,
      now,
      queue: { group: { ...group, message: '1/1 tasks in gang unschedulable' } },
    });
    assert.match(cause, /research yet: queue resource quota insufficient: insufficient cpu$/);
  });

  it('says nothing of a group that is let in unless Volcano does', () => {
    assert.notEqual(why({ phase: 'Inqueue' }).id, 'pod-group');
    assert.equal(why({ phase: 'Inqueue', message: '3/4 tasks in gang unschedulable' }).id, 'pod-group');
    assert.notEqual(why({ phase: 'Running', queueState: 'Closed' }).id, 'queue-closed');
  });
});
