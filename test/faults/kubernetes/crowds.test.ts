// A15, A16 and A20: many objects that change fast, a slow link, and many contexts of which most are dead.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { ClusterWatches } from '../../../src/adapters/kubernetes/clusterWatches.ts';
import { openCluster } from '../../../src/adapters/kubernetes/kubernetesCluster.ts';
import type { KubeContext } from '../../../src/adapters/kubernetes/kubeconfig.ts';
import { openTransport } from '../../../src/adapters/kubernetes/openTransport.ts';
import { allObjects } from '../../../src/adapters/kubernetes/allObjects.ts';
import { systemClock } from '../../../src/domain/base/clock.ts';
import { ok } from '../../../src/domain/base/failure.ts';
import { NO_FILTER } from '../../../src/domain/cluster/clusterFilter.ts';
import { ClusterHub } from '../../../src/domain/cluster/clusterHub.ts';
import { ClusterRows } from '../../../src/domain/cluster/clusterRows.ts';
import { FakeKube } from '../../support/fakeKube.ts';
import { serveFakeKube } from '../../support/fakeKubeServer.ts';
import { FaultProxy } from '../../support/faultproxy/faultProxy.ts';
import { podBody } from '../../support/kubePods.ts';
import { kubeContext } from '../../support/kubeServer.ts';
import { watchedUntil } from '../../support/watchedUntil.ts';
import { WatchStage } from '../../support/watchStage.ts';

describe('crowds', function () {
  this.timeout(60_000);
  const ends: (() => unknown)[] = [];
  // What failed must not keep the others waiting: a stopped program never ends by itself.
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  });

  it('A15: 10,000 pods come, change 1,000 times a second and go: told at most 5 times a second, and nothing is left', async () => {
    const stage = new WatchStage(0);
    ends.push(() => stage.end());
    await stage.begin();
    const { clock } = stage;
    for (let index = 0; index < 10_000; index++) stage.put(index);
    await clock.until(() => stage.shown()?.size === 10_000, 5_000);
    const before = stage.seen.length;
    const seconds = 2;
    for (let step = 0; step < seconds * 10; step++) {
      for (let index = 0; index < 100; index++) stage.put((step * 100 + index) % 10_000);
      await clock.pass(100);
    }
    assert.ok(stage.seen.length - before <= seconds * 5 + 1, `${stage.seen.length - before} repaints in ${seconds} s`);
    for (let step = 0; step < 50; step++) {
      for (let index = 0; index < 200; index++) stage.remove(step * 200 + index);
      await clock.pass(100);
    }
    await clock.until(() => stage.shown()?.size === 0, 5_000);
    assert.ok(stage.isTrue);
    assert.equal(stage.lists, 1);
  });

  it('A16: over a slow link the first rows are there within 3 s, the others follow, and cancelling is at once', async () => {
    const fake = new FakeKube();
    for (let index = 0; index < 150; index++) fake.put('pods', 'team', `pod-${index}`, podBody(index));
    const server = await serveFakeKube(fake);
    ends.push(() => server.stop());
    const proxy = await FaultProxy.start({ port: server.port });
    ends.push(() => proxy.stop());
    Object.assign(proxy.faults, { latencyMs: 300, jitterMs: 100, bytesPerSecond: 125_000 });
    const opened = openTransport(kubeContext({ server: `http://127.0.0.1:${proxy.port}` }), {});
    assert.ok(opened.ok);
    ends.push(() => opened.value.dispose());
    const watches = new ClusterWatches(opened.value);
    ends.push(() => watches.dispose());
    const pods = watches.watch('pods', undefined);
    const count = () => {
      const { current } = pods;
      return current.state === 'ready'
        ? current.value.size
        : current.state === 'loading'
          ? (current.partial?.size ?? 0)
          : 0;
    };
    await watchedUntil(pods, () => count() > 0, 3_000);
    assert.ok(count() < 150, 'they come one after the other');
    const abort = new AbortController();
    const asked = allObjects(opened.value, { path: '/api/v1/pods' }, abort.signal);
    const begun = performance.now();
    abort.abort();
    const answer = await asked;
    assert.ok(!answer.ok && answer.failure.code === 'cancelled');
    assert.ok(performance.now() - begun < 100, 'cancelled at once');
    await watchedUntil(pods, () => count() === 150 && pods.current.state === 'ready', 20_000);
  });

  it('A20: of 30 contexts 25 answer nothing: nobody is called before he is opened, and the others are usable at once', async function () {
    // Calls without an answer are counted in /proc.
    if (process.platform !== 'linux') return this.skip();
    const dead = await deadPort();
    ends.push(() => dead.process.kill('SIGKILL'));
    const fake = new FakeKube();
    fake.put('pods', 'team', 'pod-1', podBody(1));
    const server = await serveFakeKube(fake);
    ends.push(() => server.stop());
    const contexts = new Map<string, KubeContext>();
    for (let index = 0; index < 30; index++) {
      const port = index % 6 === 5 ? server.port : dead.port;
      const made = kubeContext({ server: `http://127.0.0.1:${port}` });
      const id = `kube:c${index}`;
      contexts.set(id, { ...made, connection: { ...made.connection, id, label: `c${index}` } });
    }
    const hub = hubOf(contexts);
    ends.push(() => hub.dispose());
    const marksOf = () => ({ isProtected: false, isReadOnly: false });
    const rows = new ClusterRows({ clusters: hub, clock: systemClock, filter: () => NO_FILTER, marksOf });
    ends.push(() => rows.dispose());
    const roots = await rows.roots();
    assert.equal(roots.length, 30);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(server.connections, 0);
    assert.equal(dead.calls(), 0);
    const open = (id: string) => {
      const node = roots.find(({ subject }) => subject && 'clusterId' in subject && subject.clusterId === id);
      assert.ok(node?.subject && 'clusterId' in node.subject);
      return rows.children(node, node.subject, Infinity);
    };
    const deadIds = [...contexts].flatMap(([id, { cluster }]) =>
      cluster.server.endsWith(`:${dead.port}`) ? [id] : [],
    );
    for (const id of deadIds) open(id);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const calls = dead.calls();
    assert.ok(calls > 0 && calls <= deadIds.length, `${calls} calls to ${deadIds.length} dead servers`);
    const begun = performance.now();
    while (!open('kube:c5').some(({ label }) => label === 'Workloads')) {
      assert.ok(performance.now() - begun < 1_000, 'a server that answers is usable within a second');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  });
});

