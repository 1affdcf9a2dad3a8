// What stands beside the engines: registry, Podman, ssh and buildx.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { busyboxImage, busyboxOnly } from './baseImage.mjs';
import { dockerConfig } from './dockerConfig.mjs';
import { engineJson, engineRequest } from './engineApi.mjs';
import { processId, waitForEnd } from './processTree.mjs';
import { runCommand } from './runCommand.mjs';
import { runContainer } from './runContainer.mjs';
import { startEngine } from './startEngine.mjs';
import { startPodman } from './startPodman.mjs';
import { startRegistry } from './startRegistry.mjs';
import { startSsh } from './startSsh.mjs';
import { assertNothingLeft, makeStateDir, removeStateDir, startSleeper } from './testState.mjs';

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

describe('registry, Podman, ssh and buildx', function () {
  this.timeout(300_000);
  /** @type {import('./startEngine.mjs').Engine} */
  let engine;

  before(async () => {
    engine = await startEngine({ name: 'old', stateDir });
    await busyboxOnly({ dockerHost: engine.dockerHost });
  });

  after(async () => {
    await engine.stop({ wipe: true });
  });

  it('takes a push with its password alone, and keeps it over a restart', async () => {
    const registry = await startRegistry({ stateDir });
    await engineJson(engine.dockerHost, {
      method: 'POST',
      path: `/images/${busyboxImage}/tag?repo=${registry.host}/busybox&tag=1`,
    });
    const push = async (/** @type {string} */ password) => {
      const auth = base64url({ username: registry.user, password });
      const answer = await engineRequest(engine.dockerHost, {
        method: 'POST',
        path: `/images/${registry.host}/busybox/push?tag=1`,
        headers: { 'x-registry-auth': auth },
      });
      return answer.body.toString();
    };
    assert.match(await push('wrong'), /no basic auth credentials|unauthorized/);
    assert.match(await push(registry.password), /digest: sha256:/);
    await registry.stop();
    const again = await startRegistry({ stateDir });
    const login = Buffer.from(`${again.user}:${again.password}`).toString('base64');
    const tags = await fetch(`http://${again.host}/v2/busybox/tags/list`, {
      headers: { authorization: `Basic ${login}` },
    });
    assert.deepEqual(await tags.json(), { name: 'busybox', tags: ['1'] });
    assert.equal((await fetch(`http://${again.host}/v2/`)).status, 401);
    await again.stop({ wipe: true });
    assertNothingLeft(stateDir, 'registry');
  });

  it('reaches Podman over its Docker API, and ends its containers with it', async () => {
    const podman = await startPodman({ stateDir });
    await busyboxOnly({ dockerHost: podman.dockerHost });
    const version = await engineJson(podman.dockerHost, { path: '/version' });
    assert.equal(version.Components[0].Name, 'Podman Engine');
    const id = await startSleeper(podman.dockerHost);
    const sleeper = processId((await engineJson(podman.dockerHost, { path: `/containers/${id}/json` })).State.Pid);
    await podman.stop({ wipe: true });
    assert.equal(await waitForEnd(sleeper, 5000), true);
    assertNothingLeft(stateDir, 'podman');
  });

  it('reaches the engine through ssh, as docker does', async () => {
    const ssh = await startSsh({ dockerHost: engine.dockerHost, stateDir });
    const config = await dockerConfig({ stateDir });
    const env = {
      ...process.env,
      PATH: `${ssh.binDir}:${process.env.PATH}`,
      DOCKER_HOST: ssh.dockerHost,
      DOCKER_CONFIG: config.dir,
    };
    const id = await runCommand(config.docker, ['info', '--format', '{{.ID}}'], { env });
    assert.equal(id.trim(), (await engineJson(engine.dockerHost, { path: '/info' })).ID);
    await ssh.stop({ wipe: true });
    assertNothingLeft(stateDir, 'ssh');
  });

  it('builds with buildx', async () => {
    const config = await dockerConfig({ stateDir });
    const context = join(stateDir, 'context');
    mkdirSync(context);
    writeFileSync(join(context, 'Dockerfile'), `FROM ${busyboxImage}\nRUN echo built > /made\n`);
    const env = { ...process.env, DOCKER_HOST: engine.dockerHost, DOCKER_CONFIG: config.dir };
    await runCommand(config.docker, ['buildx', 'build', '--network', 'none', '--tag', 'made:1', context], { env });
    assert.deepEqual(await runContainer(engine.dockerHost, { Image: 'made:1', Cmd: ['cat', '/made'] }), {
      exitCode: 0,
      output: 'built\n',
    });
  });
});

/**
 * The engine silently ignores a login whose base64 lacks its padding.
 * @param {Record<string, string>} value
 */
function base64url(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}
