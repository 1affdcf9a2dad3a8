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
    await assert.rejects(judged('kueue.x-k8s.io/v1beta2', 'ClusterQueue', spec), /cohortName/);
    const runtime = { runtimeRef: { name: 'no-such-runtime' } };
    await assert.rejects(judged('trainer.kubeflow.org/v1alpha1', 'TrainJob', runtime), /no-such-runtime/);
    const replicas = { pytorchReplicaSpecs: { Master: { replicas: 2, template: podOf(['true'], 'pytorch') } } };
    await assert.rejects(judged('kubeflow.org/v1', 'PyTorchJob', replicas), /must be 1/);
    const twins = {
      replicatedJobs: ['a', 'a'].map((name) => ({ name, template: { spec: { template: podOf(['true']) } } })),
    };
    await assert.rejects(judged('jobset.x-k8s.io/v1alpha2', 'JobSet', twins), /Duplicate value|must be unique/);
  });

  it('run a training job of two ranks to its end, each in its own way', async () => {
    const ranks = "import os; print(os.environ['PET_NNODES'], os.environ['JOB_COMPLETION_INDEX'])";
    const trainer = { numNodes: 2, image: cluster.images.python, command: ['python3', '-c', ranks] };
    await create('trainer.kubeflow.org/v1alpha1', 'TrainJob', { runtimeRef: { name: 'torch-distributed' }, trainer });
    const world = ['python3', '-c', "import os; print(os.environ['WORLD_SIZE'], os.environ['RANK'])"];
    const replica = { replicas: 1, restartPolicy: 'Never', template: podOf(world, 'pytorch', cluster.images.python) };
    await create('kubeflow.org/v1', 'PyTorchJob', { pytorchReplicaSpecs: { Master: replica, Worker: replica } });
    const wait = async (/** @type {string} */ object, /** @type {string} */ condition) =>
      await kubectl(cluster, ['wait', '-n', namespace, object, `--for=condition=${condition}`, '--timeout=90s']);
    await Promise.all([wait('trainjob/two', 'Complete'), wait('pytorchjob/two', 'Succeeded')]);
    const logs = await kubectl(cluster, ['logs', '-n', namespace, '-l', 'jobset.sigs.k8s.io/jobset-name=two']);
    assert.deepEqual(logs.split('\n').sort(), ['2 0', '2 1']);
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
    await stopOperators({ names: ['kueue'], stateDir, wipe: true });
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
    const labels = { 'kueue.x-k8s.io/queue-name': 'nowhere' };
    const template = podOf(['true'], 'main', cluster.images.busybox);
    const input = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace, labels }, spec: { template } };
    return await kubectl(cluster, ['create', '-o', 'jsonpath={.spec.suspend}', '-f', '-'], { input });
  }

  /**
   * @param {string} apiVersion
   * @param {string} kind
   * @param {object} spec
   */
  async function judged(apiVersion, kind, spec) {
    const input = { apiVersion, kind, metadata: { name: 'bad', namespace }, spec };
    return await kubectl(cluster, ['create', '--dry-run=server', '-f', '-'], { input });
  }

  /**
   * @param {string} apiVersion
   * @param {string} kind
   * @param {object} spec
   */
  async function create(apiVersion, kind, spec) {
    const input = { apiVersion, kind, metadata: { name: 'two', namespace }, spec };
    return await kubectl(cluster, ['create', '-f', '-'], { input });
  }

  /**
   * @param {readonly string[]} command
   * @param {string} [name] Of the container.
   * @param {string} [image]
   */
  function podOf(command, name = 'main', image = 'none') {
    return { spec: { restartPolicy: 'Never', containers: [{ name, image, command }] } };
  }
});
