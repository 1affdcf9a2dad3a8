// Runs one container to its end through the engine's API alone.
import { engineJson, engineRequest } from './engineApi.mjs';

/**
 * @param {string} dockerHost
 * @param {Record<string, unknown>} config As in the API: Image, Cmd, Env and so on.
 * @param {Record<string, unknown>} [hostConfig] The default has no network.
 * @returns {Promise<{exitCode: number, output: string}>} Both output streams in one.
 */
export async function runContainer(dockerHost, config, hostConfig = {}) {
  const body = { Tty: false, ...config, HostConfig: { NetworkMode: 'none', ...hostConfig } };
  const { Id } = await engineJson(dockerHost, { method: 'POST', path: '/containers/create', body });
  try {
    await engineJson(dockerHost, { method: 'POST', path: `/containers/${Id}/start` });
    const { StatusCode } = await engineJson(dockerHost, { method: 'POST', path: `/containers/${Id}/wait` });
    const logs = await engineRequest(dockerHost, { path: `/containers/${Id}/logs?stdout=1&stderr=1` });
    return { exitCode: StatusCode, output: withoutFrames(logs.body) };
  } finally {
    await engineRequest(dockerHost, { method: 'DELETE', path: `/containers/${Id}?force=1` });
  }
}

/**
 * Each piece of output comes after eight bytes: the stream's number, three zeros, the length.
 * @param {Buffer} bytes
 * @returns {string}
 */
function withoutFrames(bytes) {
  const parts = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at + 4);
    parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(parts).toString();
}
