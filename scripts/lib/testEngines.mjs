// @ts-check
// The engines of one `npm test`: of the test bed, or the one that TRAINYARD_TEST_DOCKER_HOST names.
import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseImage } from '../../test/testbed/baseImage.mjs';
import { buildPrograms } from '../../test/testbed/buildPrograms.mjs';
import { dockerConfig } from '../../test/testbed/dockerConfig.mjs';
import { engineJson } from '../../test/testbed/engineApi.mjs';
import { isAlive, processId } from '../../test/testbed/processTree.mjs';
import { startEngine } from '../../test/testbed/startEngine.mjs';
import { stopEngine } from '../../test/testbed/stopEngine.mjs';
import { atExit } from './atExit.mjs';
import { cacheFolder } from './cacheFolder.mjs';

/**
 * @typedef {object} TestEngine
 * @property {'old' | 'new'} name
 * @property {string} dockerHost
 * @property {NodeJS.ProcessEnv} env What tests against this engine get.
 */

/** Some tests write files of 8 GB, in both engines, while others run. */
const leastFree = 25 * 1024 ** 3;
/** Packages that tests of the engines need; the browser belongs to VS Code. */
const packageGroups = ['engine', 'images', 'go-build', 'podman', 'registry', 'ssh'];
/**
 * Tests that break, fill or empty engines run beside those in VS Code: each have engines of their own. The folders are also apart from that of
 * `npm start`, whose options and contents are another's.
 * @typedef {{folder: string, names: readonly ('old' | 'new')[]}} EngineSet
 * @type {{both: EngineSet, window: EngineSet}}
 */
export const engineSets = {
  both: { folder: 'test-run', names: ['old', 'new'] },
  window: { folder: 'test-run-ui', names: ['old'] },
};
/** @param {EngineSet} set */
const stateDirOf = ({ folder }) => cacheFolder('testbed', folder);
/** @param {EngineSet} set */
const usersFolder = (set) => join(stateDirOf(set), 'users');

/** @returns {readonly string[]} Groups of packages that must be there before {@link prepareEngines}. */
export const enginePackages = () => (usesGivenEngine() || process.platform !== 'linux' ? [] : packageGroups);

/**
 * Compiles what the engines need; nothing is started.
 * @param {(line: string) => void} log
 */
export async function prepareEngines(log) {
  if (usesGivenEngine()) return;
  if (process.platform !== 'linux')
    throw new Error('the test engines run on Linux alone: name another engine in TRAINYARD_TEST_DOCKER_HOST');
  if (process.getuid?.() !== 0)
    throw new Error('the test engines need root: run as root, or name another engine in TRAINYARD_TEST_DOCKER_HOST');
  await buildPrograms({ log });
  // Made once, then loaded into each engine when it starts.
  await baseImage({ log });
}

const usesGivenEngine = () => Boolean(process.env['TRAINYARD_TEST_DOCKER_HOST']);

/**
 * Starts the engines of a set with the base image in them. They end with this process, unless another `npm test` uses them.
 * @param {(line: string) => void} log
 * @param {EngineSet} set
 * @returns {Promise<TestEngine[]>}
 */
export async function startEngines(log, set) {
  const given = process.env['TRAINYARD_TEST_DOCKER_HOST'];
  if (given) return [await givenEngine(given)];
  await makeRoom(set, log);
  useEngines(set);
  const stateDir = stateDirOf(set);
  const { dir } = await dockerConfig({ stateDir, log });
  const engines = [];
  for (const name of set.names) {
    const { dockerHost } = await startEngine({ name, bridge: true, stateDir, log });
    const { python, busybox } = await baseImage({ dockerHost, log });
    log(`engine ${name}: ${dockerHost}`);
    engines.push({
      name,
      dockerHost,
      env: {
        ...environment(name, dockerHost),
        DOCKER_CONFIG: dir,
        TRAINYARD_TEST_PYTHON_IMAGE: python,
        TRAINYARD_TEST_BUSYBOX_IMAGE: busybox,
      },
    });
  }
  return engines;
}

/**
 * Images and build caches of earlier runs make this one faster, and grow with each: where the disk becomes full they go.
 * @param {EngineSet} set
 * @param {(line: string) => void} log
 */
async function makeRoom(set, log) {
  const stateDir = stateDirOf(set);
  mkdirSync(usersFolder(set), { recursive: true });
  const { bavail, bsize } = statfsSync(stateDir);
  if (bavail * bsize >= leastFree || hasUsers(set)) return;
  log(`less than ${leastFree / 1024 ** 3} GB are free: images and caches of earlier runs are removed`);
  for (const name of set.names) await stopEngine({ name, stateDir, wipe: true });
}

/**
 * @param {string} dockerHost
 * @returns {Promise<TestEngine>}
 */
async function givenEngine(dockerHost) {
  const { ApiVersion } = await engineJson(dockerHost, { path: '/version' });
  const name = Number(String(ApiVersion).split('.')[1]) >= 44 ? 'new' : 'old';
  return { name, dockerHost, env: environment(name, dockerHost) };
}

/**
 * @param {'old' | 'new'} name
 * @param {string} dockerHost
 * @returns {NodeJS.ProcessEnv}
 */
const environment = (name, dockerHost) => ({
  DOCKER_HOST: dockerHost,
  DOCKER_CONTEXT: undefined,
  TRAINYARD_TEST_ENGINE: name,
  TRAINYARD_TEST_DOCKER_HOST: dockerHost,
});

/**
 * Says that this process needs the engines, and stops them with the last process that does.
 * @param {EngineSet} set
 */
function useEngines(set) {
  mkdirSync(usersFolder(set), { recursive: true });
  const own = join(usersFolder(set), `${process.pid}.json`);
  writeFileSync(own, JSON.stringify(processId(process.pid)));
  atExit(async () => {
    rmSync(own, { force: true });
    if (hasUsers(set)) return;
    for (const name of set.names) await stopEngine({ name, stateDir: stateDirOf(set) });
  });
}

/** @param {EngineSet} set */
function hasUsers(set) {
  return readdirSync(usersFolder(set)).some((file) =>
    isAlive(JSON.parse(readFileSync(join(usersFolder(set), file), 'utf8'))),
  );
}
