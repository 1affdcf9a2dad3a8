// A bridge and subnet of its own for an engine that shall publish ports.
import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { runCommand } from './runCommand.mjs';
import { shortHash } from './paths.mjs';

/**
 * Makes the bridge of an engine when it is not there. The caller deletes it with the engine.
 * @param {string} key One bridge for each key.
 * @returns {Promise<string>} The bridge's name, at most 15 bytes as the kernel wants it.
 */
export async function ensureBridge(key) {
  const name = bridgeName(key);
  if (existsSync(`/sys/class/net/${name}`)) return name;
  await runCommand('ip', ['link', 'add', name, 'type', 'bridge']);
  await runCommand('ip', ['address', 'add', `${freeSubnet(key)}.1/24`, 'dev', name]);
  await runCommand('ip', ['link', 'set', name, 'up']);
  return name;
}

/**
 * @param {string} key
 * @returns {string}
 */
export function bridgeName(key) {
  return `ty${shortHash(key).slice(0, 10)}`;
}

/**
 * @param {string} key
 * @returns {string} The first three bytes of a /24 below 10.213.0.0/16 that no interface here uses.
 */
function freeSubnet(key) {
  const used = Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map((one) => one.address));
  const first = Number.parseInt(shortHash(key).slice(0, 2), 16);
  for (let offset = 0; offset < 256; offset++) {
    const subnet = `10.213.${(first + offset) % 256}`;
    if (!used.some((address) => address.startsWith(`${subnet}.`))) return subnet;
  }
  throw new Error('no free subnet below 10.213.0.0/16');
}
