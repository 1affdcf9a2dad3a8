// @ts-check
// The cluster's node: a network and a view of the file system of its own, like a machine. All rules, addresses and mounts made inside end with it.
import { existsSync, mkdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bridgeName, ensureBridge, removeBridge, removeInterface } from '../bridge.mjs';
import { readRecord, runningRecord, startDaemon, stopDaemon } from '../daemon.mjs';
import { runCommand } from '../runCommand.mjs';
import { componentDir, podBridge, podGateway } from './clusterPlace.mjs';
import { makeControlGroup, removeControlGroup } from './controlGroup.mjs';
import { enterMachine, leaveMachine, ownDirectories } from './machine.mjs';

/** @typedef {import('./clusterPlace.mjs').ClusterPlace} ClusterPlace */

/**
 * @typedef {object} Node
 * @property {number} pid Of the process that holds the namespaces.
 * @property {string} ip The node's address, which this machine reaches directly.
 */

/** What the file systems of other engines are; a copy in here would keep them busy. */
const foreignMounts = /^(overlay|nsfs|fuse\.fuse-overlayfs)$/;

/** The pods' bridge gets its address before the first pod: two at once would race for it. */
const podBridgeMac = '02:42:0a:f4:00:01';

/**
 * @param {ClusterPlace} place
 * @returns {Node | undefined} undefined when the cluster does not run.
 */
export function runningNode(place) {
  const record = runningRecord(componentDir(place, 'node'));
  return record && { pid: record.process.pid, ip: String(record.facts['ip']) };
}

/**
 * @param {ClusterPlace} place
 * @param {Record<string, unknown>} facts What the cluster was started with.
 * @returns {Promise<Node>}
 */
export async function startNode(place, facts) {
  const bridge = await ensureBridge(place.dir);
  const gateway = await addressOf(bridge);
  const ip = gateway.replace(/\.\d+$/, '.2');
  const dir = componentDir(place, 'node');
  const id = await startDaemon({
    dir,
    command: 'unshare',
    args: ['--mount', '--net', '--propagation', 'slave', ...sleeperNamed(`trainyard-node:${place.dir}`)],
    env: process.env,
    facts: { ...facts, ip, bridge },
    ready: async () => holdsOwnNetwork(dir),
  });
  const node = { pid: id.pid, ip };
  await enterMachine(place.dir, id);
  makeControlGroup(place.cgroup);
  await mountOwnDirectories(node, place);
  await connect(node, place, { bridge, gateway });
  return node;
}

/**
 * One process that does nothing, with a name for those who look for processes of this cluster.
 * @param {string} name
 */
function sleeperNamed(name) {
  return ['bash', '-c', 'exec -a "$0" sleep infinity', name];
}

/**
 * Ends the node; its processes have ended before.
 * @param {ClusterPlace} place
 */
export async function stopNode(place) {
  await stopDaemon(componentDir(place, 'node'));
  await removeCable(place.link);
  await removeBridge(bridgeName(place.dir));
  await removeControlGroup(place.cgroup);
  await leaveMachine(place.dir);
}

/**
 * The kernel removes it too, a moment after the node's last process: whoever comes second finds nothing.
 * @param {string} link
 */
async function removeCable(link) {
  try {
    await removeInterface(link);
  } catch (error) {
    if (existsSync(`/sys/class/net/${link}`)) throw error;
  }
}

/**
 * @param {Node} node
 * @param {readonly string[]} command
 * @returns {[string, ...string[]]} The command that does the same on the node. The process itself is the program's.
 */
export function onNode(node, command) {
  return ['nsenter', '--target', String(node.pid), '--mount', '--net', '--', ...command];
}

/**
 * @param {Node} node
 * @param {readonly string[]} command
 * @returns {Promise<string>} What it prints.
 */
export async function runOnNode(node, command) {
  const [program, ...args] = onNode(node, command);
  return await runCommand(program, args);
}

/** Whatever comes over the cable is lost without a word, before any other rule. */
const cutCable = ['PREROUTING', '-i', 'eth0', '-j', 'DROP'];

/**
 * Cuts the cable between this machine and the node: what is sent is lost and nothing is refused, as with a VPN that has gone.
 * @param {Node} node
 */
export async function cutNetwork(node) {
  await mendNetwork(node);
  await runOnNode(node, ['iptables', '--wait', '-t', 'raw', '-I', ...cutCable]);
}

/**
 * @param {Node} node
 */
export async function mendNetwork(node) {
  const rules = await runOnNode(node, ['iptables', '--wait', '-t', 'raw', '-S', 'PREROUTING']);
  if (rules.includes(cutCable.join(' '))) await runOnNode(node, ['iptables', '--wait', '-t', 'raw', '-D', ...cutCable]);
}

/** @param {string} dir */
function holdsOwnNetwork(dir) {
  const pid = readRecord(dir)?.process.pid;
  return pid !== undefined && readlinkSync(`/proc/${pid}/ns/net`) !== readlinkSync('/proc/self/ns/net');
}

/**
 * @param {Node} node
 * @param {ClusterPlace} place
 */
async function mountOwnDirectories(node, place) {
  const mounts = readFileSync(`/proc/${node.pid}/mounts`, 'utf8').trimEnd().split('\n');
  for (const line of mounts.reverse()) {
    const [source = '', point = '', type = ''] = line.split(' ');
    const foreign = foreignMounts.test(type) || source === 'trainyard-testbed';
    if (foreign && point !== '/') await runOnNode(node, ['umount', '--lazy', point]);
  }
  // Volumes that the kubelet mounts reach containerd and the containers.
  await runOnNode(node, ['mount', '--make-rshared', '/']);
  for (const path of ownDirectories) {
    const own = join(path === '/run/containerd' ? place.run : place.data, `own-${basename(path)}`);
    mkdirSync(own, { recursive: true });
    await runOnNode(node, ['mount', '--bind', own, path]);
  }
}

/**
 * @param {Node} node
 * @param {ClusterPlace} place
 * @param {{bridge: string, gateway: string}} network
 */
async function connect(node, place, { bridge, gateway }) {
  const cable = ['link', 'add', place.link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(node.pid)];
  await runCommand('ip', cable);
  await runCommand('ip', ['link', 'set', place.link, 'master', bridge, 'up']);
  const commands = [
    'ip link set lo up',
    `ip address add ${node.ip}/24 dev eth0`,
    'ip link set eth0 up',
    `ip route add default via ${gateway}`,
    `ip link add ${podBridge} address ${podBridgeMac} type bridge`,
    `ip address add ${podGateway} dev ${podBridge}`,
    `ip link set ${podBridge} up`,
    'echo 1 > /proc/sys/net/ipv4/ip_forward',
    'echo 1 > /proc/sys/net/bridge/bridge-nf-call-iptables',
  ];
  await runOnNode(node, ['sh', '-ec', commands.join('\n')]);
}

/**
 * @param {string} bridge
 * @returns {Promise<string>}
 */
async function addressOf(bridge) {
  const text = await runCommand('ip', ['-4', '-oneline', 'address', 'show', 'dev', bridge]);
  const address = / inet ([\d.]+)/.exec(text)?.[1];
  if (address === undefined) throw new Error(`bridge ${bridge} has no address`);
  return address;
}
