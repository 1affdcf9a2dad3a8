// @ts-check
// The operators of the test bed are the real ones: they answer, are found and started again, and leave nothing in the way when they end.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'mocha';
import { skipFor } from '../../harness/testReport.mjs';
import { runningRecord } from '../daemon.mjs';
import { clusterPlace, componentDir } from '../kubernetes/clusterPlace.mjs';
import { kubectl } from '../kubernetes/clusterTests.mjs';
import { isAlive, killAll } from '../processTree.mjs';
import { startOperators } from './startOperators.mjs';
import { stopOperators } from './stopOperators.mjs';

const stateDir = process.env['TRAINYARD_TEST_CLUSTER_STATE'];
const namespace = `operators-${randomBytes(3).toString('hex')}`;
/** @type {import('../kubernetes/clusterHandle.mjs').Cluster} */
let cluster;

describe('operators of the test bed', function () {
  this.timeout(120_000);
  before(async function () {
    if (stateDir === undefined) return skipFor(this, 'no cluster of the test bed');
    cluster = await startOperators({ stateDir });
    await kubectl(cluster, ['create', 'namespace', namespace]);
  });
  after(async () => {
    if (cluster) await kubectl(cluster, ['delete', 'namespace', namespace, '--wait=false']);
  });

  it('refuse what their webhooks do not take, and tell why', async () => {
    const spec = { cohortName: 'no spaces allowed' };
    const input = { apiVersion: 'kueue.x-k8s.io/v1beta2', kind: 'ClusterQueue', metadata: { name: 'bad' }, spec };
    await assert.rejects(kubectl(cluster, ['create', '--dry-run=server', '-f', '-'], { input }), /cohortName/);
  });

  it('are found by whoever starts them again, and started anew when they have ended', async () => {
    const id = kueueProcess();
    await startOperators({ stateDir });
    assert.deepEqual(kueueProcess(), id);
    await killAll([id]);
    assert.equal(isAlive(id), false);
    await assert.rejects(createJob('refused'), /failed calling webhook/);
    await startOperators({ stateDir });
    assert.notDeepEqual(kueueProcess(), id);
    assert.equal(await createJob('held'), 'true');
  });

  it('stand in nobody’s way when they are stopped, and take their kinds with them', async () => {
    await stopOperators({ stateDir, wipe: true });
    assert.notEqual(await createJob('free'), 'true');
    assert.doesNotMatch(await kubectl(cluster, ['get', 'crd', '-o', 'name']), /kueue/);
    await startOperators({ stateDir });
    assert.equal(await createJob('held-again'), 'true');
  });

  function kueueProcess() {
    const dir = componentDir(clusterPlace(stateDir), 'kueue');
    return runningRecord(dir)?.process ?? assert.fail('kueue does not run');
  }

  /** @param {string} name */
  async function createJob(name) {
    const containers = [{ name: 'main', image: cluster.images.busybox, command: ['true'] }];
    const labels = { 'kueue.x-k8s.io/queue-name': 'nowhere' };
    const spec = { template: { spec: { restartPolicy: 'Never', containers } } };
    const input = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace, labels }, spec };
    return await kubectl(cluster, ['create', '-o', 'jsonpath={.spec.suspend}', '-f', '-'], { input });
  }
});
