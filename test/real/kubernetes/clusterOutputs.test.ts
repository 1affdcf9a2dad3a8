// Outputs of runs in a real cluster come back: out of a pod that runs, and from the claim when it has ended.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Cluster } from '../../../src/domain/cluster/ports.ts';
import { bringFromCluster } from '../../../src/domain/runs/clusterOutputs.ts';
import { kubernetesRuns } from '../../../src/domain/runs/kubernetesRuns.ts';
import type { Run } from '../../../src/domain/runs/run.ts';
import { claimOnDisk } from '../../support/kubeClaims.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { valueOf } from '../../support/kubeStreams.ts';
import { clusterContext, openedCluster } from '../../support/kubeUser.ts';
import { BUSYBOX } from '../../support/testImages.ts';

const never = new AbortController().signal;
/** Writes, waits until it is told to end, and has an output on a claim and one that goes with it. */
const SCRIPT =
  'mkdir -p /results/run /scratch/deep; echo on-claim > /results/run/model.pt; echo in-pod > /scratch/deep/log; touch /scratch/ready; while ! [ -e /scratch/end ]; do sleep 0.1; done';

describe('outputs of a run in a cluster', function () {
  this.timeout(120_000);
  let kubectl: KubectlInNamespace;
  let cluster: Cluster;
  let folder: string;
  const runNow = async (): Promise<Run> => {
    const [jobs, pods] = await Promise.all([kubectl.objects('jobs'), kubectl.objects('pods')]);
    const [run] = kubernetesRuns(jobs, pods, { clusterId: cluster.connection.id });
    return run ?? assert.fail('no run');
  };
  const bring = async (path: string, to: string) => {
    const target = { folder: join(folder, to), overwrite: false };
    const request = { run: await runNow(), output: { path }, target, image: BUSYBOX, report: () => undefined };
    return await bringFromCluster(cluster, request, never);
  };

  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'outputs');
    folder = mkdtempSync(join(tmpdir(), 'trainyard-outputs-'));
    cluster = await openedCluster(await clusterContext());
    const labels = { 'trainyard.dev/run-id': 'one', 'app.kubernetes.io/instance': 'train' };
    const template = {
      metadata: { labels },
      spec: {
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 0,
        containers: [
          {
            name: 'train',
            image: BUSYBOX,
            command: ['sh', '-c', SCRIPT],
            volumeMounts: [{ name: 'd', mountPath: '/results', subPath: 'team' }],
          },
        ],
        volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }],
      },
    };
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'train', labels }, spec: { template } };
    const items = [...claimOnDisk(kubectl.namespace, 'data', 'ReadWriteOnce'), job];
    await kubectl.ok(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    await kubectl.ok(['wait', '--for=jsonpath={.status.ready}=1', 'job/train', '--timeout=90s']);
    await kubectl.ok(['exec', 'job/train', '--', 'sh', '-c', 'while ! [ -e /scratch/ready ]; do sleep 0.1; done']);
  });
  after(async () => {
    cluster?.dispose();
    if (!kubectl) return;
    rmSync(folder, { recursive: true, force: true });
    await kubectl.close();
    await kubectl.ok(['delete', 'pv', `${kubectl.namespace}-data`, '--wait=false', '--ignore-not-found']);
  });

  it('are taken out of the pod while it runs', async () => {
    assert.deepEqual([...valueOf(await bring('/scratch/deep', 'log'))], ['log']);
    assert.equal(readFileSync(join(folder, 'log/log'), 'utf8'), 'in-pod\n');
    valueOf(await bring('/results/run/model.pt', 'one'));
    assert.equal(readFileSync(join(folder, 'one/model.pt'), 'utf8'), 'on-claim\n');
    assert.equal((await kubectl.ok(['get', 'pods', '-o', 'name'])).trim().split('\n').length, 1);
  });

  it('are on the claim afterwards, and what was in the pod is gone', async () => {
    await kubectl.ok(['exec', 'job/train', '--', 'touch', '/scratch/end']);
    await kubectl.ok(['wait', '--for=condition=complete', 'job/train', '--timeout=60s']);
    assert.deepEqual([...valueOf(await bring('/results', 'all'))], ['run/model.pt']);
    assert.equal(readFileSync(join(folder, 'all/run/model.pt'), 'utf8'), 'on-claim\n');
    const gone = await bring('/scratch/deep', 'log');
    assert.match(gone.ok ? '' : gone.failure.message, /was in the pod of .* alone, and is gone with it/);
    assert.match(await kubectl.ok(['get', 'pods', '-o', 'name']), /^pod\/train-\w+\n$/);
  });
});
