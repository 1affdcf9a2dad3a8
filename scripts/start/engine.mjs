// @ts-check
// The engine of the tour: one of the user's that answers, as it is; else one of our own below the cache folder.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { baseImage, pythonImage } from '../../test/testbed/baseImage.mjs';
import { startEngine } from '../../test/testbed/startEngine.mjs';
import { stopEngine } from '../../test/testbed/stopEngine.mjs';
import { cacheFolder } from '../lib/cacheFolder.mjs';
import { runProgram } from '../lib/runProgram.mjs';
import { installSystemPackages } from '../lib/systemPackages.mjs';
import { TourError } from './steps.mjs';

/**
 * @typedef {object} TourEngine
 * @property {string} dockerHost
 * @property {boolean} isOwn Started by us; the extension must be told its address.
 * @property {string} described For people.
 * @property {string | undefined} base The image to build from instead of the one the Dockerfile names.
 *
 * @typedef {{dockerHost: string, described: string, context?: string}} Candidate
 */

const stateDir = () => cacheFolder('testbed', 'start');
const answerTimeoutMs = 5000;
/** The image that the sample's Dockerfile names. */
const usualBase = 'python:3.12-slim';

/**
 * @param {{yes: boolean, log: (line: string) => void}} options
 * @returns {Promise<TourEngine>}
 */
export async function prepareEngine({ yes, log }) {
  const found = await reachableEngine();
  if (found)
    return {
      dockerHost: found.dockerHost,
      isOwn: false,
      described: found.described,
      base: await baseFor(found, { yes, log }),
    };
  if (process.platform !== 'linux') {
    throw new TourError(
      'no container engine answers',
      'start Docker Desktop, Colima or Podman and run npm start again',
    );
  }
  try {
    await installSystemPackages(['engine', 'images'], { why: 'A container engine for the tour', yes, log });
  } catch (error) {
    throw new TourError(
      `no container engine answers, and none can be installed: ${messageOf(error)}`,
      'or start an engine of your own and run npm start again',
    );
  }
  if (process.getuid?.() !== 0) {
    throw new TourError(
      'no container engine answers, and one of our own needs root',
      'start your engine (for example: sudo systemctl start docker) and run npm start again',
    );
  }
  // No stand-in for GPUs: who tries the extension must not be offered what is not there. No bridge: the network of this machine stays as it is.
  const engine = await startEngine({ name: 'old', gpu: false, bridge: false, stateDir: stateDir(), log });
  await baseImage({ dockerHost: engine.dockerHost, log });
  const own = {
    dockerHost: engine.dockerHost,
    isOwn: true,
    described: `own engine, ${engine.dockerHost}`,
    base: pythonImage,
  };
  await removeOldRuns(own);
  return own;
}

/** Stops the engine that an earlier `npm start` left running. Its images stay. */
export async function stopOwnEngine() {
  await stopEngine({ name: 'old', stateDir: stateDir() });
}

/** @returns {Promise<Candidate | undefined>} The first that answers, in the order in which the docker command line looks. */
async function reachableEngine() {
  for (const candidate of candidates()) if (await answers(candidate)) return candidate;
  return undefined;
}

/** @returns {Candidate[]} */
function candidates() {
  const fromEnvironment = process.env['DOCKER_HOST'];
  if (fromEnvironment) return [{ dockerHost: fromEnvironment, described: `DOCKER_HOST ${fromEnvironment}` }];
  const context = currentContext();
  const runtimeFolder = process.env['XDG_RUNTIME_DIR'];
  const sockets = [
    '/var/run/docker.sock',
    ...(runtimeFolder ? [join(runtimeFolder, 'docker.sock')] : []),
    join(homedir(), '.docker/run/docker.sock'),
    join(homedir(), '.docker/desktop/docker.sock'),
    join(homedir(), '.colima/default/docker.sock'),
    ...(runtimeFolder ? [join(runtimeFolder, 'podman/podman.sock')] : []),
    '/run/podman/podman.sock',
  ].filter((path) => existsSync(path));
  const pipe = process.platform === 'win32' ? ['npipe:////./pipe/docker_engine'] : [];
  return [
    ...(context ? [context] : []),
    ...[...sockets.map((path) => `unix://${path}`), ...pipe].map((dockerHost) => ({
      dockerHost,
      described: dockerHost,
    })),
  ];
}

/** @returns {Candidate | undefined} The context that `docker context use` chose. */
function currentContext() {
  const folder = process.env['DOCKER_CONFIG'] || join(homedir(), '.docker');
  const name = process.env['DOCKER_CONTEXT'] || readJson(join(folder, 'config.json'))?.currentContext;
  if (typeof name !== 'string' || name === '' || name === 'default') return undefined;
  const hash = createHash('sha256').update(name).digest('hex');
  const host = readJson(join(folder, 'contexts/meta', hash, 'meta.json'))?.Endpoints?.docker?.Host;
  return typeof host === 'string'
    ? { dockerHost: host, described: `docker context ${name}`, context: name }
    : undefined;
}

