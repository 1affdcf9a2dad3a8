// @ts-check
// A real API server with nothing but its etcd: it says what it thinks of objects and their definitions, and nobody acts on them. Ends with this process.
import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { atExit } from '../../../scripts/lib/atExit.mjs';
import { freePort } from '../freePort.mjs';
import { lastLines } from '../runCommand.mjs';
import { buildClusterPrograms, clusterProgram } from './buildClusterPrograms.mjs';
import { flagList } from './controlPlane.mjs';

/**
 * @typedef {object} BareAnswer
 * @property {number} status
 * @property {any} body Parsed JSON.
 *
 * @typedef {object} BareCall
 * @property {string} [method]
 * @property {string} path
 * @property {string} [text] The body, in `type`.
 * @property {string} [type] The default is application/json.
 *
 * @typedef {object} BareApiServer
 * @property {(call: BareCall) => Promise<BareAnswer>} call Refusals are answers, too.
 * @property {(path: string, signal: AbortSignal) => AsyncIterable<unknown>} watch Events of the objects there, first those that there are. Fails with the signal's reason.
 * @property {() => Promise<void>} stop
 */

/** A busy machine may be slow; a dead process ends the wait at once. */
const readyTimeoutMs = 120_000;

/**
 * On free ports of 127.0.0.1, with data in a folder that goes with it. Everybody with its token may do everything.
 * @returns {Promise<BareApiServer>}
 */
export async function startBareApiServer() {
  await buildClusterPrograms({ only: ['trainyard-kube'] });
  const dir = mkdtempSync(join(tmpdir(), 'trainyard-bare-'));
  const [client, peer, secure] = await Promise.all([freePort(), freePort(), freePort()]);
  const etcdUrl = `http://127.0.0.1:${client}`;
  const etcd = startProgram('etcd', dir, etcdFlags(dir, etcdUrl, `http://127.0.0.1:${peer}`));
  const token = randomUUID();
  writeSecrets(dir, token);
  const server = startProgram('kube-apiserver', dir, serverFlags(dir, { etcdUrl, port: secure }));
  const stop = async () => {
    await server.stop();
    await etcd.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  const forget = atExit(stop);
  const send = sender(dir, { port: secure, token });
  const call = (/** @type {BareCall} */ what) => answerOf(send(what));
  try {
    await untilReady(call, [etcd, server]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    call,
    watch: (path, signal) => eventsOf(send({ path: `${path}?watch=1` }), signal),
    stop: async () => {
      forget();
      await stop();
    },
  };
}

/**
 * @param {string} dir
 * @param {string} clientUrl
 * @param {string} peerUrl
 */
function etcdFlags(dir, clientUrl, peerUrl) {
  return {
    'data-dir': join(dir, 'etcd'),
    'listen-client-urls': clientUrl,
    'advertise-client-urls': clientUrl,
    'listen-peer-urls': peerUrl,
    'initial-advertise-peer-urls': peerUrl,
    'initial-cluster': `default=${peerUrl}`,
    'unsafe-no-fsync': 'true',
    'log-level': 'warn',
  };
}

/**
 * @param {string} dir
 * @param {{etcdUrl: string, port: number}} where
 */
function serverFlags(dir, { etcdUrl, port }) {
  return {
    'etcd-servers': etcdUrl,
    'bind-address': '127.0.0.1',
    'secure-port': String(port),
    // It makes its own certificate there.
    'cert-dir': join(dir, 'pki'),
    'token-auth-file': join(dir, 'tokens.csv'),
    'authorization-mode': 'AlwaysAllow',
    // No controller makes the accounts that the first one asks for, and with the others namespaces would have to be there.
    'disable-admission-plugins': 'ServiceAccount,NamespaceLifecycle,PodSecurity',
    'service-cluster-ip-range': '10.0.0.0/24',
    'service-account-issuer': 'https://kubernetes.default.svc.cluster.local',
    'service-account-key-file': join(dir, 'sa.pub'),
    'service-account-signing-key-file': join(dir, 'sa.key'),
    profiling: 'false',
  };
}

/**
 * @param {string} dir
 * @param {string} token
 */
function writeSecrets(dir, token) {
  mkdirSync(join(dir, 'pki'));
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  writeFileSync(join(dir, 'sa.pub'), publicKey);
  writeFileSync(join(dir, 'sa.key'), privateKey, { mode: 0o600 });
  writeFileSync(join(dir, 'tokens.csv'), `${token},judge,judge,system:masters\n`, { mode: 0o600 });
}

/**
 * @param {string} name
 * @param {string} dir
 * @param {Record<string, string>} flags
 */
function startProgram(name, dir, flags) {
  const child = spawn(clusterProgram('trainyard-kube'), [name, ...flagList(flags)], {
    cwd: dir,
    // It lives for a minute and makes much garbage meanwhile, from definitions of a megabyte.
    env: { ...process.env, GOGC: '400' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (log = (log + text).slice(-20_000)));
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => {
      log += error.message;
      resolve();
    });
    child.once('close', () => resolve());
  });
  return {
    ended: ended.then(() => `${name} has ended:\n${lastLines(log)}`),
    /** Nothing of it is kept, so that it need not end in order. */
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/**
 * @param {BareApiServer['call']} call
 * @param {readonly {ended: Promise<string>}[]} programs
 */
async function untilReady(call, programs) {
  let failure = '';
  for (const { ended } of programs) void ended.then((text) => (failure ||= text));
  for (const end = Date.now() + readyTimeoutMs; ; await delay(50)) {
    if (failure === '' && Date.now() > end) failure = 'the API server is not ready after two minutes';
    if (failure !== '') throw new Error(failure);
    // Anything but an answer of 200 means: not yet.
    const answer = await call({ path: '/readyz' }).catch(() => undefined);
    // Namespaces are made a moment later than it calls itself ready.
    if (answer?.status === 200 && (await call({ path: '/api/v1/namespaces/default' })).status === 200) return;
  }
}

/** @typedef {import('node:http').ClientRequest} ClientRequest */

/**
 * @param {string} dir
 * @param {{port: number, token: string}} where
 * @returns {(call: BareCall) => ClientRequest}
 */
function sender(dir, { port, token }) {
  return ({ method = 'GET', path, text = '', type = 'application/json' }) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': type,
      'content-length': Buffer.byteLength(text),
    };
    const certificate = join(dir, 'pki', 'apiserver.crt');
    const ca = existsSync(certificate) ? readFileSync(certificate) : '';
    const sent = request({ host: '127.0.0.1', port, path, method, headers, ca });
    sent.end(text);
    return sent;
  };
}

/**
 * @param {ClientRequest} sent
 * @returns {Promise<BareAnswer>}
 */
async function answerOf(sent) {
  const [response] = await once(sent, 'response');
  const answer = await readText(response);
  const isJson = response.headers['content-type']?.startsWith('application/json');
  return { status: response.statusCode, body: isJson ? JSON.parse(answer) : answer };
}

/**
 * @param {ClientRequest} sent
 * @param {AbortSignal} signal
 */
async function* eventsOf(sent, signal) {
  const [response] = await once(sent, 'response', { signal });
  response.setEncoding('utf8');
  signal.addEventListener('abort', () => response.destroy(signal.reason));
  let rest = '';
  for await (const chunk of response) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line);
  }
}
