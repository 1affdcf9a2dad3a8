import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fail, ok, type Result } from '../../../../src/domain/base/failure.ts';
import type { ObjectTable, ResourceKind } from '../../../../src/domain/cluster/clusterObject.ts';
import { LiveClusters } from '../../../../src/domain/cluster/liveClusters.ts';
import { NO_QUESTION } from '../../../../src/domain/cluster/liveCluster.ts';
import type { ClusterReader } from '../../../../src/domain/cluster/ports.ts';
import { clusterStage } from '../../../support/clusters.ts';
import { settled } from '../../../support/engines.ts';
import { aMeta, aNode, aWorkload } from '../../../support/kubeFacts.ts';
import { ManualClock } from '../../../support/manualClock.ts';

const SECRETS: ResourceKind = { group: '', version: 'v1', plural: 'secrets', kind: 'Secret', isNamespaced: true };
const JOBS: ResourceKind = { group: 'batch', version: 'v1', plural: 'jobs', kind: 'Job', isNamespaced: true };
const DOWN = { code: 'unreachable', message: 'down' } as const;

function setUp(mayConnect = true) {
  const state = { isUp: true };
  const listed: string[] = [];
  const table = (names: readonly string[]): Result<ObjectTable> =>
    ok({ columns: [], rows: names.map((name) => ({ meta: aMeta({ name }), cells: [] })), isCut: false });
  const reader: Partial<ClusterReader> = {
    info: async () => (state.isUp ? ok({ version: 'v1.34.4', platform: '' }) : fail(DOWN)),
    kinds: async () => ok([SECRETS, JOBS]),
    namespaces: async () => ok(['team-a', 'team-b']),
    table: async (resource, namespace) => {
      listed.push(`${resource.kind} ${namespace ?? '*'}`);
      return table([`hub-${namespace ?? ''}`]);
    },
  };
  const stage = clusterStage(undefined, { reader, mayConnect: () => mayConnect });
  const clock = new ManualClock();
  const live = new LiveClusters({ clusters: stage.hub, clock, schemas: async () => undefined });
  live.setLookedAt(true);
  return { ...stage, clock, live, listed, state };
}

describe('what connected clusters have', () => {
  it('is asked of nobody before the user has connected, however much is written', async () => {
    const { live, asked, listed, clock } = setUp();
    live.ask({ ...NO_QUESTION, namespaces: ['team-b'] });
    await clock.pass(120_000);
    assert.deepEqual([asked, listed, live.known], [[], [], []]);
  });

  it('is asked of nobody in Restricted Mode', async () => {
    const { live, hub, asked, clock } = setUp(false);
    await hub.cluster('kube:lab');
    live.ask({ ...NO_QUESTION, namespaces: ['team-b'] });
    await clock.pass(120_000);
    assert.deepEqual([asked, live.known], [[], []]);
  });

  it('are names of the namespaces that are meant, labels and resources of nodes', async () => {
    const { live, hub, listed, watched } = setUp();
    live.ask({ ...NO_QUESTION, namespaces: ['team-b', 'nowhere'] });
    await hub.cluster('kube:lab');
    await settled();
    const labels = new Map([['nvidia.com/gpu.product', 'NVIDIA-L4']]);
    const node = aNode({
      meta: { labels },
      allocatable: new Map([
        ['nvidia.com/gpu', 4],
        ['gone.com/gpu', 0],
      ]),
    });
    watched<'nodes'>('lab nodes *').set({ state: 'ready', value: new Map([['a', node]]) });
    const [known] = live.known;
    assert.deepEqual(listed, ['Secret team-a', 'Secret team-b']);
    assert.deepEqual(
      known?.names.flatMap(({ names }) => names),
      ['hub-team-a', 'hub-team-b'],
    );
    assert.deepEqual(known?.labels, [{ key: 'nvidia.com/gpu.product', values: ['NVIDIA-L4'] }]);
    assert.deepEqual([known?.resources, known?.version, known?.staleSince], [['nvidia.com/gpu'], 'v1.34.4', undefined]);
  });

  it('is told as old when the cluster is not heard any more, and kept', async () => {
    const { live, hub, clock, state } = setUp();
    await hub.cluster('kube:lab');
    await settled();
    assert.equal(live.known[0]?.staleSince, undefined);
    state.isUp = false;
    await clock.pass(75_000);
    assert.match(live.known[0]?.staleSince ?? '', /^2030-/);
    assert.deepEqual(live.known[0]?.names[0]?.names, ['hub-team-a']);
    state.isUp = true;
    await clock.pass(75_000);
    assert.equal(live.known[0]?.staleSince, undefined);
  });

  it('is not asked while nobody looks at a manifest, and nobody is asked after its end', async () => {
    const { live, hub, listed, clock, watched } = setUp();
    await hub.cluster('kube:lab');
    await settled();
    live.setLookedAt(false);
    const before = listed.length;
    await clock.pass(300_000);
    assert.equal(listed.length, before);
    live.setLookedAt(true);
    await settled();
    assert.ok(listed.length > before);
    live.dispose();
    assert.equal(watched('lab nodes *').disposed, 1);
    assert.equal(clock.waiting, 0);
  });

  it('says which objects of open manifests are there and do not run', async () => {
    const { live, hub, watched } = setUp();
    await hub.cluster('kube:lab');
    const object = { apiVersion: 'batch/v1', kind: 'Job' };
    live.ask({
      ...NO_QUESTION,
      objects: [
        { ...object, name: 'stuck' },
        { ...object, name: 'not-there' },
      ],
    });
    await settled();
    const stuck = aWorkload({ resource: JOBS, meta: { name: 'stuck' }, desired: 1, ready: 0, active: 1 });
    watched<'jobs'>('lab jobs team-a').set({ state: 'ready', value: new Map([['a', stuck]]) });
    await settled();
    assert.deepEqual(live.known[0]?.waiting, [{ ...object, namespace: 'team-a', name: 'stuck', plural: 'jobs' }]);
    assert.equal(watched('lab jobs team-a').disposed, 1);
  });
});
