// The engines of the test bed: each starts, answers with what only it knows, survives faults and leaves nothing behind.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'mocha';
import { baseImage, busyboxImage, busyboxOnly, pythonImage } from './baseImage.mjs';
import { engineJson, enginePing } from './engineApi.mjs';
import { freePort } from './freePort.mjs';
import { isAlive, processId } from './processTree.mjs';
import { runCommand } from './runCommand.mjs';
import { runContainer } from './runContainer.mjs';
import { startEngine } from './startEngine.mjs';
import { stopEngine } from './stopEngine.mjs';
import { assertNothingLeft, bridgesOf, makeStateDir, removeStateDir, startSleeper } from './testState.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const command = join(here, 'testbed.mjs');
/** @type {string} */
let stateDir;

before(() => {
  stateDir = makeStateDir();
});

after(async function () {
  this.timeout(120_000);
  try {
    assertNothingLeft(stateDir);
  } finally {
    await removeStateDir(stateDir);
  }
});

const engines = /** @type {const} */ ([
  {
    name: 'old',
    version: /^20\.10\./,
    api: '1.41',
    noGpu: /could not select device driver "" with capabilities: \[\[gpu\]\]/,
  },
  { name: 'new', version: /^29\./, api: '1.56', noGpu: /no known GPU vendor found/ },
]);

for (const { name, version, api, noGpu } of engines) {
  describe(`${name} engine`, function () {
    this.timeout(900_000);

    after(async () => {
      await stopEngine({ name, stateDir, wipe: true });
    });

    it('answers with its version, and is found by whoever starts it again', async () => {
      const first = await startEngine({ name, stateDir });
      const answer = await engineJson(first.dockerHost, { path: '/version' });
      assert.match(answer.Version, version);
      assert.equal(answer.ApiVersion, api);
      const second = await startEngine({ name, stateDir });
      assert.deepEqual([first.startedHere, second.startedHere], [true, false]);
      assert.equal(second.pid, first.pid);
      await assert.rejects(startEngine({ name, stateDir, gpu: false }), /runs in .* with other options/);
    });

    it('runs a container from the local images and accepts GPU requests', async () => {
      const { dockerHost } = await startEngine({ name, stateDir });
      await baseImage({ dockerHost });
      const python = await runContainer(dockerHost, {
        Image: pythonImage,
        Cmd: ['python', '-c', 'import sys, ssl, venv; print(sys.version_info[:2])'],
      });
      assert.deepEqual(python, { exitCode: 0, output: '(3, 11)\n' });
      const gpus = await runContainer(
        dockerHost,
        { Image: busyboxImage, Cmd: ['env'] },
        { DeviceRequests: [{ Count: 2, Capabilities: [['gpu']] }] },
      );
      assert.match(gpus.output, /^NVIDIA_VISIBLE_DEVICES=0,1$/m);
    });

    if (name === 'new') {
      for (const [gpu, kind] of /** @type {const} */ ([
        ['cdi', 'nvidia.com/gpu'],
        ['amd', 'amd.com/gpu'],
      ])) {
        it(`gives GPUs of ${kind} by specification, and no more than there are`, async () => {
          const engine = await startEngine({ name, gpu, stateDir: join(stateDir, gpu) });
          await busyboxOnly({ dockerHost: engine.dockerHost });
          const env = async (/** @type {number} */ Count) =>
            await runContainer(
              engine.dockerHost,
              { Image: busyboxImage, Cmd: ['env'] },
              { DeviceRequests: [{ Count, Capabilities: [['gpu']] }] },
            );
          assert.match((await env(2)).output, new RegExp(`TRAINYARD_GPU_0=${kind}\\nTRAINYARD_GPU_1=${kind}`));
          await assert.rejects(env(3), new RegExp(`unresolvable CDI devices ${kind}=2`));
          await engine.stop({ wipe: true });
        });
      }

      it('offers devices by specification', async () => {
        const { dockerHost } = await startEngine({ name, stateDir });
        await busyboxOnly({ dockerHost });
        const DeviceRequests = [{ Driver: 'cdi', DeviceIDs: ['nvidia.com/gpu=1'] }];
        const run = await runContainer(dockerHost, { Image: busyboxImage, Cmd: ['env'] }, { DeviceRequests });
        assert.match(run.output, /^TRAINYARD_GPU_1=nvidia\.com\/gpu$/m);
        const { DiscoveredDevices } = await engineJson(dockerHost, { path: '/info' });
        const ids = DiscoveredDevices.map((/** @type {{ID: string}} */ one) => one.ID);
        assert.deepEqual(ids.sort(), ['nvidia.com/gpu=0', 'nvidia.com/gpu=1', 'nvidia.com/gpu=all']);
      });
    }

    it('keeps its images over a restart', async () => {
      const engine = await startEngine({ name, stateDir });
      const before = engine.pid;
      await engine.restart();
      assert.notEqual(engine.pid, before);
      const image = await engineJson(engine.dockerHost, { path: `/images/${busyboxImage}/json` });
      assert.deepEqual(image.RepoTags, [busyboxImage]);
    });

    it('answers nothing while frozen, and again when thawed', async () => {
      const engine = await startEngine({ name, stateDir });
      await engine.freeze();
      assert.equal(await enginePing(engine.dockerHost), false);
      engine.thaw();
      assert.equal(await enginePing(engine.dockerHost), true);
    });

    it('leaves nothing when it is stopped after dockerd was killed under a running container', async () => {
      const engine = await startEngine({ name, stateDir });
      await busyboxOnly({ dockerHost: engine.dockerHost });
      const id = await startSleeper(engine.dockerHost);
      const { Pid } = (await engineJson(engine.dockerHost, { path: `/containers/${id}/json` })).State;
      const sleeper = processId(Pid);
      await engine.kill();
      assert.equal(isAlive(sleeper), true);
      await engine.stop({ wipe: true });
      assert.equal(isAlive(sleeper), false);
      assert.equal(existsSync(`/sys/fs/cgroup/memory/docker/${id}`), false);
      assert.equal(existsSync(engine.stateDir), false);
      assertNothingLeft(stateDir);
    });

    it('refuses GPU requests without the stand-in, beside another engine of its kind', async () => {
      const other = join(stateDir, 'without-gpu-in-a-directory-whose-name-is-too-long-for-the-address-of-a-socket');
      const engine = await startEngine({ name, stateDir, gpu: true });
      const plain = await startEngine({ name, stateDir: other, gpu: false });
      assert.notEqual(plain.pid, engine.pid);
      await busyboxOnly({ dockerHost: plain.dockerHost });
      const run = runContainer(
        plain.dockerHost,
        { Image: busyboxImage, Cmd: ['env'] },
        { DeviceRequests: [{ Count: 2, Capabilities: [['gpu']] }] },
      );
      await assert.rejects(run, noGpu);
      await plain.stop({ wipe: true });
      assert.equal(existsSync(dirname(plain.socket)), false);
      assert.equal(await enginePing(engine.dockerHost), true);
      await engine.stop({ wipe: true });
    });

    it('runs out of disk space when its disk is small', async () => {
      const engine = await startEngine({ name, stateDir: join(stateDir, 'small'), diskMb: 64 });
      await busyboxOnly({ dockerHost: engine.dockerHost });
      // The container's log lies on the same disk.
      const fill = 'text=$(dd if=/dev/zero of=/big bs=1M count=100 2>&1); code=$?; rm /big; echo "$text"; exit $code';
      const run = await runContainer(engine.dockerHost, {
        Image: busyboxImage,
        Cmd: ['sh', '-c', fill],
      });
      assert.equal(run.exitCode, 1);
      assert.match(run.output, /No space left on device/);
      await engine.stop({ wipe: true });
      assertNothingLeft(stateDir);
    });

    it('publishes ports with a bridge of its own, says when one is taken, and removes all its bridges', async () => {
      const engine = await startEngine({ name, stateDir: join(stateDir, 'bridge'), bridge: true });
      await busyboxOnly({ dockerHost: engine.dockerHost });
      const network = await engineJson(engine.dockerHost, {
        method: 'POST',
        path: '/networks/create',
        body: { Name: 'own' },
      });
      const port = await freePort();
      // Engine 20.10 binds no port of the host that the container does not expose.
      const ExposedPorts = { '8080/tcp': {} };
      const HostConfig = { PortBindings: { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] } };
      await startSleeper(engine.dockerHost, {
        HostConfig,
        ExposedPorts,
        Cmd: ['sh', '-c', 'while :; do printf "HTTP/1.0 200 OK\\r\\n\\r\\nhere" | nc -l -p 8080; done'],
      });
      assert.equal(await answerOf(`http://127.0.0.1:${port}/`), 'here');
      await assert.rejects(startSleeper(engine.dockerHost, { HostConfig, ExposedPorts }), /port is already allocated/);
      const python = (await baseImage({ dockerHost: engine.dockerHost })).python;
      const way = await runContainer(
        engine.dockerHost,
        { Image: python, Cmd: ['pip', 'download', '--quiet', '--no-deps', 'six'] },
        { NetworkMode: 'default' },
      );
      assert.deepEqual(way, { exitCode: 0, output: '' });
      const made = [...bridgesOf(stateDir), `br-${network.Id.slice(0, 12)}`];
      assert.deepEqual([made.length, made.every(isInterface)], [2, true]);
      await engine.stop({ wipe: true });
      assert.equal(made.some(isInterface), false);
      assertNothingLeft(stateDir);
    });
  });
}

