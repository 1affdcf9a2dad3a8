// How a run in a real cluster ended is known after its pods have gone: to other windows by its Job.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Cluster } from '../../../src/domain/cluster/ports.ts';
import { hasEndToNote, noteRunEnd } from '../../../src/domain/runs/noteRunEnd.ts';
import { kubernetesRuns } from '../../../src/domain/runs/kubernetesRuns.ts';
import type { ClusterRun, Run } from '../../../src/domain/runs/run.ts';
import { manifestsOf } from '../../support/kubeStart.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { clusterContext, openedCluster } from '../../support/kubeUser.ts';
import { PYTHON } from '../../support/testImages.ts';
import { specOf } from '../../unit/domain/deploy/specTexts.ts';

const never = new AbortController().signal;

describe('how a run in a cluster ended', function () {
  this.timeout(120_000);
  let kubectl: KubectlInNamespace;
  let cluster: Cluster;

  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'run-ends');
    cluster = await openedCluster(await clusterContext());
  });
  after(async () => {
    cluster?.dispose();
    await kubectl?.close();
  });

  async function failedRun(name: string, source: string, more: readonly string[] = []): Promise<Run & InCluster> {
    const command = JSON.stringify(['python3', '-c', source]);
    const lines = ['version: 1', 'workloads:', '  train:', `    image: ${PYTHON}`, `    command: ${command}`, ...more];
    const workload = specOf(`${lines.join('\n')}\n`).workloads.get('train') ?? assert.fail('no workload');
    const { namespace } = kubectl;
    const { user } = cluster.connection;
    const facts = { namespace, user, image: { reference: PYTHON }, run: { id: `id-${name}`, name } };
    const { code, stderr } = await kubectl.apply(manifestsOf({ workload, facts }));
    assert.equal(code, 0, stderr);
    await kubectl.ok(['wait', '--for=condition=failed', `job/${name}`, '--timeout=90s']);
    return await runCalled(name);
  }

  async function runCalled(name: string): Promise<Run & InCluster> {
    const [jobs, pods] = await Promise.all([kubectl.objects('jobs'), kubectl.objects('pods')]);
    const run = kubernetesRuns(jobs, pods, { clusterId: 'kube:test' }).find((each) => each.name === name);
    assert.ok(run?.cluster, name);
    return { ...run, cluster: run.cluster };
  }

  const podsGo = () => kubectl.ok(['delete', 'pods', '--all', '--force', '--grace-period=0']);

  it('is read from its Job by everybody when no pod tells it any more', async () => {
    const { user } = cluster.connection;
    const run = await failedRun('train-sad-crane', 'import sys; sys.exit(3)');
    assert.equal(hasEndToNote(run.cluster, user), true);
    assert.equal(hasEndToNote(run.cluster, 'somebody-else'), false);
    const noted = await noteRunEnd(cluster, run.cluster, never);
    assert.ok(noted.ok, JSON.stringify(noted));
    await podsGo();
    const later = await runCalled('train-sad-crane');
    assert.deepEqual(later.cluster.pods, []);
    assert.deepEqual([later.state, later.stateText, later.exitCode], ['failed', 'exited 3', 3]);
    assert.equal(hasEndToNote(later.cluster, user), false);
  });

  it('of several pods names the one that failed first, and why', async () => {
    const source = 'import os, sys, time; x = bytearray(10**9) if os.environ["NODE_RANK"] == "1" else time.sleep(600)';
    const run = await failedRun('train-big-moth', source, ['    nodes: 2', '    resources: { memory: 64Mi }']);
    const words = run.stateText;
    assert.match(words, /^out of memory: killed at its memory limit, pod train-big-moth-1-\w+$/);
    assert.ok((await noteRunEnd(cluster, run.cluster, never)).ok);
    await podsGo();
    const later = await runCalled('train-big-moth');
    assert.deepEqual([later.stateText, later.exitCode], [words, 137]);
  });

  it('is not noted on another Job of the same name', async () => {
    const { cluster: first } = await failedRun('train-old-name', 'import sys; sys.exit(4)');
    await kubectl.ok(['delete', 'job', 'train-old-name']);
    await failedRun('train-old-name', 'import sys; sys.exit(5)');
    const noted = await noteRunEnd(cluster, first, never);
    assert.match(noted.ok ? 'ok' : noted.failure.message, /metadata\.uid/);
    assert.equal((await runCalled('train-old-name')).exitCode, 5);
  });
});

interface InCluster {
  readonly cluster: ClusterRun;
}
