// The watch against a real API server: over broken connections, and with the server itself frozen, killed and put back. For the latter the
// test has a cluster of its own, so that nobody else is disturbed.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { ClusterWatches } from '../../../src/adapters/kubernetes/clusterWatches.ts';
import type { KubeTransport } from '../../../src/adapters/kubernetes/kubeTransport.ts';
import type { Watched } from '../../../src/domain/base/watched.ts';
import type { Objects } from '../../../src/domain/cluster/ports.ts';
import { startCluster } from '../../testbed/kubernetes/startCluster.mjs';
import { FaultProxy } from '../../support/faultproxy/faultProxy.ts';
import { queryOf } from '../../support/fakeKubeTransport.ts';
import { clusterKubeconfig, KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { opened, targetOf, type WatchTarget } from '../../support/kubeWatchTarget.ts';
import { watchedUntil } from '../../support/watchedUntil.ts';
import { contextOf } from '../../support/kubeUser.ts';

/** Counts what is asked of the server. */
function counted(transport: KubeTransport, paths: string[]): KubeTransport {
  return {
    connection: transport.connection,
    request: (request) => {
      paths.push(`${request.path}?${queryOf(request.query).toString()}`);
      return transport.request(request);
    },
    json: (request) => {
      paths.push(`${request.path}?${queryOf(request.query).toString()}`);
      return transport.json(request);
    },
    socket: (request, signal) => transport.socket(request, signal),
    dispose: () => transport.dispose(),
  };
}

class Stage {
  readonly target: WatchTarget;
  readonly watches: ClusterWatches;
  readonly pods: Watched<Objects<'pods'>>;
  readonly asked: string[];

  constructor(target: WatchTarget, asked: string[]) {
    this.target = target;
    this.asked = asked;
    this.watches = new ClusterWatches(target.transport);
    this.pods = this.watches.watch('pods', target.namespace);
  }

  get isStale(): boolean {
    return this.pods.current.state === 'ready' && this.pods.current.staleSince !== undefined;
  }

  get lists(): number {
    return this.asked.filter((line) => line.includes('sendInitialEvents') || line.includes('limit=200')).length;
  }

  /** The oracle: by uid and version what kubectl shows. */
  async right(withinMs: number): Promise<void> {
    const truth = await this.target.truth();
    const isRight = (): boolean => {
      const { current } = this.pods;
      if (current.state !== 'ready' || current.staleSince !== undefined || current.value.size !== truth.size)
        return false;
      return [...truth].every(([uid, version]) => current.value.get(uid)?.meta.resourceVersion === version);
    };
    await watchedUntil(this.pods, isRight, withinMs).catch((error: unknown) => {
      const { current } = this.pods;
      const shown =
        current.state === 'ready'
          ? [...current.value.values()].map(({ meta }) => `${meta.name}@${meta.resourceVersion}`)
          : [];
      const stale = this.isStale ? ', stale' : '';
      throw new Error(
        `shown ${shown.join(' ')}${stale}; truth ${[...truth.values()].join(' ')}; asked ${this.asked.slice(-8).join(' ')}`,
        {
          cause: error,
        },
      );
    });
  }

  async close(): Promise<void> {
    this.watches.dispose();
    await this.target.close();
  }
}

describe('watch of a real API server over broken connections', function () {
  this.timeout(90_000);
  let proxy: FaultProxy;
  let stage: Stage;

  beforeEach(async function () {
    const kubeconfig = clusterKubeconfig(this);
    const context = await contextOf(kubeconfig);
    const { hostname, port } = new URL(context.cluster.server);
    proxy = await FaultProxy.start({ port: Number(port || '443'), host: hostname });
    const server = `https://127.0.0.1:${proxy.port}`;
    const asked: string[] = [];
    const transport = counted(
      opened({ ...context, cluster: { ...context.cluster, server, tlsServerName: hostname } }),
      asked,
    );
    stage = new Stage(targetOf(await KubectlInNamespace.make(kubeconfig, 'watch'), transport), asked);
    await stage.target.put('first');
    await stage.right(10_000);
  });
  afterEach(async () => {
    await stage?.close();
    await proxy?.stop();
  });

  it('A5: 10 resets while pods come and go: right within 5 s, without a list', async () => {
    for (let round = 0; round < 10; round++) {
      proxy.reset();
      await stage.target.put(`pod-${round % 4}`);
      if (round % 4 === 3) await stage.target.remove('pod-1');
    }
    await stage.right(5_000);
    assert.equal(stage.lists, 1);
  });

  it('A6: a link on which nothing passes is called stale within 20 s and mended within 5 s', async () => {
    proxy.faults.isBlackHole = true;
    assert.ok((await watchedUntil(stage.pods, () => stage.isStale, 20_000)) < 20_000);
    await stage.target.put('unseen');
    proxy.faults.isBlackHole = false;
    proxy.reset();
    await stage.right(5_000);
  });

  it('A6: a stream that is dead while others work is replaced within 20 s', async () => {
    proxy.deafen();
    await stage.target.put('unseen');
    await stage.right(20_000);
    assert.equal(stage.lists, 1);
  });
});

describe('watch of a real API server that is frozen, killed and put back', function () {
  this.timeout(400_000);
  let folder: string;
  let cluster: Awaited<ReturnType<typeof startCluster>>;
  let stage: Stage;

  before(async function () {
    // Needs the test bed, and a cluster of its own.
    const isPossible =
      process.platform === 'linux' && process.getuid?.() === 0 && !process.env['TRAINYARD_TEST_CONTEXT'];
    if (process.env['TRAINYARD_TEST_KUBECONFIG'] === undefined || !isPossible) return this.skip();
    folder = mkdtempSync(join(tmpdir(), 'trainyard-watch-'));
    cluster = await startCluster({ stateDir: folder });
    const kubeconfig = cluster.kubeconfigs.admin;
    const asked: string[] = [];
    const transport = counted(opened(await contextOf(kubeconfig)), asked);
    stage = new Stage(targetOf(await KubectlInNamespace.make(kubeconfig, 'watch'), transport), asked);
    for (const name of ['a', 'b', 'c']) await stage.target.put(name);
    await stage.right(10_000);
  });
  after(async () => {
    stage?.watches.dispose();
    stage?.target.transport.dispose();
    await cluster?.stop({ wipe: true });
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  it('A1: frozen: stale within 20 s; right within 5 s after it goes on, without a list', async () => {
    const { lists } = stage;
    await cluster.freezeApiServer();
    assert.ok((await watchedUntil(stage.pods, () => stage.isStale, 20_000)) < 20_000);
    await pause(20_000);
    cluster.thawApiServer();
    await stage.target.put('d');
    await stage.right(5_000);
    assert.equal(stage.lists, lists);
  });

  it('A2: killed for 20 s: at most 0.5 requests a second, right within 5 s after it is back, no ghost', async () => {
    const { lists } = stage;
    await stage.target.put('e');
    await stage.right(5_000);
    await cluster.killApiServer();
    await watchedUntil(stage.pods, () => stage.isStale, 20_000);
    await pause(5_000);
    const before = stage.asked.length;
    await pause(15_000);
    assert.ok(stage.asked.length - before <= 8, String(stage.asked.length - before));
    await cluster.restartApiServer();
    await stage.target.remove('a');
    await stage.right(5_000);
    assert.ok(stage.lists - lists <= 1);
  });

  it('A4: put back to an older state: what came later is gone within 5 s', async () => {
    const { size } = await stage.target.truth();
    await cluster.snapshot('watch');
    await stage.target.put('later');
    await stage.right(5_000);
    await cluster.restore('watch');
    assert.equal((await stage.target.truth()).size, size);
    await stage.right(5_000);
  });
});
