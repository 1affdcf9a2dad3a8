// The logs of several pods as one, on a real cluster: by an expression on labels, with all their containers, and with pods that come later.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { systemClock } from '../../../src/domain/base/clock.ts';
import { ClusterLogs } from '../../../src/domain/cluster/clusterLogs.ts';
import { podSelectionId } from '../../../src/domain/cluster/logResource.ts';
import type { Cluster } from '../../../src/domain/cluster/ports.ts';
import { FollowedLog, makePod } from '../../support/kubeStreams.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { clusterContext, openedCluster } from '../../support/kubeUser.ts';
import { BUSYBOX } from '../../support/testImages.ts';

describe('the logs of pods with some labels', function () {
  this.timeout(90_000);
  let kubectl: KubectlInNamespace;
  let cluster: Cluster;

  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'merged');
    cluster = await openedCluster(await clusterContext());
  });
  after(async () => {
    cluster?.dispose();
    await kubectl?.close();
  });

  it('are those of all their containers, of no other pods, and of pods that come later', async () => {
    const container = (name: string, script: string) => ({ name, image: BUSYBOX, command: ['sh', '-c', script] });
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'first', labels: { tier: 'web' } },
      spec: {
        terminationGracePeriodSeconds: 0,
        initContainers: [container('fetch', 'echo fetched')],
        containers: [container('main', 'echo serving; sleep 600'), container('proxy', 'echo proxying; sleep 600')],
      },
    };
    const log = new FollowedLog(new ClusterLogs(cluster, systemClock), {
      resource: podSelectionId({
        namespace: kubectl.namespace,
        labels: new Map(),
        expression: 'tier in (web,api),!hidden',
      }),
    });
    await log.until(() => log.markers.some((each) => each.startsWith('There is no pod now')));
    await makePod(kubectl, { name: 'hidden', labels: { tier: 'web', hidden: '' }, script: 'echo wrong; sleep 600' });
    await makePod(kubectl, { name: 'other', labels: { tier: 'cache' }, script: 'echo wrong; sleep 600' });
    await kubectl.ok(['create', '-f', '-'], JSON.stringify(pod));
    await log.until(() => ['fetched', 'serving', 'proxying'].every((text) => log.lines.includes(text)));
    await makePod(kubectl, { name: 'second', labels: { tier: 'api' }, script: 'echo later; sleep 600' });
    await log.until(() => log.lines.includes('later'));
    await kubectl.ok(['wait', '--for=condition=Ready', 'pod/hidden', 'pod/other', '--timeout=60s']);
    await log.stop();
    assert.deepEqual(log.lines.toSorted(), ['fetched', 'later', 'proxying', 'serving']);
  });

  it('name the pod that is silent while others go on', async () => {
    const labels = { set: 'silent' };
    await makePod(kubectl, { name: 'busy', labels, script: 'while true; do echo step; sleep 0.2; done' });
    await makePod(kubectl, { name: 'hung', labels, script: 'echo once; sleep 600' });
    const source = new ClusterLogs(cluster, systemClock, { merge: { silentMs: 2_000 } });
    const log = new FollowedLog(source, {
      resource: podSelectionId({ namespace: kubectl.namespace, labels: new Map(Object.entries(labels)) }),
    });
    await log.until(() => log.lines.includes('once') && log.lines.includes('step'));
    await log.until(() => log.markers.some((each) => each.startsWith('hung has written nothing')));
    await log.stop();
  });

  it('say why there are none when the pods cannot be read', async () => {
    const end = await new FollowedLog(
      new ClusterLogs(
        {
          logs: cluster.logs,
          reader: { ...cluster.reader, watch: (kind, _namespace) => cluster.reader.watch(kind, 'no/namespace') },
        },
        systemClock,
      ),
      { resource: podSelectionId({ namespace: 'x', labels: new Map(), expression: '' }) },
    ).ended;
    assert.equal(end?.kind, 'failed');
  });
});
