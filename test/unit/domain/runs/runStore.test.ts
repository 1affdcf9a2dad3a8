import assert from 'node:assert/strict';
import { systemClock } from '../../../../src/domain/base/clock.ts';
import { Emitter } from '../../../../src/domain/base/event.ts';
import type { KeptLog, KeptLogs } from '../../../../src/domain/logs/keptLog.ts';
import { RunStore, type RunLogFacts } from '../../../../src/domain/runs/runStore.ts';
import { aContainer, aRunContainer, aSnapshot } from '../../../support/containers.ts';
import type { RunPlace } from '../../../../src/domain/runs/clusterRuns.ts';
import { clusterStage } from '../../../support/clusters.ts';
import { aMeta, aPod, aWorkload, kindNamed } from '../../../support/kubeFacts.ts';
import { aConnection, hubOf, ManualWatched, settled } from '../../../support/engines.ts';

function setUp({
  engineIds = [] as string[],
  places = [] as RunPlace[],
  connections = [aConnection({ id: 'a' }), aConnection({ id: 'b', isCurrent: false })],
  loadKept = async (): Promise<KeptLogs> => keptLogs([]),
} = {}) {
  const engines = hubOf(connections);
  const clusters = clusterStage();
  const logs = new Map<string, ManualWatched<RunLogFacts>>();
  const store = new RunStore({
    hub: engines.hub,
    clusters: clusters.hub,
    clock: systemClock,
    loadKept,
    memory: { engineIds: () => engineIds, stoppedRunIds: () => new Set(), places: () => places },
    reader: {
      watch: (run) => {
        const watched = new ManualWatched<RunLogFacts>();
        logs.set(`${run.id}/${run.state}`, watched);
        return watched;
      },
    },
  });
  return { ...engines, clusters, store, logs };
}

/** Through a function, so that the compiler does not take the state of a moment ago for granted. */
const stateOf = (store: RunStore): string => store.current.state;

function keptLog(runId: string, namespace: string): KeptLog {
  const run = {
    name: `train-${runId}`,
    workload: 'train',
    kind: 'run',
    createdAt: '2026-03-01T10:00:00Z',
    image: 'digits:1',
    namespace,
    objectKind: 'Job',
    objectName: `train-${runId}`,
  } as const;
  const about = { engineId: 'kube:lab', resource: `ml/${runId}/main`, runId, run, hasEnded: true, exitCode: 1 };
  return { id: `7-${runId}`, about, first: '2026-03-01T10:00:00Z', last: '2026-03-01T11:00:00Z', bytes: 1 };
}

function keptLogs(logs: KeptLog[]): KeptLogs {
  const changed = new Emitter<void>();
  return {
    list: async () => [...logs],
    source: { follow: () => assert.fail('no log is read') },
    remove: () => assert.fail('removed by its run'),
    removeRuns: async (ids) => {
      logs.splice(0, logs.length, ...logs.filter(({ about }) => !ids.includes(about.runId ?? '')));
      changed.fire();
    },
    onDidChange: changed.event,
  };
}

/** With one namespace to look in and no engine. */
async function openedWithKept(kept: KeptLogs) {
  const made = setUp({
    connections: [],
    places: [{ clusterId: 'kube:lab', namespace: 'ml' }],
    loadKept: async () => kept,
  });
  await made.store.open();
  await settled();
  return made;
}

const progress = { metrics: new Map([['loss', 0.5]]), history: new Map(), updatedAt: new Date(0) };

