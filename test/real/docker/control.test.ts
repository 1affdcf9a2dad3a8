import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Engine } from '../../../src/adapters/docker/engine.ts';
import { execOutput } from '../../../src/adapters/docker/execOutput.ts';
import type { ContainerPlan } from '../../../src/domain/engines/containerPlan.ts';
import {
  busyboxPlan,
  isNewEngine,
  never,
  removeTestContainers,
  startContainer,
  testEngine,
  testName,
  valueOf,
} from '../../support/realDocker.ts';

describe('containers on a real engine', () => {
  let engine: Engine;
  before(() => {
    engine = testEngine();
  });
  after(async () => {
    await removeTestContainers(engine);
    engine.dispose();
  });

  async function output(plan: ContainerPlan, ...command: string[]): Promise<string> {
    const id = await startContainer(engine, plan);
    const { stdout, stderr } = valueOf(await execOutput(engine.transport, id, command, never));
    await engine.control.remove(id, true, never);
    return stdout + stderr;
  }

  async function inspected(
    id: string,
  ): Promise<{ HostConfig: Record<string, unknown>; Config: Record<string, unknown> }> {
    return JSON.parse(valueOf(await engine.reader.inspect('container', id, never)));
  }

  it('runs to the end and tells the exit code', async () => {
    const id = await startContainer(engine, busyboxPlan('exit 7'));
    assert.deepEqual(await engine.control.wait(id, never), { ok: true, value: { exitCode: 7 } });
  });

  it('hands over environment, labels, working folder, user and limits as they are', async () => {
    const hostile = 'a b"c\'d $HOME `id` \n \u{1f682}';
    const plan = busyboxPlan('sleep 60', {
      environment: new Map([
        ['NAME', hostile],
        ['EMPTY', ''],
      ]),
      labels: new Map([
        ['__proto__', 'x'],
        ['constructor', hostile],
      ]),
      workingDir: '/tmp',
      user: '1234:5678',
      cpus: 0.5,
      memoryBytes: 64 * 1024 ** 2,
      shmBytes: 8 * 1024 ** 2,
      stopTimeoutSeconds: 3,
    });
    const id = await startContainer(engine, plan);
    const script = 'printf "%s|" "$NAME" "$EMPTY"; pwd; id -u; id -g; df -k /dev/shm | tail -1';
    const { stdout } = valueOf(await execOutput(engine.transport, id, ['sh', '-c', script], never));
    assert.ok(stdout.startsWith(`${hostile}||/tmp\n1234\n5678\n`), stdout);
    assert.match(stdout, / 8192 /);
    const { HostConfig, Config } = await inspected(id);
    assert.equal(HostConfig['NanoCpus'], 5e8);
    assert.equal(HostConfig['Memory'], 64 * 1024 ** 2);
    assert.equal(Config['StopTimeout'], 3);
    const labels = new Map(Object.entries(Config['Labels'] ?? {}));
    assert.equal(labels.get('__proto__'), 'x');
    assert.equal(labels.get('constructor'), hostile);
  });

  it('mounts folders, volumes and memory, read-only where asked', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'trainyard-mount-'));
    writeFileSync(join(folder, 'seen.txt'), 'from outside');
    const volume = testName();
    const plan = busyboxPlan('sleep 60', {
      mounts: [
        { kind: 'bind', source: folder, target: '/in', isReadOnly: true },
        { kind: 'volume', source: volume, target: '/vol', isReadOnly: false },
        { kind: 'tmpfs', target: '/fast', sizeBytes: 1024 ** 2 },
      ],
    });
    const script = 'cat /in/seen.txt; touch /in/x; echo kept > /vol/f && cat /vol/f; df -k /fast | tail -1';
    const text = await output(plan, 'sh', '-c', script);
    assert.match(text, /^from outsidekept\n/);
    assert.match(text, /Read-only file system/);
    assert.match(text, / 1024 /);
    valueOf(await engine.control.removeVolume(volume, never));
    valueOf(await engine.control.removeVolume(volume, never));
    rmSync(folder, { recursive: true });
  });

  it('says that a volume is in use and by what it can be helped', async () => {
    const volume = testName();
    const mounts = [{ kind: 'volume', source: volume, target: '/v', isReadOnly: false } as const];
    const id = await startContainer(engine, busyboxPlan('sleep 60', { mounts }));
    const removed = await engine.control.removeVolume(volume, never);
    assert.ok(!removed.ok);
    assert.equal(removed.failure.code, 'conflict');
    assert.ok(removed.failure.message.includes(volume));
    await engine.control.remove(id, true, never);
    valueOf(await engine.control.removeVolume(volume, never));
  });

  it('does not make a missing folder on the host', async () => {
    const source = join(tmpdir(), testName());
    const mounts = [{ kind: 'bind', source, target: '/in', isReadOnly: false } as const];
    const created = await engine.control.create(busyboxPlan('true', { mounts }), never);
    assert.ok(!created.ok);
    assert.equal(created.failure.code, 'invalid');
    assert.ok(created.failure.message.includes(source));
  });

  it('stops politely within the grace, kills after it, and takes a stopped one as done', async () => {
    const script = 'trap "exit 3" TERM; touch /tmp/ready; while :; do sleep 0.1; done';
    const polite = await startContainer(engine, busyboxPlan(script));
    const isReady = ['sh', '-c', 'until [ -e /tmp/ready ]; do sleep 0.1; done'];
    valueOf(await execOutput(engine.transport, polite, isReady, never));
    valueOf(await engine.control.stop(polite, 10, never));
    assert.deepEqual(await engine.control.wait(polite, never), { ok: true, value: { exitCode: 3 } });
    valueOf(await engine.control.stop(polite, 10, never));

    const deaf = await startContainer(engine, busyboxPlan('trap "" TERM; while :; do sleep 0.1; done'));
    valueOf(await engine.control.stop(deaf, 1, never));
    assert.deepEqual(await engine.control.wait(deaf, never), { ok: true, value: { exitCode: 137 } });
  });

  it('kills, restarts and removes', async () => {
    const plan = busyboxPlan('echo up; sleep 600', { stopTimeoutSeconds: 1, useInit: false });
    const id = await startContainer(engine, plan);
    valueOf(await engine.control.kill(id, never));
    assert.deepEqual(await engine.control.wait(id, never), { ok: true, value: { exitCode: 137 } });
    const again = await engine.control.kill(id, never);
    assert.ok(!again.ok && again.failure.code === 'conflict');
    valueOf(await engine.control.start(id, never));
    valueOf(await engine.control.kill(id, never));
    valueOf(await engine.control.restart(id, never));
    const plain = await engine.control.remove(id, false, never);
    assert.ok(!plain.ok && plain.failure.code === 'conflict', 'a running container needs force');
    valueOf(await engine.control.remove(id, true, never));
    valueOf(await engine.control.remove(id, true, never));
  });

  it('names a container that is not there', async () => {
    const name = testName();
    for (const failed of [
      await engine.control.start(name, never),
      await engine.control.stop(name, 1, never),
      await engine.control.restart(name, never),
      await engine.control.kill(name, never),
      await engine.control.wait(name, never),
    ]) {
      assert.ok(!failed.ok);
      assert.equal(failed.failure.code, 'not-found');
      assert.ok(failed.failure.message.includes(name), failed.failure.message);
    }
  });

  it('tells a name in use from a missing image', async () => {
    const plan = busyboxPlan('true');
    valueOf(await engine.control.create(plan, never));
    const twice = await engine.control.create(plan, never);
    assert.ok(!twice.ok && twice.failure.code === 'conflict');
    const unknown = await engine.control.create({ ...busyboxPlan('true'), image: 'trainyard.local/none:0' }, never);
    assert.ok(!unknown.ok && unknown.failure.code === 'not-found');
    assert.match(unknown.failure.nextStep ?? '', /[Bb]uild or pull/);
  });

  it('says why an entry point cannot be run', async () => {
    const plan = { ...busyboxPlan('true'), entrypoint: ['/no/such/program'] };
    const { id } = valueOf(await engine.control.create(plan, never));
    const started = await engine.control.start(id, never);
    assert.ok(!started.ok);
    assert.equal(started.failure.code, 'invalid');
    assert.match(started.failure.message, /no such file|not found/);
  });

  it('takes names that look like paths or options as names', async () => {
    for (const name of ['../../info', '..', '--help', 'a/b', 'x?force=1', 'a#b', '%2e%2e', '$(id)']) {
      const started = await engine.control.start(name, never);
      assert.ok(!started.ok, name);
      assert.ok(
        ['not-found', 'invalid', 'rejected'].includes(started.failure.code),
        `${name}: ${JSON.stringify(started)}`,
      );
    }
  });

  it('hands GPUs over by count, all and id', async () => {
    const devices = (gpus: NonNullable<ContainerPlan['gpus']>): Promise<string> =>
      output(
        busyboxPlan('sleep 60', { gpus }),
        'sh',
        '-c',
        "tr '\\0' '\\n' < /proc/1/environ | sed -n s/NVIDIA_VISIBLE_DEVICES=//p",
      );
    assert.equal(await devices({ kind: 'nvidia', count: 2 }), '0,1\n');
    assert.equal(await devices({ kind: 'nvidia', count: 'all' }), 'all\n');
    assert.equal(await devices({ kind: 'nvidiaIds', ids: ['1'] }), '1\n');
  });

  it('hands a CDI device over where the engine knows it, and names the refusal where not', async () => {
    const gpus = { kind: 'cdi', devices: ['nvidia.com/gpu=1'] } as const;
    const created = await engine.control.create(busyboxPlan('sleep 60', { gpus }), never);
    const started = created.ok ? await engine.control.start(created.value.id, never) : created;
    if (isNewEngine()) return assert.ok(started.ok, JSON.stringify(started));
    assert.ok(!started.ok);
    assert.equal(started.failure.code, 'unsupported');
    assert.match(started.failure.nextStep ?? '', /without GPUs/);
  });

  it('hands device nodes and groups over', async () => {
    const gpus = { kind: 'devices', paths: ['/dev/fuse'], groups: ['4242'] } as const;
    const text = await output(busyboxPlan('sleep 60', { gpus }), 'sh', '-c', 'ls /dev/fuse; id -G');
    assert.match(text, /\/dev\/fuse\n.*4242/);
  });

  it('lets go of a call within 200 ms of its cancellation', async () => {
    const id = await startContainer(engine, busyboxPlan('sleep 600'));
    const abort = new AbortController();
    const waiting = engine.control.wait(id, abort.signal);
    setTimeout(() => abort.abort(), 100);
    const started = performance.now();
    const result = await waiting;
    assert.ok(!result.ok && result.failure.code === 'cancelled');
    assert.ok(performance.now() - started < 1_000);
  });
});