/**
 * @param {string} file
 * @returns {any} undefined when there is no such file.
 */
function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/**
 * Sockets are asked directly; ssh and TLS are the docker command line's business.
 * @param {Candidate} candidate
 * @returns {Promise<boolean>}
 */
async function answers({ dockerHost, context }) {
  const where = context === undefined || !dockerHost.startsWith('tcp:') ? directAddress(dockerHost) : undefined;
  // Whatever keeps it from answering, it is not an engine we can use.
  if (where) return (await ask(where, '/_ping').catch(() => undefined))?.status === 200;
  const args = context === undefined ? ['-H', dockerHost] : ['--context', context];
  const { code } = await runProgram('docker', [...args, 'version', '--format', '{{.Server.APIVersion}}'], {
    timeoutMs: 10_000,
  });
  return code === 0;
}

/**
 * @param {string} dockerHost
 * @returns {import('node:http').RequestOptions | undefined} undefined where it takes more than a socket: ssh, TLS.
 */
function directAddress(dockerHost) {
  const [scheme = '', address = ''] = dockerHost.split('://');
  if (scheme === 'unix') return { socketPath: address };
  if (scheme === 'npipe') return { socketPath: address.replaceAll('/', '\\') };
  if (scheme !== 'tcp' || process.env['DOCKER_TLS_VERIFY']) return undefined;
  const { hostname, port } = new URL(`http://${address}`);
  return { host: hostname, port: Number(port || 2375) };
}

/**
 * @param {import('node:http').RequestOptions} where
 * @param {string} path
 * @param {string} [method]
 * @returns {Promise<{status: number, text: string}>}
 */
function ask(where, path, method = 'GET') {
  return new Promise((resolve, reject) => {
    const call = request({ ...where, path, method, agent: false, timeout: answerTimeoutMs }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    call.on('timeout', () => call.destroy(new Error(`no answer for ${answerTimeoutMs / 1000} s`)));
    call.on('error', reject);
    call.end();
  });
}

/**
 * What the engine itself says, to check what the extension shows.
 * @param {TourEngine} engine
 * @param {string} path
 * @returns {Promise<any>} undefined for an engine that only the docker command line reaches.
 */
export async function askEngine({ dockerHost }, path) {
  const where = directAddress(dockerHost);
  if (!where) return undefined;
  const { status, text } = await ask(where, path);
  if (status !== 200) throw new Error(`the engine answered ${status} to ${path}: ${text.trim()}`);
  return JSON.parse(text);
}

const runFilter = encodeURIComponent(JSON.stringify({ label: ['trainyard.run-id'] }));

/**
 * @param {TourEngine} engine
 * @returns {Promise<{Id: string, State: string, Labels: Record<string, string>}[] | undefined>} Containers that are runs of Trainyard, newest first.
 */
export async function listRuns(engine) {
  return await askEngine(engine, `/containers/json?all=1&filters=${runFilter}`);
}

/**
 * Runs of earlier tours whose folder is gone would fill the tree of our own engine.
 * @param {TourEngine} engine
 */
async function removeOldRuns(engine) {
  for (const { Id, State, Labels } of (await listRuns(engine)) ?? []) {
    const spec = Labels['trainyard.spec'];
    if (State !== 'exited' || spec === undefined || existsSync(spec)) continue;
    await ask({ socketPath: engine.dockerHost.slice('unix://'.length) }, `/containers/${Id}?v=1`, 'DELETE');
  }
}

/**
 * The Dockerfile's own base, unless it can neither be pulled nor is there already.
 * @param {Candidate} engine
 * @param {{yes: boolean, log: (line: string) => void}} options
 * @returns {Promise<string | undefined>}
 */
async function baseFor({ dockerHost }, { yes, log }) {
  if (!dockerHost.startsWith('unix://') || process.platform !== 'linux') return undefined;
  const socketPath = dockerHost.slice('unix://'.length);
  if ((await hasImage(socketPath, usualBase)) || (await isHubReachable())) return undefined;
  if (!(await hasImage(socketPath, pythonImage))) {
    if (process.getuid?.() !== 0) return undefined;
    log(`Docker Hub is not reached: the image is built from ${pythonImage}, made from Debian's packages`);
    await installSystemPackages(['images'], { why: 'A base image without Docker Hub', yes, log });
  }
  await baseImage({ dockerHost, log });
  return pythonImage;
}

/**
 * @param {string} socketPath
 * @param {string} tag
 * @returns {Promise<boolean>}
 */
const hasImage = async (socketPath, tag) => (await ask({ socketPath }, `/images/${tag}/json`)).status === 200;

/** @returns {Promise<boolean>} A registry answers 401 to who has not signed in; a proxy in between answers otherwise. */
async function isHubReachable() {
  try {
    const { status } = await fetch('https://registry-1.docker.io/v2/', {
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    return status === 401 || status === 200;
  } catch {
    // No network, no name, no route: all mean that nothing can be pulled.
    return false;
  }
}

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error));