function hubOf(contexts: ReadonlyMap<string, KubeContext>): ClusterHub {
  const nothing = () => ({ dispose: () => undefined });
  return new ClusterHub({
    mayConnect: () => true,
    loadCatalog: async () => ({
      list: async () => Array.from(contexts.values(), ({ connection }) => connection),
      problems: [],
      onDidChange: nothing,
      dispose: () => undefined,
    }),
    open: (connection) => {
      const context = contexts.get(connection.id);
      assert.ok(context);
      return openCluster({ contextOf: async () => ok(context) }, connection);
    },
  });
}

interface DeadPort {
  readonly port: number;
  readonly process: ChildProcess;
  /** Calls that wait for an answer, without the ones that filled the queue. */
  readonly calls: () => number;
}

/** A program that listens and is stopped: once its queue is full the kernel drops every SYN, as a firewall does. */
async function deadPort(): Promise<DeadPort> {
  const script =
    "require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () { console.log(this.address().port) })";
  const listener = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(listener.stdout, 'data');
  const port = Number(String(line));
  listener.kill('SIGSTOP');
  for (let filled = 0; filled < 4; filled++)
    connect(port, '127.0.0.1')
      .on('error', () => undefined)
      .unref();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const filling = waitingFor(port);
  return { port, process: listener, calls: () => waitingFor(port) - filling };
}

/** Connections to a port that wait for an answer to their SYN. Source: proc(5), `/proc/net/tcp`. */
function waitingFor(port: number): number {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .filter((line) => line.trim().split(/\s+/)[2]?.endsWith(`:${hex}`) && line.trim().split(/\s+/)[3] === '02').length;
}
