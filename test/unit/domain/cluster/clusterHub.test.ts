import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { aContext, clusterStage } from '../../../support/clusters.ts';
import { settled } from '../../../support/engines.ts';

describe('the hub of clusters', () => {
  it('reads no kubeconfig in Restricted Mode', async () => {
    const { hub } = clusterStage([aContext()], { mayConnect: () => false });
    assert.deepEqual(await hub.list(), []);
    const cluster = await hub.cluster('kube:lab');
    assert.ok(!cluster.ok && cluster.failure.code === 'not-found');
  });

  it('lists the current context first', async () => {
    const { hub } = clusterStage([aContext({ label: 'a', isCurrent: false }), aContext({ label: 'b' })]);
    assert.deepEqual(
      (await hub.list()).map(({ label }) => label),
      ['b', 'a'],
    );
  });

  it('opens a context once, whoever asks', async () => {
    const { hub } = clusterStage();
    const [first, second] = await Promise.all([hub.cluster('kube:lab'), hub.cluster('kube:lab')]);
    assert.ok(first.ok && second.ok && first.value === second.value);
  });

  it('lets a context go that was changed in its file, and keeps the others', async () => {
    const connections = [aContext(), aContext({ label: 'other', isCurrent: false })];
    const { hub, disposed } = clusterStage(connections);
    await hub.cluster('kube:lab');
    await hub.cluster('kube:other');
    connections[0] = aContext({ server: 'https://elsewhere.example:6443' });
    hub.forget();
    await hub.list();
    await settled();
    assert.deepEqual(disposed, ['lab']);
  });

  it('keeps a context that has only become the current one', async () => {
    const connections = [aContext({ isCurrent: false })];
    const { hub, disposed } = clusterStage(connections);
    await hub.cluster('kube:lab');
    connections[0] = aContext({ isCurrent: true });
    hub.forget();
    await hub.list();
    await settled();
    assert.deepEqual(disposed, []);
  });
});
