// @ts-check
// Where engines are, and a few questions to one without the docker command line.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../lib/runProgram.mjs';

/**
 * @typedef {object} Candidate
 * @property {string} dockerHost
 * @property {string} described For people.
 * @property {string} engineId How the extension names it.
 * @property {boolean} needsAddress The extension looks elsewhere first, so it must be told.
 * @property {string} [context] Of the docker command line.
 */

/** The extension's name for the engine that DOCKER_HOST names. */
export const environmentId = 'env:DOCKER_HOST';
const usualSocket = '/var/run/docker.sock';
const usualPipe = '//./pipe/docker_engine';

const answerTimeoutMs = 5000;

/** @returns {Promise<Candidate | undefined>} The first that answers, in the order in which the docker command line looks. */
export async function reachableEngine() {
  for (const candidate of candidates()) if (await answers(candidate)) return candidate;
  return undefined;
}

/** @returns {Candidate[]} */
function candidates() {
  const fromEnvironment = process.env['DOCKER_HOST'];
  if (fromEnvironment)
    return [
      {
        dockerHost: fromEnvironment,
        described: `DOCKER_HOST ${fromEnvironment}`,
        engineId: environmentId,
        needsAddress: false,
      },
    ];
  const context = currentContext();
  const runtimeFolder = process.env['XDG_RUNTIME_DIR'];
  const sockets = [
    usualSocket,
    ...(runtimeFolder ? [join(runtimeFolder, 'docker.sock')] : []),
    join(homedir(), '.docker/run/docker.sock'),
    join(homedir(), '.docker/desktop/docker.sock'),
    join(homedir(), '.colima/default/docker.sock'),
    ...(runtimeFolder ? [join(runtimeFolder, 'podman/podman.sock')] : []),
    '/run/podman/podman.sock',
  ].filter((path) => existsSync(path));
  return [
    ...(context ? [context] : []),
    ...sockets.map(socketCandidate),
    ...(process.platform === 'win32'
      ? [
          {
            dockerHost: `npipe://${usualPipe}`,
            described: usualPipe,
            engineId: `socket:${usualPipe}`,
            needsAddress: false,
          },
        ]
      : []),
  ];
}

/**
 * @param {string} path
 * @returns {Candidate}
 */
function socketCandidate(path) {
  const dockerHost = `unix://${path}`;
  const needsAddress = path !== usualSocket;
  return { dockerHost, described: dockerHost, engineId: needsAddress ? environmentId : `socket:${path}`, needsAddress };
}

/** @returns {Candidate | undefined} The context that `docker context use` chose. */
function currentContext() {
  const folder = process.env['DOCKER_CONFIG'] || join(homedir(), '.docker');
  const name = process.env['DOCKER_CONTEXT'] || readJson(join(folder, 'config.json'))?.currentContext;
  if (typeof name !== 'string' || name === '' || name === 'default') return undefined;
  const hash = createHash('sha256').update(name).digest('hex');
  const host = readJson(join(folder, 'contexts/meta', hash, 'meta.json'))?.Endpoints?.docker?.Host;
  return typeof host === 'string'
    ? {
        dockerHost: host,
        described: `docker context ${name}`,
        engineId: `context:${name}`,
        needsAddress: false,
        context: name,
      }
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
  const where = directAddress({ dockerHost, context });
  // Whatever keeps it from answering, it is not an engine we can use.
  if (where) return (await ask(where, '/_ping').catch(() => undefined))?.status === 200;
  const args = context === undefined ? ['-H', dockerHost] : ['--context', context];
  const { code } = await runProgram('docker', [...args, 'version', '--format', '{{.Server.APIVersion}}'], {
    timeoutMs: 10_000,
  });
  return code === 0;
}

/**
 * @param {{readonly dockerHost: string, readonly context?: string | undefined}} engine
 * @returns {import('node:http').RequestOptions | undefined} undefined where it takes more than a socket: ssh, TLS.
 */
function directAddress({ dockerHost, context }) {
  const [scheme = '', address = ''] = dockerHost.split('://');
  if (scheme === 'unix') return { socketPath: address };
  if (scheme === 'npipe') return { socketPath: address.replaceAll('/', '\\') };
  // A context over TCP brings its certificates.
  if (scheme !== 'tcp' || context !== undefined || process.env['DOCKER_TLS_VERIFY']) return undefined;
  const { hostname, port } = new URL(`http://${address}`);
  return { host: hostname, port: Number(port || 2375) };
}

/**
 * @param {import('node:http').RequestOptions} where
 * @param {string} path
 * @returns {Promise<{status: number, text: string}>}
 */
function ask(where, path) {
  return new Promise((resolve, reject) => {
    const call = request({ ...where, path, agent: false, timeout: answerTimeoutMs }, (response) => {
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
 * @param {{readonly dockerHost: string, readonly context?: string | undefined}} engine
 * @param {string} path
 * @returns {Promise<any>} undefined for an engine that only the docker command line reaches.
 */
export async function askEngine(engine, path) {
  const where = directAddress(engine);
  if (!where) return undefined;
  const { status, text } = await ask(where, path);
  if (status !== 200) throw new Error(`the engine answered ${status} to ${path}: ${text.trim()}`);
  return JSON.parse(text);
}