describe('command line', function () {
  this.timeout(120_000);

  it('starts an engine that outlives it, says where it is, and stops it', async () => {
    const run = async (/** @type {string[]} */ ...args) =>
      await runCommand(process.execPath, [command, ...args, '--state', stateDir]);
    const up = await run('up', 'docker', 'old');
    const dockerHost = /DOCKER_HOST=(unix:\S+)/.exec(up)?.[1] ?? '';
    assert.equal(await enginePing(dockerHost), true);
    assert.match(
      await run('status', 'docker', 'old', 'new'),
      /^old +up, pid \d+, 20\.10\S* \(API 1\.41\).*\nnew +down\n$/,
    );
    assert.equal(await run('down', 'docker', 'old', '--wipe'), 'old      down\n');
    assert.equal(await enginePing(dockerHost), false);
    assertNothingLeft(stateDir);
  });

  it('refuses what it does not know', async () => {
    await assert.rejects(runCommand(process.execPath, [command, 'up', 'docker', 'medium']), /ended with 2/);
  });
});

/** @param {string} name */
function isInterface(name) {
  return existsSync(`/sys/class/net/${name}`);
}

/**
 * The container's server listens a moment after its start, and again after each answer.
 * @param {string} url
 * @returns {Promise<string>}
 */
async function answerOf(url) {
  for (let attempt = 1; ; attempt++) {
    try {
      const text = await (await fetch(url)).text();
      if (text !== '') return text;
    } catch (error) {
      if (attempt > 200) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
