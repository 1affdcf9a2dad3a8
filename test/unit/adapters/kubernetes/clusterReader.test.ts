import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { KubeClusterReader } from '../../../../src/adapters/kubernetes/clusterReader.ts';
import { Discovery } from '../../../../src/adapters/kubernetes/discovery.ts';
import type { KubeTransport } from '../../../../src/adapters/kubernetes/kubeTransport.ts';
import { CANCELLED, fail, ok } from '../../../../src/domain/base/failure.ts';
import { settled } from '../../../support/engines.ts';
import { kubeContext } from '../../../support/kubeServer.ts';

/** A server that serves devices in these versions, the preferred one first; it is asked and never answers. */
function setUp(versions: readonly string[]) {
  const asked: string[] = [];
  const resource = {
    resource: 'resourceslices',
    responseKind: { kind: 'ResourceSlice' },
    scope: 'Cluster',
    verbs: ['list'],
  };
  const item = {
    metadata: { name: 'resource.k8s.io' },
    versions: versions.map((version) => ({ version, resources: [resource] })),
  };
  const transport: KubeTransport = {
    connection: kubeContext({ server: 'http://fake' }).connection,
    request: async ({ path }) => {
      asked.push(path);
      return fail(CANCELLED);
    },
    json: async ({ path }) => {
      if (!/^\/apis?$/.test(path)) asked.push(path);
      return ok({ kind: 'APIGroupDiscoveryList', items: path === '/apis' ? [item] : [] });
    },
    socket: async () => fail(CANCELLED),
    dispose: () => undefined,
  };
  return { asked, reader: new KubeClusterReader(transport, new Discovery(transport)) };
}

describe('devices', () => {
  it('are read in the version that the server prefers', async () => {
    const { asked, reader } = setUp(['v1beta2', 'v1beta1']);
    const watch = reader.watch('deviceSlices', undefined);
    await settled();
    assert.deepEqual([...new Set(asked)], ['/apis/resource.k8s.io/v1beta2/resourceslices']);
    watch.dispose();
    reader.dispose();
  });

  it('are a failure where the server does not know of them', async () => {
    const { asked, reader } = setUp([]);
    const watch = reader.watch('deviceSlices', undefined);
    await settled();
    assert.equal(watch.current.state === 'failed' && watch.current.failure.code, 'unsupported');
    assert.deepEqual(asked, []);
    watch.dispose();
    reader.dispose();
  });
});
