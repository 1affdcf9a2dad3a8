import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  credentialsFor,
  registryAuthHeader,
  registryConfigHeader,
} from '../../../../src/adapters/docker/credentials.ts';

const signal = new AbortController().signal;
const basic = (text: string) => ({ auth: Buffer.from(text).toString('base64') });

describe('credentials', () => {
  let folder = '';
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'trainyard-credentials-'))));
  afterEach(async () => await rm(folder, { recursive: true, force: true }));

  const found = async (registry: string, config: unknown) => {
    await writeFile(join(folder, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config));
    return await credentialsFor(registry, { configFolder: folder, env: { PATH: `${folder}:/usr/bin:/bin` } }, signal);
  };
  const helper = async (name: string, script: string) => {
    await writeFile(join(folder, `docker-credential-${name}`), `#!/bin/sh\nread server\n${script}\n`);
    await chmod(join(folder, `docker-credential-${name}`), 0o755);
  };
  const password = (username: string, secret: string) => ({
    ok: true,
    value: { kind: 'password', username, password: secret },
  });

  it('knows none without a file', async () => {
    assert.deepEqual(await credentialsFor('x', { configFolder: join(folder, 'nowhere') }, signal), {
      ok: true,
      value: undefined,
    });
  });

  it('reads passwords with colons, tokens, and registries written as addresses', async () => {
    assert.deepEqual(await found('r:5000', { auths: { 'r:5000': basic('me:a:b') } }), password('me', 'a:b'));
    assert.deepEqual(await found('r', { auths: { 'https://r/v2/': basic('me:x') } }), password('me', 'x'));
    assert.deepEqual(
      await found('docker.io', { auths: { 'https://index.docker.io/v1/': basic('me:x') } }),
      password('me', 'x'),
    );
    assert.deepEqual(await found('r', { auths: { r: { identitytoken: 't' } } }), {
      ok: true,
      value: { kind: 'identityToken', token: 't' },
    });
    assert.deepEqual(await found('r', { auths: { r2: basic('me:x') } }), { ok: true, value: undefined });
    assert.deepEqual(await found('r', { auths: { r: {} } }), { ok: true, value: undefined });
  });

  it('asks the helper of the registry before the store, and the store before the file', async function () {
    if (process.platform === 'win32') this.skip();
    await helper('own', `echo '{"Username":"own","Secret":"1"}'`);
    await helper(
      'store',
      `[ "$server" = kept ] && echo '{"Username":"<token>","Secret":"2"}' || { echo credentials not found in native keychain; exit 1; }`,
    );
    const config = {
      credHelpers: { r: 'own' },
      credsStore: 'store',
      auths: { r: basic('file:3'), other: basic('file:3') },
    };
    assert.deepEqual(await found('r', config), password('own', '1'));
    assert.deepEqual(await found('kept', config), { ok: true, value: { kind: 'identityToken', token: '2' } });
    assert.deepEqual(await found('other', config), password('file', '3'));
  });

  it('says what is wrong without the words of the file or of the helper', async function () {
    if (process.platform === 'win32') this.skip();
    const broken = await found('r', '{"auths": {"r": {"auth": "Y2FuYXJ5"');
    assert.ok(!broken.ok);
    assert.doesNotMatch(JSON.stringify(broken), /Y2FuYXJ5/);
    await helper('bad', 'echo canary; exit 1');
    const failed = await found('r', { credsStore: 'bad' });
    assert.ok(!failed.ok);
    assert.doesNotMatch(JSON.stringify(failed), /canary/);
    for (const name of ['../x', 'a b', 'a;b']) assert.ok(!(await found('r', { credsStore: name })).ok);
  });

  it('encodes headers as engines decode them: URL alphabet, with padding', () => {
    const header = registryAuthHeader('r', { kind: 'password', username: 'ü??', password: '>>>' });
    assert.match(header, /^[\w-]+=*$/);
    assert.equal(header.length % 4, 0);
    assert.deepEqual(JSON.parse(Buffer.from(header, 'base64url').toString()), {
      username: 'ü??',
      password: '>>>',
      serveraddress: 'r',
    });
    const config = registryConfigHeader(new Map([['docker.io', { kind: 'identityToken', token: 't' }]]));
    assert.deepEqual(JSON.parse(Buffer.from(config, 'base64url').toString()), {
      'https://index.docker.io/v1/': { identitytoken: 't', serveraddress: 'https://index.docker.io/v1/' },
    });
  });
});
