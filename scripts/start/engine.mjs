// @ts-check
// The engine of the tour: one of the user's that answers, as it is; else one of our own below the cache folder.
import { existsSync } from 'node:fs';
import { baseImage, pythonImage } from '../../test/testbed/baseImage.mjs';
import { runningRecord } from '../../test/testbed/daemon.mjs';
import { engineRequest } from '../../test/testbed/engineApi.mjs';
import { enginePlace } from '../../test/testbed/enginePlace.mjs';
import { startEngine } from '../../test/testbed/startEngine.mjs';
import { stopEngine } from '../../test/testbed/stopEngine.mjs';
import { cacheFolder } from '../lib/cacheFolder.mjs';
import { askEngine, environmentId, reachableEngine } from './engineAddress.mjs';
import { TourError } from './steps.mjs';

/**
 * @typedef {import('./engineAddress.mjs').Candidate & {base: string | undefined}} TourEngine base: the image to build from instead of the one that
 * the Dockerfile names.
 *
 * @typedef {object} EnginePlan
 * @property {string[]} packageGroups Debian packages that must be there before, by groups of the test bed.
 * @property {(log: (line: string) => void) => Promise<TourEngine>} prepare
 */

const stateDir = () => cacheFolder('testbed', 'start');
/** The image that the sample's Dockerfile names. */
const usualBase = 'python:3.12-slim';
const hubTimeoutMs = 5000;

/**
 * Decides on the engine; changes nothing.
 * @returns {Promise<EnginePlan>}
 */
export async function planEngine() {
  const found = await reachableEngine();
  if (found) {
    const { dockerHost } = found;
    const base = (await needsLocalBase(dockerHost)) ? pythonImage : undefined;
    return {
      packageGroups: base === undefined ? [] : ['images'],
      prepare: async (log) => {
        if (base !== undefined) {
          log(`Docker Hub is not reached: the image is built from ${base}, made from Debian's packages`);
          await baseImage({ dockerHost, log });
        }
        return { ...found, base };
      },
    };
  }
  if (process.platform !== 'linux')
    throw new TourError(
      'no container engine answers',
      'start Docker Desktop, Colima or Podman and run npm start again',
    );
  if (process.getuid?.() !== 0) {
    throw new TourError(
      'no container engine answers, and one of our own needs root',
      'start yours (sudo systemctl start docker), install one (sudo apt-get install docker.io) or run npm start as root',
    );
  }
  return { packageGroups: ['engine', 'images'], prepare: startOwnEngine };
}

/**
 * No stand-in for GPUs: who tries the extension must not be offered what is not there. No bridge: the network of this machine stays as it is.
 * @param {(line: string) => void} log
 * @returns {Promise<TourEngine>}
 */
async function startOwnEngine(log) {
  const [{ dockerHost }] = await Promise.all([
    startEngine({ name: 'old', gpu: false, bridge: false, stateDir: stateDir(), log }),
    // Made beside the start of the engine, loaded after it.
    baseImage({ log }),
  ]);
  await baseImage({ dockerHost, log });
  const own = {
    dockerHost,
    engineId: environmentId,
    needsAddress: true,
    described: `own engine, ${dockerHost}`,
    base: pythonImage,
  };
  await removeTraces(own);
  return own;
}

/** @returns {boolean} Whether an earlier `npm start` left its engine running. */
export const isOwnEngineRunning = () =>
  runningRecord(enginePlace({ name: 'old', stateDir: stateDir() }).dir) !== undefined;

/** Stops the engine that an earlier `npm start` left running. Its images stay. */
export async function stopOwnEngine() {
  await stopEngine({ name: 'old', stateDir: stateDir() });
}

/**
 * The Dockerfile's own base is used, unless it is not there and cannot be pulled.
 * @param {string} dockerHost
 * @returns {Promise<boolean>}
 */
async function needsLocalBase(dockerHost) {
  if (!dockerHost.startsWith('unix://') || process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const { status } = await engineRequest(dockerHost, { path: `/images/${usualBase}/json` });
  return status !== 200 && !(await isHubReachable());
}

/** @returns {Promise<boolean>} A registry answers 401 to who has not signed in; a proxy in between answers otherwise. */
async function isHubReachable() {
  try {
    const { status } = await fetch('https://registry-1.docker.io/v2/', {
      signal: AbortSignal.timeout(hubTimeoutMs),
    });
    return status === 401 || status === 200;
  } catch {
    // No network, no name, no route: all mean that nothing can be pulled.
    return false;
  }
}

const runFilter = encodeURIComponent(JSON.stringify({ label: ['trainyard.run-id'] }));

/**
 * @param {TourEngine} engine
 * @returns {Promise<{Id: string, State: string, Labels: Record<string, string>}[] | undefined>} Containers that are runs of Trainyard, newest first.
 */
export async function listRuns(engine) {
  return await askEngine(engine, `/containers/json?all=1&filters=${runFilter}`);
}

const staleImages = encodeURIComponent(JSON.stringify({ dangling: ['true'], label: ['trainyard.workspace'] }));

/**
 * Runs of earlier tours whose folder is gone, and images that later ones replaced, would fill the trees of our own engine.
 * @param {TourEngine} engine
 */
async function removeTraces(engine) {
  for (const { Id, State, Labels } of (await listRuns(engine)) ?? []) {
    const spec = Labels['trainyard.spec'];
    if (State !== 'exited' || spec === undefined || existsSync(spec)) continue;
    await engineRequest(engine.dockerHost, { method: 'DELETE', path: `/containers/${Id}?v=1` });
  }
  await engineRequest(engine.dockerHost, { method: 'POST', path: `/images/prune?filters=${staleImages}` });
}
