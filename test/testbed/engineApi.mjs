// The few calls to a Docker engine that the test bed itself needs, without any docker program.
import { request } from 'node:http';
import { Readable } from 'node:stream';

/**
 * @typedef {object} EngineRequest
 * @property {string} [method]
 * @property {string} path Without API version: the engine answers with its newest.
 * @property {Readable | Buffer | Record<string, unknown>} [body] A plain object is sent as JSON.
 * @property {Record<string, string>} [headers]
 * @property {number} [timeoutMs] Silence on the connection after which the call fails.
 */

/**
 * @param {string} dockerHost `unix://` address.
 * @param {EngineRequest} options
 * @returns {Promise<{status: number, body: Buffer}>}
 */
export function engineRequest(dockerHost, { method = 'GET', path, body, headers = {}, timeoutMs = 300_000 }) {
  const raw = body instanceof Readable || Buffer.isBuffer(body) || body === undefined;
  const payload = raw ? body : Buffer.from(JSON.stringify(body));
  const type = raw ? 'application/x-tar' : 'application/json';
  return new Promise((resolve, reject) => {
    const call = request(
      {
        socketPath: dockerHost.replace(/^unix:\/\//, ''),
        method,
        path,
        agent: false,
        headers: payload === undefined ? headers : { 'content-type': type, ...headers },
      },
      (response) => {
        /** @type {Buffer[]} */
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
      },
    );
    call.on('error', reject);
    call.setTimeout(timeoutMs, () => call.destroy(new Error(`${method} ${path}: no answer for ${timeoutMs / 1000} s`)));
    if (payload instanceof Readable) {
      payload.on('error', (error) => call.destroy(error));
      payload.pipe(call);
    } else call.end(payload);
  });
}

/**
 * @param {string} dockerHost
 * @param {EngineRequest} options
 * @returns {Promise<any>} The parsed answer.
 * @throws {Error} with the engine's own words when it refuses.
 */
export async function engineJson(dockerHost, options) {
  const { status, body } = await engineRequest(dockerHost, options);
  if (status >= 400) throw new Error(`${options.method ?? 'GET'} ${options.path}: ${status} ${refusal(body)}`);
  return body.length === 0 ? undefined : JSON.parse(body.toString());
}

/**
 * @param {Buffer} body
 * @returns {string}
 */
function refusal(body) {
  const text = body.toString().trim();
  return text.startsWith('{') ? (JSON.parse(text).message ?? text) : text;
}

/**
 * @param {string} dockerHost
 * @returns {Promise<boolean>} true when an engine answers there within two seconds.
 */
export async function enginePing(dockerHost) {
  try {
    const { status, body } = await engineRequest(dockerHost, { path: '/_ping', timeoutMs: 2000 });
    return status === 200 && body.toString() === 'OK';
  } catch {
    // Any failure to answer means the same to the caller: not up (yet).
    return false;
  }
}
