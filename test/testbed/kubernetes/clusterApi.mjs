// @ts-check
// The few calls to a cluster that the test bed itself needs, without kubectl.
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { join } from 'node:path';

/** @typedef {import('./clusterPlace.mjs').ClusterPlace} ClusterPlace */

/**
 * @typedef {object} ClusterRequest
 * @property {string} [method]
 * @property {string} path
 * @property {unknown} [body] Sent as JSON.
 * @property {boolean} [asText] The answer is no JSON.
 *
 * @typedef {(request: ClusterRequest) => Promise<any>} ClusterClient Gives the parsed answer.
 */

/**
 * Anybody's answer counts as none when it is not 200. Health ports have certificates of their own making.
 * @param {ClusterPlace} place
 * @param {string} url
 * @returns {Promise<boolean>}
 */
export async function httpAnswers(place, url) {
  try {
    const admin = url.startsWith('https:') ? { ...adminCredentials(place), rejectUnauthorized: false } : {};
    const { status } = await send(url, { ...admin, timeout: 2000 });
    return status === 200;
  } catch {
    // Any failure to answer means the same to the caller: not up (yet).
    return false;
  }
}

/**
 * @param {ClusterPlace} place
 * @param {string} nodeIp
 * @returns {{call: ClusterClient, close: () => void}} A client with the administrator's certificate, on at most eight connections.
 */
export function adminClient(place, nodeIp) {
  const agent = new Agent({ keepAlive: true, maxSockets: 8, ...adminCredentials(place) });
  return {
    call: async ({ method = 'GET', path, body, asText = false }) => {
      const payload = body === undefined ? '' : JSON.stringify(body);
      // Without a length Node sends the body of a DELETE so that nobody knows its end.
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) };
      const options = { method, agent, timeout: 60_000, headers };
      const { status, text } = await send(`https://${nodeIp}:6443${path}`, options, payload);
      if (status >= 400) throw new ApiError(status, `${method} ${path}: ${status} ${text.slice(0, 300)}`);
      return asText || text === '' ? text : JSON.parse(text);
    },
    close: () => agent.destroy(),
  };
}

export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * @param {ClusterPlace} place
 */
function adminCredentials(place) {
  const read = (/** @type {string} */ file) => readFileSync(join(place.pki, file));
  return { ca: read('ca.crt'), cert: read('admin.crt'), key: read('admin.key') };
}

/**
 * @param {string} url
 * @param {import('node:https').RequestOptions & {timeout: number}} options timeout: silence after which the call fails.
 * @param {string} [payload]
 * @returns {Promise<{status: number, text: string}>}
 */
function send(url, options, payload) {
  return new Promise((resolve, reject) => {
    const make = url.startsWith('https:') ? httpsRequest : httpRequest;
    const call = make(url, options, (response) => {
      /** @type {Buffer[]} */
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    call.on('timeout', () => call.destroy(new Error(`${url}: no answer for ${options.timeout / 1000} s`)));
    call.on('error', reject);
    call.end(payload);
  });
}