describe('RunStore', () => {
  it('contacts no engine before it is opened', async () => {
    const { opened } = setUp();
    await settled();
    assert.deepEqual(opened, []);
  });

  it('says that no engine was found when there is only a place for one, and looks again for others', async () => {
    const { store, watches } = setUp({ connections: [aConnection({ id: 'a', source: 'socket', isAbsent: true })] });
    await store.open();
    await settled();
    watches.get('a')?.[0]?.set({ state: 'failed', failure: { code: 'unreachable', message: 'no socket' } });
    assert.equal(store.current.state === 'failed' && store.current.failure.code, 'not-found');
    store.refresh();
    await settled();
    assert.equal(watches.get('a')?.length, 2, 'the list is read again and the engine asked anew');
    watches.get('a')?.[1]?.set({ state: 'ready', value: aSnapshot() });
    assert.equal(stateOf(store), 'ready');
  });

  it('watches the current engine and those on which runs were started', async () => {
    const { store, opened } = setUp({ engineIds: ['b', 'gone'] });
    await store.open();
    await settled();
    assert.deepEqual(opened.toSorted(), ['a', 'b']);
  });

  it('shows how busy the GPUs of a run in a cluster are, read only while somebody sees its row', async () => {
    const { store, clusters } = setUp({ connections: [], places: [{ clusterId: 'kube:lab', namespace: 'ml' }] });
    const labels = new Map([
      ['trainyard.dev/run-id', 'r1'],
      ['app.kubernetes.io/instance', 'train'],
    ]);
    const resource = kindNamed('Job');
    const job = aWorkload({ resource, meta: { name: 'train', namespace: 'ml', labels }, active: 1, desired: 1 });
    const pod = aPod({
      meta: { name: 'train-0', namespace: 'ml', labels },
      requests: new Map([['nvidia.com/gpu', 8]]),
    });
    await store.open();
    await settled();
    clusters.watched<'jobs'>('lab jobs ml').set({ state: 'ready', value: new Map([[job.meta.uid, job]]) });
    clusters.watched<'pods'>('lab pods ml').set({ state: 'ready', value: new Map([[pod.meta.uid, pod]]) });
    await settled();
    assert.equal(store.find('r1')?.cluster?.gpus, 8);
    assert.equal(clusters.gpuUses.length, 0, 'the status bar alone shows no use');
    store.see(true);
    await settled();
    const readAt = new Date();
    const past = { percent: 11, since: new Date(readAt.getTime() - 20 * 60_000) };
    const pods = new Map([['ml/train-0', { gpus: 8, percent: 12, past }]]);
    clusters.gpuUses[0]?.set({ state: 'ready', value: { source: 'Prometheus', readAt, pods, nodes: new Map() } });
    assert.deepEqual(store.find('r1')?.cluster?.gpuUse, ['GPU 12 %', 'asked 8, used 11 % for 20 min']);
    store.refresh();
    assert.equal(clusters.gpuUses[0]?.refreshed, 1);
    store.see(false);
    assert.equal(clusters.gpuUses[0]?.disposed, 1);
    store.dispose();
  });

  it('shows runs in clusters beside those on engines, and watches only where runs were started', async () => {
    const { store, clusters } = setUp({ connections: [], places: [{ clusterId: 'kube:lab', namespace: 'ml' }] });
    await store.open();
    await settled();
    assert.deepEqual(clusters.asked.toSorted(), ['lab deployments ml', 'lab jobs ml', 'lab pods ml']);
    const labels = new Map([
      ['trainyard.dev/run-id', 'r1'],
      ['trainyard.dev/run-name', 'train-1'],
      ['trainyard.dev/workload', 'train'],
      ['app.kubernetes.io/instance', 'train-1'],
    ]);
    const job = aWorkload({ resource: kindNamed('Job'), meta: aMeta({ name: 'train-1', labels }), active: 1 });
    const pod = aPod({ meta: aMeta({ name: 'train-1-x', labels }) });
    clusters.watched<'jobs'>('lab jobs ml').set({ state: 'ready', value: new Map([[job.meta.uid, job]]) });
    clusters.watched<'pods'>('lab pods ml').set({ state: 'ready', value: new Map([[pod.meta.uid, pod]]) });
    clusters.watched<'deployments'>('lab deployments ml').set({ state: 'ready', value: new Map() });
    const [run] = store.current.state === 'ready' ? store.current.value : [];
    assert.equal(run?.name, 'train-1');
    assert.equal(run?.cluster?.namespace, 'ml');
    store.close();
    await settled();
    assert.equal(clusters.watched('lab jobs ml').disposed, 1);
  });

  it('shows no longer what was taken out of its places', async () => {
    const places = [{ clusterId: 'kube:lab', namespace: 'ml' }];
    const { store } = setUp({ connections: [], places });
    await store.open();
    await settled();
    assert.equal(store.current.state, 'loading');
    places.pop();
    store.close();
    await store.open();
    await settled();
    assert.deepEqual(store.current, { state: 'ready', value: [] });
  });

  it('shows runs that a cluster has forgotten as long as their log is kept, and says so only when it was looked', async () => {
    const kept = keptLogs([keptLog('r1', 'ml'), keptLog('r2', 'ml'), keptLog('r3', 'elsewhere')]);
    const { store, clusters } = await openedWithKept(kept);
    const namesOf = () => (store.current.state === 'ready' ? store.current.value.map(({ name }) => name) : undefined);
    assert.equal(namesOf(), undefined, 'nobody knows yet which are gone');
    const labels = new Map([
      ['trainyard.dev/run-id', 'r1'],
      ['trainyard.dev/run-name', 'train-r1'],
    ]);
    const job = aWorkload({ resource: kindNamed('Job'), meta: aMeta({ name: 'train-r1', labels }), active: 0 });
    clusters.watched<'jobs'>('lab jobs ml').set({ state: 'ready', value: new Map([[job.meta.uid, job]]) });
    clusters.watched<'pods'>('lab pods ml').set({ state: 'ready', value: new Map() });
    clusters.watched<'deployments'>('lab deployments ml').set({ state: 'ready', value: new Map() });
    assert.deepEqual(namesOf()?.toSorted(), ['train-r1', 'train-r2']);
    assert.equal(store.find('r1')?.keptLog, 'kept/7-r1', 'its pods are gone');
    assert.equal(store.find('r1')?.isGone, undefined);
    const gone = store.find('r2');
    assert.equal(gone?.isGone, true);
    assert.match(gone?.stateText ?? '', /deleted; its log was kept until/);
    assert.equal(gone?.state, 'failed');
    await kept.removeRuns(['r2']);
    await settled();
    assert.deepEqual(namesOf(), ['train-r1']);
  });

  it('says of a run that is gone how it ended', async () => {
    const log = keptLog('r1', 'ml');
    const { run } = log.about;
    assert.ok(run);
    const end = { state: 'failed', exitCode: 137, reason: 'OOMKilled', at: '2026-03-01T10:59:00Z' } as const;
    const kept = keptLogs([{ ...log, about: { ...log.about, run: { ...run, end } } }]);
    const { store, clusters } = await openedWithKept(kept);
    for (const kind of ['jobs', 'deployments', 'pods'] as const) {
      clusters.watched(`lab ${kind} ml`).set({ state: 'ready', value: new Map() });
    }
    const gone = store.find('r1');
    assert.deepEqual([gone?.state, gone?.exitCode, gone?.finishedAt], ['failed', 137, new Date(end.at)]);
    assert.match(gone?.stateText ?? '', /^out of memory: killed at its memory limit; deleted; its log was kept/);
  });

  it('gives runs their live values and keeps the last ones when the run has ended', async () => {
    const { store, watches, logs } = setUp();
    await store.open();
    await settled();
    const watch = watches.get('a')?.[0];
    watch?.set({ state: 'ready', value: aSnapshot({ containers: [aRunContainer('r1'), aContainer()] }) });
    logs.get('r1/running')?.set({ state: 'ready', value: { progress } });
    assert.equal(store.find('r1')?.progress?.metrics.get('loss'), 0.5);
    watch?.set({
      state: 'ready',
      value: aSnapshot({ containers: [aRunContainer('r1', { state: 'exited', exitCode: 0, finishedAt: new Date() })] }),
    });
    assert.equal(logs.get('r1/running')?.disposed, 1);
    assert.equal(store.find('r1')?.progress?.metrics.get('loss'), 0.5);
  });

  it('reads the log of a failed run for its cause', async () => {
    const { store, watches, logs } = setUp();
    await store.open();
    await settled();
    watches.get('a')?.[0]?.set({
      state: 'ready',
      value: aSnapshot({
        containers: [aRunContainer('r1', { state: 'exited', exitCode: 1, finishedAt: new Date() })],
      }),
    });
    logs
      .get('r1/failed')
      ?.set({ state: 'ready', value: { failure: { code: 'rejected', message: 'out of GPU memory' } } });
    assert.equal(store.find('r1')?.failure?.message, 'out of GPU memory');
  });

  it('lets go of everything when it is closed', async () => {
    const { store, watches, logs } = setUp();
    await store.open();
    await settled();
    watches.get('a')?.[0]?.set({ state: 'ready', value: aSnapshot({ containers: [aRunContainer('r1')] }) });
    store.close();
    assert.equal(watches.get('a')?.[0]?.disposed, 1);
    assert.equal(logs.get('r1/running')?.disposed, 1);
  });

  it('fails only when no engine can be read', async () => {
    const { store, watches } = setUp({ engineIds: ['b'] });
    await store.open();
    await settled();
    watches.get('a')?.[0]?.set({ state: 'failed', failure: { code: 'unreachable', message: 'nobody there' } });
    assert.equal(stateOf(store), 'loading');
    watches.get('b')?.[0]?.set({ state: 'ready', value: aSnapshot({ containers: [aRunContainer('r1')] }) });
    assert.equal(stateOf(store), 'ready');
    watches.get('b')?.[0]?.set({ state: 'failed', failure: { code: 'unreachable', message: 'nobody there' } });
    assert.equal(stateOf(store), 'failed');
  });
});
