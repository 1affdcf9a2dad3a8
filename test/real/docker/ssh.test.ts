import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Engine } from '../../../src/adapters/docker/engine.ts';
import { execOutput } from '../../../src/adapters/docker/execOutput.ts';
import type { Failure } from '../../../src/domain/base/failure.ts';
import { startSsh } from '../../testbed/startSsh.mjs';
import { makeStateDir, removeStateDir } from '../../testbed/testState.mjs';
import {
  busyboxPlan,
  containerSeen,
  never,
  removeTestContainers,
  startContainer,
  testDockerHost,
  testEngine,
  valueOf,
} from '../../support/realDocker.ts';

describe('an engine behind ssh', () => {
  const path = process.env['PATH'];
  let stateDir: string;
  let ssh: Awaited<ReturnType<typeof startSsh>>;
  let engine: Engine;

  before(async () => {
    stateDir = makeStateDir();
    ssh = await startSsh({ dockerHost: testDockerHost(), stateDir });
    process.env['PATH'] = `${ssh.binDir}${delimiter}${path}`;
    engine = testEngine(ssh.dockerHost);
  });
  after(async () => {
    await removeTestContainers(engine);
    engine.dispose();
    process.env['PATH'] = path;
    await ssh.stop();
    await removeStateDir(stateDir);
  });

  async function failureOf(dockerHost: string): Promise<Failure> {
    const other = testEngine(dockerHost);
    const result = await other.reader.info(never);
    other.dispose();
    assert.ok(!result.ok, 'the connection should have failed');
    return result.failure;
  }

  it('is followed, runs containers and opens shells', async () => {
    const watched = engine.reader.watch();
    const id = await startContainer(engine, busyboxPlan('sleep 600'));
    await containerSeen(watched, id, ({ state }) => state === 'running', 20_000);
    watched.dispose();
    assert.equal(valueOf(await execOutput(engine.transport, id, ['echo', 'far'], never)).stdout, 'far\n');
    const shell = valueOf(await engine.shells.open(id, { columns: 80, rows: 24 }, never));
    const exit = new Promise((resolve) => shell.onExit(resolve));
    shell.write('exit 5\n');
    assert.equal(await exit, 5);
  });

  it('is reached with an explicit socket on the other side', async () => {
    const socket = testDockerHost().slice('unix://'.length);
    const other = testEngine(`${ssh.dockerHost}${socket}`);
    valueOf(await other.reader.info(never));
    other.dispose();
  });

  it("shows ssh's own words for a host that nobody knows, a port that refuses and a key that is not accepted", async () => {
    const unknown = await failureOf('ssh://no-such-host.invalid');
    assert.equal(unknown.code, 'unreachable');
    assert.match(unknown.message, /cannot resolve no-such-host\.invalid/);
    assert.match(unknown.detail ?? '', /Could not resolve hostname/);
    const refused = await failureOf('ssh://127.0.0.1:1');
    assert.match(refused.message, /refuses ssh connections/);
    const stranger = await failureOf(`ssh://nobody-here@${ssh.alias}`);
    assert.equal(stranger.code, 'unauthorized');
    assert.match(stranger.message, /does not accept your ssh key/);
    assert.match(stranger.nextStep ?? '', /ssh-add/);
  });

  it('says that the host key has changed', async () => {
    const { readFileSync } = await import('node:fs');
    const known = readFileSync(ssh.knownHosts, 'utf8');
    writeFileSync(ssh.knownHosts, '');
    const failure = await failureOf(ssh.dockerHost);
    writeFileSync(ssh.knownHosts, known);
    assert.equal(failure.code, 'unauthorized');
    assert.match(failure.message, /host key/);
  });

  it('says that no engine runs there', async () => {
    const failure = await failureOf(`${ssh.dockerHost}/no/such.sock`);
    assert.equal(failure.code, 'unreachable');
    assert.match(failure.message, /No engine runs on/);
  });

  it('takes no address for an option', async () => {
    for (const host of ['ssh://-oProxyCommand=touch%20x', 'ssh://a@-oProxyCommand=x', 'ssh://-l/x']) {
      assert.equal((await failureOf(host)).code, 'invalid', host);
    }
  });
});
