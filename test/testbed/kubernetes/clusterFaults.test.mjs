// @ts-check
// Every way to break the cluster of the test bed: what a client sees then, and that it works again afterwards.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { isAlive } from '../processTree.mjs';
import { makeStateDir, removeStateDir } from '../testState.mjs';
import { clusterPlace, componentDir } from './clusterPlace.mjs';
import { assertNoClusterLeft, createPod, kubectl, waitForPhase } from './clusterTests.mjs';
import { runningRecord } from '../daemon.mjs';
import { startCluster } from './startCluster.mjs';
import { stopCluster } from './stopCluster.mjs';

const seconds = 1000;
const noAnswer = /deadline exceeded|Client\.Timeout exceeded|timed out/;
/** @type {string} */
let stateDir;
/** @type {import('./clusterHandle.mjs').Cluster} */
let cluster;
const given = process.env['TRAINYARD_TEST_CONTEXT'];

/** @param {string} [timeout] */
const pods = async (timeout = '30s') =>
  await kubectl(cluster, ['get', 'pods', '-o', 'name', `--request-timeout=${timeout}`]);

describe('broken cluster', function () {
  this.timeout(120 * seconds);
  before(async function () {
    this.timeout(900 * seconds);
    delete process.env['TRAINYARD_TEST_CONTEXT'];
    stateDir = makeStateDir();
    cluster = await startCluster({ stateDir, gpus: 0 });
    await createPod(cluster, 'sleeper', { command: ['sleep', '1000'] });
    await waitForPhase(cluster, 'sleeper', 'Running');
  });

  after(async function () {
    this.timeout(60 * seconds);
    try {
      await stopCluster({ stateDir, wipe: true });
      await assertNoClusterLeft(stateDir);
    } finally {
      if (given !== undefined) process.env['TRAINYARD_TEST_CONTEXT'] = given;
      await removeStateDir(stateDir);
    }
  });

  it('answers nothing while its API server is frozen, and again when thawed', async () => {
    await cluster.freezeApiServer();
    await assert.rejects(pods('1s'), noAnswer);
    cluster.thawApiServer();
    assert.equal(await pods(), 'pod/sleeper');
  });

  it('refuses connections while its API server is killed; pods run on', async () => {
    await cluster.killApiServer();
    await assert.rejects(pods('5s'), /refused/);
    await cluster.restartApiServer();
    assert.equal(await pods(), 'pod/sleeper');
    const restarts = 'jsonpath={.status.containerStatuses[0].restartCount}';
    assert.equal(await kubectl(cluster, ['get', 'pod', 'sleeper', '-o', restarts]), '0');
  });

  it('answers nothing in time while its store is frozen', async () => {
    await cluster.freezeEtcd();
    await assert.rejects(pods('1s'), noAnswer);
    cluster.thawEtcd();
    assert.equal(await pods(), 'pod/sleeper');
  });

  it('loses what is sent while the network is cut', async () => {
    await cluster.cutNetwork();
    await assert.rejects(pods('1s'), noAnswer);
    await cluster.mendNetwork();
    assert.equal(await pods(), 'pod/sleeper');
  });

  it('cannot exec while the kubelet is killed', async () => {
    await cluster.killKubelet();
    const exec = async () => await kubectl(cluster, ['exec', 'sleeper', '--', 'echo', 'here']);
    await assert.rejects(exec(), /10250.*refused/);
    await cluster.restartKubelet();
    assert.equal(await exec(), 'here');
  });

  it('starts again what has ended', async () => {
    await cluster.killComponent('kube-scheduler');
    const again = await startCluster({ stateDir });
    assert.equal(again.startedHere, false);
    await createPod(again, 'scheduled', { command: ['true'] });
    await waitForPhase(again, 'scheduled', 'Succeeded');
    await kubectl(again, ['delete', 'pod', 'scheduled']);
  });

  it('goes back to a snapshot', async () => {
    await cluster.snapshot('before');
    await kubectl(cluster, ['create', 'namespace', 'later']);
    await cluster.restore('before');
    await assert.rejects(kubectl(cluster, ['get', 'namespace', 'later']), /not found/);
    assert.equal(await pods(), 'pod/sleeper');
    assert.equal(await kubectl(cluster, ['exec', 'sleeper', '--', 'echo', 'here']), 'here');
  });

  it('keeps its objects over a stop', async () => {
    await cluster.stop();
    cluster = await startCluster({ stateDir, gpus: 0 });
    assert.equal(cluster.startedHere, true);
    assert.equal(await pods(), 'pod/sleeper');
  });

  it('begins without its objects when they were left by a run that was killed', async () => {
    await cluster.stop();
    cluster = await startCluster({ stateDir, gpus: 0, fresh: true });
    assert.equal(await pods(), '');
    await createPod(cluster, 'sleeper', { command: ['sleep', '1000'] });
    await waitForPhase(cluster, 'sleeper', 'Running');
    await startCluster({ stateDir, fresh: true });
    assert.equal(await pods(), 'pod/sleeper', 'one that runs may be in use');
  });

  it('leaves nothing when it is stopped after its parts were killed under a running pod', async () => {
    await createPod(cluster, 'victim', { command: ['sleep', '1000'] });
    await waitForPhase(cluster, 'victim', 'Running');
    const holder = runningRecord(componentDir(clusterPlace(stateDir), 'node'))?.process;
    assert.ok(holder);
    for (const name of ['containerd', 'kubelet', 'kube-apiserver']) await cluster.killComponent(name);
    process.kill(holder.pid, 'SIGKILL');
    await stopCluster({ stateDir, wipe: true });
    await assertNoClusterLeft(stateDir);
    assert.equal(isAlive(holder), false);
  });
});
