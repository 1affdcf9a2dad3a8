// A state directory for one test file, and the proof that nothing of it is left when the tests have ended.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { busyboxImage } from './baseImage.mjs';
import { bridgeName } from './bridge.mjs';
import { runningRecord, stopDaemon } from './daemon.mjs';
import { engineJson } from './engineApi.mjs';
import { mountsBelow } from './mounts.mjs';
import { processesNaming } from './processTree.mjs';
import { stopEngine } from './stopEngine.mjs';
import { stopPodman } from './startPodman.mjs';

/** @returns {string} */
export function makeStateDir() {
  return mkdtempSync(join(tmpdir(), 'trainyard-testbed-'));
}

/**
 * Ends what failed tests left, then deletes the directory.
 * @param {string} stateDir
 */
export async function removeStateDir(stateDir) {
  for (const dir of [stateDir, ...readdirSync(stateDir).map((name) => join(stateDir, name))]) {
    for (const name of /** @type {const} */ (['old', 'new'])) {
      if (runningRecord(join(dir, name))) await stopEngine({ name, stateDir: dir, wipe: true });
    }
    if (runningRecord(join(dir, 'podman'))) await stopPodman({ stateDir: dir, wipe: true });
    for (const name of ['registry', 'ssh']) if (runningRecord(join(dir, name))) await stopDaemon(join(dir, name));
  }
  rmSync(stateDir, { recursive: true, force: true });
}

/**
 * @param {string} stateDir
 * @param {string} [component] Only this one, whose directory shall be gone too.
 */
export function assertNothingLeft(stateDir, component = '') {
  const dir = join(stateDir, component);
  const commands = processesNaming(dir).map(({ pid }) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 120),
  );
  assert.deepEqual(commands, []);
  assert.deepEqual(mountsBelow(dir), []);
  assert.deepEqual(bridgesOf(stateDir), []);
  if (component !== '') assert.equal(existsSync(dir), false);
}

/**
 * @param {string} stateDir
 * @returns {string[]} Bridges made for engines in the directory and those just below it.
 */
export function bridgesOf(stateDir) {
  const places = [stateDir, ...readdirSync(stateDir).map((name) => join(stateDir, name))];
  const names = places.flatMap((dir) => [bridgeName(join(dir, 'old')), bridgeName(join(dir, 'new'))]);
  return names.filter((name) => existsSync(`/sys/class/net/${name}`));
}

/**
 * @param {string} dockerHost
 * @param {Record<string, unknown>} [more]
 * @returns {Promise<string>} The id of a container that runs until it is ended.
 */
export async function startSleeper(dockerHost, more = { HostConfig: { NetworkMode: 'none' } }) {
  const body = { Image: busyboxImage, Cmd: ['sleep', '1000'], ...more };
  const { Id } = await engineJson(dockerHost, { method: 'POST', path: '/containers/create', body });
  await engineJson(dockerHost, { method: 'POST', path: `/containers/${Id}/start` });
  return Id;
}
