// F2: when a connection is cut after a change has left, it is looked what became of it; nothing is sent twice.
import assert from 'node:assert/strict';
import { KubeControl } from '../../../src/adapters/kubernetes/clusterControl.ts';
import { Discovery } from '../../../src/adapters/kubernetes/discovery.ts';
import type { KubeTransport } from '../../../src/adapters/kubernetes/kubeTransport.ts';
import { openTransport } from '../../../src/adapters/kubernetes/openTransport.ts';
import { answerJson, kubeContext, KubeServer, statusObject } from '../../support/kubeServer.ts';

const signal = new AbortController().signal;
const MAP = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', isNamespaced: true };
const REF = { resource: MAP, namespace: 'n', name: 'x' };
const MANIFEST = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { a: '1' } };
const OPTIONS = { dryRun: false, force: false, namespace: 'n' };

describe('changes whose answer is lost', () => {
  let server: KubeServer;
  let transport: KubeTransport;
  let control: KubeControl;
  /** The one object of the server. */
  let stored: object | undefined;
  /** What the server does with a change before it cuts. */
  let isDone = true;
  let isBack = true;

  beforeEach(async () => {
    stored = undefined;
    isDone = true;
    isBack = true;
    server = await KubeServer.start(({ method, url, body }, response) => {
      if (url.pathname === '/api') {
        const resource = {
          resource: 'configmaps',
          responseKind: { kind: 'ConfigMap' },
          scope: 'Namespaced',
          verbs: [],
        };
        return answerJson(response, {
          kind: 'APIGroupDiscoveryList',
          items: [{ versions: [{ version: 'v1', resources: [resource] }] }],
        });
      }
      if (url.pathname === '/apis') return answerJson(response, { kind: 'APIGroupDiscoveryList', items: [] });
      const isWrite = method !== 'GET';
      if (!isWrite) {
        if (!isBack && server.received.some((one) => one.method !== 'GET')) return response.destroy();
        return stored ? answerJson(response, stored) : answerJson(response, statusObject(404, 'NotFound', 'gone'), 404);
      }
      if (isDone && method === 'DELETE') stored = undefined;
      if (isDone && method === 'PATCH') {
        const managedFields = [{ manager: 'trainyard', operation: 'Apply', time: `t${server.received.length}` }];
        const patch: { metadata?: object } = JSON.parse(body);
        stored = { ...stored, ...patch, metadata: { ...patch.metadata, uid: 'u', managedFields } };
      }
      return response.destroy();
    });
    const opened = openTransport(kubeContext({ server: server.url('127.0.0.1') }), {});
    assert.ok(opened.ok);
    transport = opened.value;
    control = new KubeControl(transport, new Discovery(transport));
  });
  afterEach(async () => {
    transport.dispose();
    await server.stop();
  });
  const writes = (): number => server.received.filter(({ method }) => method !== 'GET').length;

  it('finds out that an apply was done', async () => {
    const applied = await control.apply(MANIFEST, OPTIONS, signal);
    assert.ok(applied.ok);
    assert.equal(applied.value.kind, 'created');
    assert.equal(writes(), 1);
    const again = await control.apply({ ...MANIFEST, data: { a: '2' } }, OPTIONS, signal);
    assert.equal(again.ok && again.value.kind, 'configured');
    assert.equal(writes(), 2);
  });

  it('finds out that it was not done', async () => {
    isDone = false;
    const applied = await control.apply(MANIFEST, OPTIONS, signal);
    assert.equal(!applied.ok && applied.failure.code, 'unreachable');
    assert.match(applied.ok ? '' : applied.failure.message, /^ConfigMap n\/x was not changed: /);
    assert.equal(writes(), 1);
  });

  it('says that it is not known when the server is gone', async () => {
    isBack = false;
    for (const work of [
      () => control.apply(MANIFEST, OPTIONS, signal),
      () => control.patch(REF, { data: { a: '1' } }, {}, signal),
      () => control.remove(REF, { propagation: 'Background' }, signal),
    ]) {
      const result = await work();
      assert.match(result.ok ? '' : result.failure.message, /^It is not known whether ConfigMap n\/x was changed: /);
    }
    assert.equal(writes(), 3);
  });

  it('does not take a dry run for done', async () => {
    const applied = await control.apply(MANIFEST, { ...OPTIONS, dryRun: true }, signal);
    assert.equal(applied.ok, false);
    assert.equal(writes(), 1);
  });

  it('patches and removes once', async () => {
    stored = { metadata: { name: 'x', uid: 'u' }, data: { a: '1' } };
    assert.ok((await control.patch(REF, { data: { a: '2' } }, {}, signal)).ok);
    isDone = false;
    const patched = await control.patch(REF, { data: { a: '3' } }, {}, signal);
    assert.match(patched.ok ? '' : patched.failure.message, /was not changed/);
    const kept = await control.remove(REF, { propagation: 'Background' }, signal);
    assert.match(kept.ok ? '' : kept.failure.message, /was not changed/);
    isDone = true;
    assert.deepEqual(await control.remove(REF, { propagation: 'Background' }, signal), { ok: true, value: undefined });
    assert.equal(writes(), 4);
  });
});
