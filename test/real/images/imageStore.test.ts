import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBuilder } from '../../../src/adapters/docker/builder.ts';
import { createImageStore } from '../../../src/adapters/docker/imageStore.ts';
import { createRegistryReader } from '../../../src/adapters/docker/registryReader.ts';
import { layerDocument, layerReport } from '../../../src/domain/images/layers.ts';
import type { TransferProgress } from '../../../src/domain/images/ports.ts';
import type { RegistryLogin } from '../../../src/domain/images/registryImage.ts';
import { ImageBench, WAYS } from '../../support/realImages.ts';
import { startRegistry } from '../../testbed/startRegistry.mjs';
import { BUSYBOX } from '../../support/testImages.ts';

const signal = new AbortController().signal;
const nothing = (): void => undefined;

describe('image store', function () {
  this.timeout(120_000);
  const bench = new ImageBench();
  let registry: Awaited<ReturnType<typeof startRegistry>>;
  let reference = '';

  before(async () => {
    await bench.open();
    registry = await startRegistry();
    reference = `${registry.host}/team/busybox:${Date.now()}`;
    const tagged = await bench.images.tag(BUSYBOX, reference, signal);
    assert.ok(tagged.ok);
  });
  after(async () => {
    await bench.images.remove(reference, true, signal);
    if (registry.startedHere) await registry.stop({ wipe: true });
    await bench.dispose();
  });

  const storeWith = async (config: object, path = process.env['PATH']) => {
    const configFolder = join(bench.folder, `config-${crypto.randomUUID()}`);
    await mkdir(configFolder);
    await writeFile(join(configFolder, 'config.json'), JSON.stringify(config));
    const sources = { configFolder, env: { ...process.env, PATH: path } };
    return { store: createImageStore(bench.transport, sources), sources };
  };
  const auths = () => ({
    auths: { [registry.host]: { auth: Buffer.from(`${registry.user}:${registry.password}`).toString('base64') } },
  });

  it('says who is asked when a registry wants a password', async () => {
    const { store } = await storeWith({});
    const pushed = await store.push(reference, nothing, signal);
    assert.ok(!pushed.ok);
    assert.ok(['unauthorized', 'forbidden'].includes(pushed.failure.code), JSON.stringify(pushed.failure));
    const wrong = await storeWith({
      auths: { [registry.host]: { auth: Buffer.from('trainyard:wrong-canary').toString('base64') } },
    });
    const refused = await wrong.store.push(reference, nothing, signal);
    assert.ok(!refused.ok);
    assert.equal(refused.failure.code, 'unauthorized');
    assert.doesNotMatch(JSON.stringify(refused), /wrong-canary/);
  });

  it('pushes and pulls with the credentials of config.json, with progress and digest', async () => {
    const { store } = await storeWith(auths());
    const seen: TransferProgress[] = [];
    const pushed = await store.push(reference, (progress) => seen.push(progress), signal);
    assert.ok(pushed.ok, JSON.stringify(pushed));
    assert.match(pushed.value.digest ?? '', /^sha256:[0-9a-f]{64}$/);
    assert.ok(seen.length > 0);
    assert.ok((await store.remove(reference, false, signal)).ok);
    const gone = await store.find(reference, signal);
    assert.ok(!gone.ok);
    assert.equal(gone.failure.code, 'not-found');
    const pulled = await store.pull(reference, nothing, signal);
    assert.ok(pulled.ok, JSON.stringify(pulled));
    assert.equal(pulled.value.digest, pushed.value.digest);
    assert.ok((await store.find(reference, signal)).ok);
  });

  it('is described by its registry without being pulled, to who has a login', async () => {
    const { store, sources } = await storeWith(auths());
    const pushed = await store.push(reference, nothing, signal);
    assert.ok(pushed.ok);
    const reader = createRegistryReader(sources);
    const describe = (name: string, login: RegistryLogin) => reader.describe(name, login, signal);
    const found = await describe(reference, { kind: 'user' });
    assert.ok(found.ok, JSON.stringify(found));
    assert.equal(found.value.digest, pushed.value.digest);
    const local = await store.find(reference, signal);
    assert.deepEqual(found.value.architectures, [local.ok ? local.value.architecture : '']);
    const base64 = Buffer.from(JSON.stringify(auths())).toString('base64');
    assert.deepEqual(await describe(reference, { kind: 'config', base64 }), found);
    const codeOf = async (name: string, login: RegistryLogin) => {
      const answer = await describe(name, login);
      assert.doesNotMatch(JSON.stringify(answer), new RegExp(registry.password));
      return answer.ok ? 'ok' : answer.failure.code;
    };
    assert.equal(await codeOf(reference, { kind: 'nobody' }), 'unauthorized');
    assert.equal(await codeOf(`${registry.host}/team/busybox:none`, { kind: 'user' }), 'not-found');
    const wrong = Buffer.from(JSON.stringify({ auths: { [registry.host]: { auth: btoa('trainyard:no') } } }));
    assert.equal(await codeOf(reference, { kind: 'config', base64: wrong.toString('base64') }), 'unauthorized');
    assert.equal(await codeOf('127.0.0.1:1/x:1', { kind: 'nobody' }), 'unreachable');
  });

  it('asks the credential helper of the registry, on its standard input', async () => {
    const bin = join(bench.folder, 'bin');
    await mkdir(bin);
    const helper = join(bin, 'docker-credential-trainyardtest');
    const answer = JSON.stringify({ Username: registry.user, Secret: registry.password });
    await writeFile(helper, `#!/bin/sh\nread server\necho "$@ $server" >> ${bin}/asked\necho '${answer}'\n`);
    await chmod(helper, 0o755);
    const { store } = await storeWith(
      { credHelpers: { [registry.host]: 'trainyardtest' } },
      `${bin}:${process.env['PATH'] ?? ''}`,
    );
    const pushed = await store.push(reference, nothing, signal);
    assert.ok(pushed.ok, JSON.stringify(pushed));
    assert.equal(await readFile(join(bin, 'asked'), 'utf8'), `get ${registry.host}\n`);
    const missing = await storeWith({ credsStore: 'not-there' });
    const refused = await missing.store.push(reference, nothing, signal);
    assert.ok(!refused.ok);
    assert.equal(refused.failure.code, 'tool-missing');
  });

  it('says that a tag is not in the registry', async () => {
    const { store } = await storeWith(auths());
    const pulled = await store.pull(`${registry.host}/team/nothing:9`, nothing, signal);
    assert.ok(!pulled.ok);
    assert.equal(pulled.failure.code, 'not-found');
  });

  for (const way of WAYS) {
    it(`builds on a base image behind a password: ${way}`, async () => {
      const { store, sources } = await storeWith(auths());
      assert.ok((await store.push(reference, nothing, signal)).ok);
      assert.ok((await store.remove(reference, true, signal)).ok);
      await bench.write({ Dockerfile: `FROM ${reference}\nRUN true\n` });
      // The docker command line has its plugins in the folder of its settings.
      const config = JSON.parse(await readFile(join(sources.configFolder, 'config.json'), 'utf8')) as object;
      const plugins = join(process.env['DOCKER_CONFIG'] ?? '', 'cli-plugins');
      await writeFile(
        join(sources.configFolder, 'config.json'),
        JSON.stringify({ ...config, cliPluginsExtraDirs: [plugins] }),
      );
      const env = { ...process.env, DOCKER_CONFIG: sources.configFolder };
      const builder = createBuilder({ transport: bench.transport, images: store, credentials: sources, env, way });
      const built = await builder.build(bench.plan({ useCache: false }), nothing, signal);
      assert.ok(built.ok, JSON.stringify(built));
      assert.ok((await store.pull(reference, nothing, signal)).ok);
    });
  }

  it('names the files that made a layer big', async () => {
    await bench.write({
      Dockerfile: `FROM ${BUSYBOX}\nRUN mkdir /models && dd if=/dev/urandom of=/models/big.pt bs=1M count=20 && echo x > /models/small\nWORKDIR /models\nCOPY a.csv /data/a.csv\n`,
      'a.csv': 'x'.repeat(3_000_000),
    });
    const built = await bench.build(undefined, bench.plan());
    assert.ok(built.ok, JSON.stringify(built));
    const [history, files] = await Promise.all([
      bench.images.history(built.value.imageId, signal),
      bench.images.layerFiles(built.value.imageId, nothing, signal),
    ]);
    assert.ok(history.ok && files.ok, JSON.stringify(files));
    const rows = layerReport(history.value, files.value);
    const run = rows.find(({ instruction }) => instruction.startsWith('RUN mkdir /models'));
    assert.ok((run?.sizeBytes ?? 0) > 20_000_000);
    assert.match(run?.reason ?? '', /2 files, the biggest:\n20 MiB {2}\/models\/big\.pt/);
    assert.match(rows.find(({ instruction }) => instruction.startsWith('COPY'))?.reason ?? '', /\/data\/a\.csv/);
    assert.match(layerDocument('x:1', rows, true), /RUN mkdir \/models/);
  });

  it('says why an image that is in use is not removed', async () => {
    const container = await bench.transport.json({
      method: 'POST',
      path: '/containers/create',
      body: { Image: BUSYBOX, Cmd: ['true'], HostConfig: { NetworkMode: 'none' } },
      signal,
    });
    assert.ok(container.ok);
    const id = (container.value as { readonly Id: string }).Id;
    const found = await bench.images.find(BUSYBOX, signal);
    assert.ok(found.ok);
    const removed = await bench.images.remove(found.value.id, false, signal);
    await bench.transport.json({ method: 'DELETE', path: `/containers/${id}`, query: { force: true }, signal });
    assert.ok(!removed.ok);
    assert.equal(removed.failure.code, 'conflict');
    assert.match(removed.failure.nextStep ?? '', /containers that use it/);
  });
});
