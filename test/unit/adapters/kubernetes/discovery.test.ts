import assert from 'node:assert/strict';
import { Discovery } from '../../../../src/adapters/kubernetes/discovery.ts';
import type { KubeTransport } from '../../../../src/adapters/kubernetes/kubeTransport.ts';
import { openTransport } from '../../../../src/adapters/kubernetes/openTransport.ts';
import { answerJson, kubeContext, KubeServer } from '../../../support/kubeServer.ts';

const signal = new AbortController().signal;
const aggregated = (group: string, versions: Record<string, string[]>) => ({
  metadata: group === '' ? {} : { name: group },
  versions: Object.entries(versions).map(([version, kinds]) => ({
    version,
    resources: kinds.map((kind) => ({
      resource: `${kind.toLowerCase()}s`,
      responseKind: { group, version, kind },
      scope: 'Namespaced',
      verbs: ['get', 'list'],
      shortNames: ['x'],
      subresources: [{ subresource: 'status' }],
    })),
  })),
});

describe('Discovery', () => {
  let server: KubeServer;
  let transport: KubeTransport;
  let now = 0;
  let isOld = false;
  let apps: Record<string, string[]> = {};
  const clock = { now: () => now, sleep: () => Promise.resolve() };
  beforeEach(async () => {
    isOld = false;
    apps = { v2: ['Deployment'], v1: ['Deployment', 'DaemonSet'] };
    server = await KubeServer.start(({ url }, response) => {
      const list = (items: unknown[]) => answerJson(response, { kind: 'APIGroupDiscoveryList', items });
      const old = (resources: unknown[]) => answerJson(response, { kind: 'APIResourceList', resources });
      if (!isOld && url.pathname === '/api') return list([aggregated('', { v1: ['Pod'] })]);
      if (!isOld && url.pathname === '/apis') return list([aggregated('apps', apps)]);
      if (url.pathname === '/api') return answerJson(response, { kind: 'APIVersions', versions: ['v1'] });
      if (url.pathname === '/apis') {
        const versions = [{ version: 'v1' }, { version: 'v2' }];
        const broken = { name: 'metrics.k8s.io', versions: [{ version: 'v1' }], preferredVersion: { version: 'v1' } };
        return answerJson(response, {
          groups: [{ name: 'apps', versions, preferredVersion: { version: 'v2' } }, broken],
        });
      }
      if (url.pathname === '/api/v1')
        return old([
          { name: 'pods', kind: 'Pod', namespaced: true, verbs: ['get'] },
          { name: 'pods/log', kind: 'Pod' },
        ]);
      if (url.pathname.startsWith('/apis/apps/'))
        return old([{ name: 'deployments', kind: 'Deployment', namespaced: true }]);
      return response.writeHead(503).end();
    });
    const opened = openTransport(kubeContext({ server: server.url('127.0.0.1') }), {});
    assert.ok(opened.ok);
    transport = opened.value;
  });
  afterEach(async () => {
    transport.dispose();
    await server.stop();
  });
  const names = async (discovery: Discovery) => {
    const kinds = await discovery.kinds(signal);
    assert.ok(kinds.ok);
    return kinds.value.map(({ group, version, kind }) => `${group}/${version}/${kind}`);
  };

  it('lists each kind in its preferred version, with two requests for all who ask at once', async () => {
    const discovery = new Discovery(transport, clock);
    const wanted = ['/v1/Pod', 'apps/v2/Deployment', 'apps/v1/DaemonSet'];
    assert.deepEqual(await Promise.all([names(discovery), names(discovery)]), [wanted, wanted]);
    assert.deepEqual(await names(discovery), wanted);
    assert.equal(server.received.length, 2);
    now += 11 * 60_000;
    await names(discovery);
    assert.equal(server.received.length, 4);
  });

  it('finds every version, looks again for a kind that was installed meanwhile, and says what is there instead', async () => {
    const discovery = new Discovery(transport, clock);
    const old = await discovery.find('apps/v1', 'Deployment', signal);
    assert.ok(old.ok);
    assert.equal(old.value.version, 'v1');
    const none = await discovery.find('apps/v1', 'Job', signal);
    assert.equal(!none.ok && none.failure.code, 'unsupported');
    apps = { ...apps, v1: ['Job'] };
    now += 6_000;
    assert.ok((await discovery.find('apps/v1', 'Job', signal)).ok);
    const wrong = await discovery.find('extensions/v1', 'Job', signal);
    assert.match(wrong.ok ? '' : (wrong.failure.nextStep ?? ''), /It knows Job of apps\/v1/);
  });

  it('asks older servers group by group, and leaves out a group whose server is down', async () => {
    isOld = true;
    assert.deepEqual(await names(new Discovery(transport, clock)), ['/v1/Pod', 'apps/v2/Deployment']);
  });
});
