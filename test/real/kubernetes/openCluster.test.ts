import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { openCluster } from '../../../src/adapters/kubernetes/kubernetesCluster.ts';
import type { Cluster } from '../../../src/domain/cluster/ports.ts';
import { watchedUntil } from '../../support/watchedUntil.ts';
import { contextOf, openedCluster } from '../../support/kubeUser.ts';
import { clusterKubeconfig } from '../../support/kubectlInNamespace.ts';

const never = new AbortController().signal;

describe('the cluster of a context', function () {
  this.timeout(30_000);
  let cluster: Cluster;

  before(async function () {
    cluster = await openedCluster(await contextOf(clusterKubeconfig(this)));
  });
  after(() => cluster?.dispose());

  it('answers questions and watches over the same connections', async () => {
    const info = await cluster.reader.info(never);
    assert.match(info.ok ? info.value.version : '', /^v1\./);
    const nodes = cluster.reader.watch('nodes', undefined);
    await watchedUntil(nodes, () => nodes.current.state === 'ready' && nodes.current.value.size > 0, 5_000);
    const { current } = nodes;
    const [node] = current.state === 'ready' ? [...current.value.values()] : [];
    assert.ok((node?.capacity.get('memory') ?? 0) > 0);
    nodes.dispose();
  });

  it('knows by which name the server knows the user', async () => {
    const who = await cluster.reader.whoAmI(never);
    assert.match(who.ok ? who.value : '', /./);
  });

  it('is the failure of its context when that is gone', async () => {
    const failure = { code: 'not-found', message: 'gone' } as const;
    const opened = await openCluster({ contextOf: async () => ({ ok: false, failure }) }, cluster.connection);
    assert.equal(!opened.ok && opened.failure, failure);
  });
});
