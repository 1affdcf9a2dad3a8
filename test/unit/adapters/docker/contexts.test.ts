import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { type CatalogSources, DockerCatalog } from '../../../../src/adapters/docker/contexts.ts';
import type { EngineConnection } from '../../../../src/domain/engines/engine.ts';

describe('DockerCatalog', () => {
  let home: string;
  let catalog: DockerCatalog;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'trainyard-home-'));
    catalog = catalogOf({});
  });
  afterEach(() => {
    catalog.dispose();
    rmSync(home, { recursive: true });
  });

  function catalogOf(environment: Record<string, string>, facts: Partial<CatalogSources> = {}): DockerCatalog {
    return new DockerCatalog({
      environment,
      platform: 'linux',
      homeFolder: home,
      extraHosts: () => [],
      userId: undefined,
      ...facts,
    });
  }

  function write(path: string, content: string): string {
    const file = join(home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  const digest = (name: string): string => createHash('sha256').update(name).digest('hex');
  function addContext(name: string, docker: object): void {
    const meta = JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker } });
    write(`.docker/contexts/meta/${digest(name)}/meta.json`, meta);
  }
  const byId = async (id: string): Promise<EngineConnection | undefined> =>
    (await catalog.list()).find((connection) => connection.id === id);

  it('has the default socket as the current one when nothing else is said', async () => {
    const [only, ...others] = await catalog.list();
    assert.ok(only);
    const { isAbsent = false, ...connection } = only;
    assert.equal(isAbsent, !existsSync('/var/run/docker.sock'), 'a place without an engine is marked as such');
    assert.deepEqual(connection, {
      id: 'socket:/var/run/docker.sock',
      label: 'Docker',
      source: 'socket',
      endpoint: { kind: 'unix', path: '/var/run/docker.sock' },
      isCurrent: true,
    });
    assert.equal(others.filter(({ isCurrent }) => isCurrent).length, 0);
  });

  it('reads contexts with their certificates, and which one is chosen', async () => {
    addContext('gpu box', { Host: 'tcp://gpu:2376' });
    addContext('far', { Host: 'ssh://me@far', SkipTLSVerify: false });
    const tls = `.docker/contexts/tls/${digest('gpu box')}/docker`;
    const paths = ['ca', 'cert', 'key'].map((name) => write(`${tls}/${name}.pem`, ''));
    write('.docker/config.json', JSON.stringify({ currentContext: 'far', auths: {} }));
    const box = await byId('context:gpu box');
    const files = { caPath: paths[0], certPath: paths[1], keyPath: paths[2], skipVerify: false };
    assert.deepEqual(box?.endpoint, { kind: 'tcp', host: 'gpu', port: 2376, tls: files });
    assert.equal(box?.isCurrent, false);
    assert.equal((await byId('context:far'))?.isCurrent, true);
    assert.equal((await byId('socket:/var/run/docker.sock'))?.isCurrent, false);
  });

  it('lets DOCKER_HOST win over DOCKER_CONTEXT, and that over the chosen one', async () => {
    addContext('one', { Host: 'tcp://one:1' });
    addContext('two', { Host: 'tcp://two:2' });
    write('.docker/config.json', JSON.stringify({ currentContext: 'one' }));
    const current = async (environment: Record<string, string>): Promise<readonly string[]> =>
      (await catalogOf(environment).list()).filter(({ isCurrent }) => isCurrent).map(({ id }) => id);
    assert.deepEqual(await current({}), ['context:one']);
    assert.deepEqual(await current({ DOCKER_CONTEXT: 'two' }), ['context:two']);
    assert.deepEqual(await current({ DOCKER_CONTEXT: 'two', DOCKER_HOST: 'tcp://three:3' }), ['env:DOCKER_HOST']);
    assert.deepEqual(await current({ DOCKER_HOST: '' }), ['context:one']);
  });

  it('asks for TLS as the variables of the command line say', async () => {
    const folder = dirname(write('certs/ca.pem', ''));
    const at = async (environment: Record<string, string>) => {
      const list = await catalogOf({ DOCKER_HOST: 'tcp://box:9', ...environment }).list();
      const endpoint = list[0]?.endpoint;
      return endpoint?.kind === 'tcp' ? endpoint.tls : undefined;
    };
    assert.equal(await at({}), undefined);
    const verified = { caPath: join(folder, 'ca.pem'), skipVerify: false };
    assert.deepEqual(await at({ DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder }), verified);
    assert.deepEqual(await at({ DOCKER_TLS: '1', DOCKER_CERT_PATH: folder }), { ...verified, skipVerify: true });
    assert.deepEqual(await at({ DOCKER_TLS_VERIFY: '1' }), { skipVerify: false });
  });

  it('shows a broken context as a row with its reason, and all others', async () => {
    addContext('good', { Host: 'tcp://good:1' });
    addContext('odd', { Host: 'gopher://odd' });
    write('.docker/contexts/meta/aaaa/meta.json', '{ not json');
    write('.docker/contexts/meta/bbbb/meta.json', '{"Name":"empty","Endpoints":{}}');
    mkdirSync(join(home, '.docker/contexts/meta/cccc'));
    write('.docker/config.json', '][');
    const list = await catalog.list();
    assert.equal(list.find(({ label }) => label === 'good')?.endpoint.kind, 'tcp');
    for (const label of ['odd', 'aaaa', 'empty', 'cccc']) {
      const { endpoint } = list.find((connection) => connection.label === label) ?? {};
      assert.ok(endpoint?.kind === 'invalid' && endpoint.reason !== '', label);
    }
  });

  it('shows a chosen context that does not exist', async () => {
    const gone = (await catalogOf({ DOCKER_CONTEXT: 'gone' }).list()).find(({ isCurrent }) => isCurrent);
    assert.equal(gone?.endpoint.kind, 'invalid');
    assert.equal(gone?.label, 'gone');
  });

  it('finds the sockets of other products where they exist', async () => {
    const runtime = mkdtempSync(join(tmpdir(), 'ty-run-'));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(runtime, 'docker.sock'), resolve));
    write('.colima/default/docker.sock', '');
    write('.rd/docker.sock', '');
    const list = await catalogOf({ XDG_RUNTIME_DIR: runtime }).list();
    const labels = new Set(list.map(({ label }) => label));
    for (const label of ['Docker', 'Docker (rootless)', 'Colima', 'Rancher Desktop'])
      assert.ok(labels.has(label), label);
    const current = list.filter(({ isCurrent }) => isCurrent).map(({ label }) => label);
    assert.deepEqual(current, [existsSync('/var/run/docker.sock') ? 'Docker' : 'Docker (rootless)']);
    assert.ok(!labels.has('OrbStack'));
    server.close();
    rmSync(runtime, { recursive: true });
  });

  it('has named pipes on Windows', async () => {
    const list = await catalogOf({}, { platform: 'win32' }).list();
    assert.deepEqual(list[0]?.endpoint, { kind: 'npipe', path: '//./pipe/docker_engine' });
  });

  it('lists each engine once, and adds those of the settings', async () => {
    addContext('same', { Host: 'unix:///var/run/docker.sock' });
    const extraHosts = () => ['tcp://lab:2375', 'nonsense://x', 'unix:///var/run/docker.sock'];
    const list = await catalogOf({}, { extraHosts }).list();
    const keys = list.map(({ id }) => id).filter((id) => !id.startsWith('socket:'));
    assert.deepEqual(keys, ['context:same', 'setting:0', 'setting:1']);
    assert.equal(list.find(({ id }) => id === 'context:same')?.isCurrent, true);
    assert.equal(list.find(({ id }) => id === 'setting:1')?.endpoint.kind, 'invalid');
  });

  it('tells of changes while somebody listens, also of the first context', async () => {
    write('.docker/config.json', '{}');
    const next = (): Promise<void> =>
      new Promise((resolve) => {
        const subscription = catalog.onDidChange(() => {
          subscription.dispose();
          resolve();
        });
      });
    const first = next();
    write('.docker/config.json', JSON.stringify({ currentContext: 'x' }));
    await first;
    const second = next();
    addContext('x', { Host: 'tcp://x:1' });
    await second;
    assert.ok(await byId('context:x'));
  });
});
