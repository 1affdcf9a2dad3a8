import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  dockerEnvironment,
  dockerHost,
  makeBuildFolder,
  removeAbandonedFolders,
} from '../../../../src/adapters/docker/builderEnvironment.ts';
import { buildxArguments } from '../../../../src/adapters/docker/buildxBuilder.ts';

const plan = {
  id: '1',
  contextFolder: '-rf',
  dockerfile: '/w/$(touch x)',
  tags: ['a:1'],
  args: new Map([['A', '--push']]),
  labels: new Map([['l', 'm']]),
  secrets: [{ id: 'a,b', kind: 'file', path: '/x "y"' }],
  target: '--target',
  platform: 'linux/arm64',
  network: 'host',
  useCache: false,
  pullBase: true,
} as const;

describe('buildxBuilder', () => {
  it('writes the command as data: names from outside are values or stand after --', () => {
    assert.deepEqual(buildxArguments(plan, '/t/m.json'), [
      'buildx',
      'build',
      '--builder=default',
      '--progress=rawjson',
      '--metadata-file=/t/m.json',
      '--file=/w/$(touch x)',
      '--build-arg=A=--push',
      '--label=l=m',
      '--secret=type=file,"id=a,b","src=/x ""y"""',
      '--target=--target',
      '--platform=linux/arm64',
      '--network=host',
      '--no-cache',
      '--pull',
      '--',
      '-rf',
    ]);
  });

  it('talks to the chosen engine whatever the user has set', async () => {
    const users = {
      PATH: '/bin',
      DOCKER_CONTEXT: 'other',
      DOCKER_HOST: 'tcp://elsewhere',
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: '/c',
      BUILDX_BUILDER: 'b',
    };
    const env = await dockerEnvironment({ kind: 'unix', path: '/s' }, '/t', users);
    assert.deepEqual(
      [
        env['PATH'],
        env['DOCKER_HOST'],
        env['DOCKER_CONTEXT'],
        env['DOCKER_TLS_VERIFY'],
        env['DOCKER_CERT_PATH'],
        env['BUILDX_BUILDER'],
      ],
      ['/bin', 'unix:///s', undefined, undefined, undefined, undefined],
    );
  });

  it('names the folder of certificates, or makes one', async () => {
    const tcp = { kind: 'tcp', host: 'h', port: 2376 } as const;
    const usual = { caPath: '/c/ca.pem', certPath: '/c/cert.pem', keyPath: '/c/key.pem', skipVerify: false };
    const env = await dockerEnvironment({ ...tcp, tls: usual }, '/t', {});
    assert.deepEqual([env['DOCKER_TLS_VERIFY'], env['DOCKER_CERT_PATH']], ['1', '/c']);
    const folder = await mkdtemp(join(tmpdir(), 'trainyard-tls-'));
    const own = await dockerEnvironment(
      { ...tcp, tls: { ...usual, keyPath: '/d/k.pem', skipVerify: true } },
      folder,
      {},
    );
    assert.deepEqual([own['DOCKER_TLS'], own['DOCKER_TLS_VERIFY'], own['DOCKER_CERT_PATH']], ['1', undefined, folder]);
    assert.equal(await readlink(join(folder, 'key.pem')), '/d/k.pem');
    await rm(folder, { recursive: true });
  });

  it('writes every kind of address', () => {
    assert.equal(dockerHost({ kind: 'ssh', destination: 'me@h', port: 22 }), 'ssh://me@h:22');
    assert.equal(dockerHost({ kind: 'ssh', destination: 'h', socketPath: '/run/d.sock' }), 'ssh://h/run/d.sock');
    assert.equal(dockerHost({ kind: 'npipe', path: '\\\\.\\pipe\\docker_engine' }), 'npipe:////./pipe/docker_engine');
    assert.equal(dockerHost({ kind: 'tcp', host: '::1', port: 2375 }), 'tcp://[::1]:2375');
  });

  it('removes what builds of ended processes left, and nothing else', async () => {
    const own = await makeBuildFolder();
    const left = join(tmpdir(), 'trainyard-build-999999999-abc');
    await mkdir(left, { recursive: true });
    assert.ok((await removeAbandonedFolders()) >= 1);
    await assert.rejects(readlink(left), { code: 'ENOENT' });
    await assert.rejects(readlink(own), { code: 'EINVAL' });
    await rm(own, { recursive: true });
  });
});
