// The API server by a name that only a proxy knows: whoever reaches it went through the proxy.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { helmProgram } from '../../../src/adapters/kubernetes/helmProgram.ts';
import { openCluster } from '../../../src/adapters/kubernetes/kubernetesCluster.ts';
import { proxyEnvironment, type ProxySettings } from '../../../src/domain/base/proxyEnvironment.ts';
import { helmOf } from '../../support/helmInNamespace.ts';
import { clusterKubeconfig } from '../../support/kubectlInNamespace.ts';
import { catalogOf } from '../../support/kubeUser.ts';
import { ProxyProcess } from '../../support/proxyProcess.ts';

const SERVER = /server: https:\/\/([^:\s]+):(\d+)/;
const { signal } = new AbortController();

describe('a cluster behind a proxy', () => {
  let proxy: ProxyProcess;
  let folder: string;
  let text: string;
  before(async function () {
    text = readFileSync(clusterKubeconfig(this), 'utf8');
    folder = mkdtempSync(join(tmpdir(), 'trainyard-behind-'));
    proxy = await ProxyProcess.start(SERVER.exec(text)?.[1]);
  });
  after(async () => {
    await proxy?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => proxy.targets.splice(0));

  /** The kubeconfig of the administrator, with another name of the server. */
  const fileWith = (proxyUrl?: string): string => {
    const own = proxyUrl === undefined ? '' : `\n      proxy-url: ${proxyUrl}`;
    const changed = text.replace(
      SERVER,
      (_line, _host, port) => `server: https://cluster.test:${String(port)}\n      tls-server-name: kubernetes${own}`,
    );
    assert.notEqual(changed, text);
    const path = join(folder, `config${proxyUrl === undefined ? '' : '-own'}`);
    writeFileSync(path, changed);
    return path;
  };
  const info = async (path: string, environment: () => Readonly<Record<string, string | undefined>>) => {
    const catalog = catalogOf(path);
    const [connection] = await catalog.list();
    const cluster = await openCluster(catalog, connection ?? assert.fail('no context'), { environment });
    assert.ok(cluster.ok, JSON.stringify(cluster));
    const answer = await cluster.value.reader.info(signal);
    cluster.value.dispose();
    catalog.dispose();
    return answer;
  };
  const none: ProxySettings = { proxy: '', noProxy: [], support: 'override' };

  it('is reached through the proxy of VS Code, rather than that of the environment', async () => {
    const wrong = { HTTPS_PROXY: 'http://127.0.0.1:1' };
    const answer = await info(fileWith(), () => proxyEnvironment({ ...none, proxy: proxy.url }, wrong));
    assert.ok(answer.ok, JSON.stringify(answer));
    assert.match(proxy.targets[0] ?? '', /^cluster\.test:\d+$/);
  });

  it('is reached through that of the environment when VS Code has none, or does not lend it', async () => {
    const environment = { HTTPS_PROXY: proxy.url };
    assert.ok((await info(fileWith(), () => proxyEnvironment(none, environment))).ok);
    const off = { proxy: 'http://127.0.0.1:1', noProxy: [], support: 'off' };
    assert.ok((await info(fileWith(), () => proxyEnvironment(off, environment))).ok);
    assert.equal(proxy.targets.length > 1, true);
  });

  it('is reached through its own proxy-url before any other', async () => {
    const wrong = { ...none, proxy: 'http://127.0.0.1:1' };
    const answer = await info(fileWith(proxy.url), () => proxyEnvironment(wrong, {}));
    assert.ok(answer.ok, JSON.stringify(answer));
  });

  it('is asked directly when VS Code leaves it out', async () => {
    const settings = { ...none, proxy: proxy.url, noProxy: ['.test'] };
    const answer = await info(fileWith(), () => proxyEnvironment(settings, {}));
    assert.equal(!answer.ok && answer.failure.code, 'unreachable');
    assert.deepEqual(proxy.targets, []);
  });

  it('says which proxy is not there, and the next connection takes the one that is set meanwhile', async () => {
    let settings = { ...none, proxy: 'http://127.0.0.1:1' };
    const catalog = catalogOf(fileWith());
    const [connection] = await catalog.list();
    const environment = () => proxyEnvironment(settings, {});
    const cluster = await openCluster(catalog, connection ?? assert.fail('no context'), { environment });
    assert.ok(cluster.ok);
    const refused = await cluster.value.reader.info(signal);
    assert.match(refused.ok ? '' : refused.failure.message, /^The proxy 127\.0\.0\.1:1 does not lead on/);
    assert.match(refused.ok ? '' : (refused.failure.nextStep ?? ''), /http\.proxy of VS Code/);
    settings = { ...none, proxy: proxy.url };
    assert.ok((await cluster.value.reader.info(signal)).ok);
    cluster.value.dispose();
    catalog.dispose();
  });

  it('is reached by helm in the same way', async function () {
    const helm = helmOf(this);
    const catalog = catalogOf(fileWith());
    const [connection] = await catalog.list();
    catalog.dispose();
    const path = dirname(helm);
    const environment = proxyEnvironment({ ...none, proxy: proxy.url }, { PATH: path, HOME: folder });
    const options = { timeoutMs: 30_000 };
    const listed = await helmProgram(environment).run(connection ?? assert.fail('none'), ['list'], options, signal);
    assert.ok(listed.ok, JSON.stringify(listed));
    assert.match(proxy.targets[0] ?? '', /^cluster\.test:\d+$/);
  });
});
