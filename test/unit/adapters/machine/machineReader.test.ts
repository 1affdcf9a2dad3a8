import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machineReader } from '../../../../src/adapters/machine/machineReader.ts';
import type { RunSpec } from '../../../../src/domain/deploy/spec.ts';

const workload: RunSpec = {
  kind: 'run',
  name: 'train',
  image: { kind: 'image', reference: 'app:1', pull: 'missing' },
  args: [],
  parameters: [],
  environment: new Map(),
  environmentFiles: ['.env', 'missing.env'],
  secrets: [
    { variable: 'TOKEN', from: { kind: 'environment', variable: 'TRAINYARD_TEST_TOKEN' } },
    { variable: 'KEY', from: { kind: 'file', path: 'key.txt' } },
    { variable: 'NONE', from: { kind: 'file', path: 'no.txt' } },
  ],
  resources: {},
  mounts: [],
  ports: [],
  user: 'host',
  nodes: 1,
  processesPerNode: 1,
  outputs: [],
  retries: 0,
};

describe('machineReader', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-machine-'));
    await writeFile(join(folder, '.env'), 'A=1\n');
    await writeFile(join(folder, 'key.txt'), 's3cret\n');
    await mkdir(join(folder, 'data'));
    await symlink(join(folder, 'data'), join(folder, 'link'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('reads secrets and environment files, and leaves out what cannot be read', async () => {
    process.env['TRAINYARD_TEST_TOKEN'] = 'abc';
    const facts = await machineReader.read(workload, folder);
    delete process.env['TRAINYARD_TEST_TOKEN'];
    assert.deepEqual(
      [...facts.secrets],
      [
        ['TOKEN', 'abc'],
        ['KEY', 's3cret'],
      ],
    );
    assert.deepEqual([...facts.environmentFiles], [['.env', 'A=1\n']]);
  });

  it('tells folders from files and from nothing', async () => {
    const paths = ['data', 'key.txt', 'gone'].map((name) => join(folder, name));
    assert.deepEqual([...(await machineReader.folderStates(paths)).values()], ['writable', 'file', 'missing']);
  });

  it('follows links to where they lead', async () => {
    const link = join(folder, 'link');
    const real = await machineReader.realPaths([link, join(folder, 'gone')]);
    assert.deepEqual([...real], [[link, join(folder, 'data')]]);
  });

  it('finds the port on which somebody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    assert.deepEqual([...(await machineReader.portsInUse([address.port]))], [address.port]);
    server.close();
    await once(server, 'close');
    assert.deepEqual([...(await machineReader.portsInUse([address.port]))], []);
  });
});
