// A bridge and subnet of its own for an engine that shall publish ports and reach the network, as an ordinary installation does.
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { shortHash } from './paths.mjs';
import { runCommand } from './runCommand.mjs';
import { withLock } from './withLock.mjs';

/** The machine's switch for passing packets on between interfaces, and the note that it was off before the first bridge. */
const forwardingSwitch = '/proc/sys/net/ipv4/ip_forward';
const forwardingNote = '/run/trainyard-testbed-forwarding';
const lock = '/run/trainyard-testbed-bridges.lock';

/**
 * Makes the bridge of an engine when it is not there. Its containers reach the network under this machine's address. Filter rules and policies
 * of the machine stay as they are.
 * @param {string} key One bridge for each key.
 * @returns {Promise<string>} The bridge's name.
 */
export async function ensureBridge(key) {
  const name = bridgeName(key);
  await withLock(lock, async () => {
    if (!existsSync(`/sys/class/net/${name}`)) {
      await runCommand('ip', ['link', 'add', name, 'type', 'bridge']);
      await runCommand('ip', ['address', 'add', `${await freeSubnet(key)}.1/24`, 'dev', name]);
      await runCommand('ip', ['link', 'set', name, 'up']);
    }
    const subnet = await subnetOf(name);
    await removeTranslation(name);
    await nat(['-A', 'POSTROUTING', '-s', subnet, '!', '-o', name, '-j', 'MASQUERADE']);
    if (readFileSync(forwardingSwitch, 'utf8').trim() === '1') return;
    writeFileSync(forwardingNote, '');
    writeFileSync(forwardingSwitch, '1');
  });
  return name;
}

/**
 * Deletes a bridge with all that was made for it; does nothing when it is gone.
 * @param {string} name
 */
export async function removeBridge(name) {
  await withLock(lock, async () => {
    await removeTranslation(name);
    await removeInterface(name);
    const last = !readdirSync('/sys/class/net').some((one) => /^ty[0-9a-f]{10}$/.test(one));
    if (!last || !existsSync(forwardingNote)) return;
    writeFileSync(forwardingSwitch, '0');
    rmSync(forwardingNote);
  });
}

/**
 * @param {string} name
 */
export async function removeInterface(name) {
  if (existsSync(`/sys/class/net/${name}`)) await runCommand('ip', ['link', 'delete', name]);
}

/**
 * @param {string} key
 * @returns {string} At most 15 bytes, as the kernel wants it.
 */
export function bridgeName(key) {
  return `ty${shortHash(key).slice(0, 10)}`;
}

/**
 * @param {string} name
 */
async function removeTranslation(name) {
  const rules = (await nat(['-S', 'POSTROUTING'])).split('\n').filter((line) => line.includes(` -o ${name} `));
  for (const rule of rules) await nat(rule.trim().replace(/^-A/, '-D').split(' '));
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<string>}
 */
async function nat(args) {
  return await runCommand('iptables', ['--wait', '-t', 'nat', ...args]);
}

/**
 * @param {string} name
 * @returns {Promise<string>} Such as 10.213.7.0/24.
 */
async function subnetOf(name) {
  const address = (await addresses()).find((one) => one.name === name)?.address;
  if (address === undefined) throw new Error(`bridge ${name} has no address`);
  return `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
}

/**
 * @param {string} key
 * @returns {Promise<string>} The first three bytes of a /24 below 10.213.0.0/16 that no interface here uses.
 */
async function freeSubnet(key) {
  const used = (await addresses()).map((one) => one.address);
  const first = Number.parseInt(shortHash(key).slice(0, 2), 16);
  for (let offset = 0; offset < 256; offset++) {
    const subnet = `10.213.${(first + offset) % 256}`;
    if (!used.some((address) => address.startsWith(`${subnet}.`))) return subnet;
  }
  throw new Error('no free subnet below 10.213.0.0/16');
}

/**
 * Node's own list leaves out bridges that nothing is attached to yet.
 * @returns {Promise<{name: string, address: string}[]>}
 */
async function addresses() {
  const lines = (await runCommand('ip', ['-4', '-oneline', 'address', 'show'])).split('\n');
  return lines.flatMap((line) => {
    const [, name, address] = /^\d+: (\S+) +inet ([\d.]+)/.exec(line) ?? [];
    return name !== undefined && address !== undefined ? [{ name, address }] : [];
  });
}
