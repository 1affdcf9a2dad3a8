// @ts-check
// The files that the components of a cluster read, filled in from the templates in config/.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../runCommand.mjs';
import { clusterProgram } from './buildClusterPrograms.mjs';
import { apiServiceIp, dnsIp, nodeName, podBridge, podSubnet } from './clusterPlace.mjs';
import { pauseImage } from './clusterImages.mjs';

const templates = join(dirname(fileURLToPath(import.meta.url)), 'config');

/** Template, and where below the configuration directory it goes. */
const files = [
  ['containerd.toml', 'containerd.toml'],
  ['cni.conflist', 'cni/10-trainyard.conflist'],
  ['kubelet.yaml', 'kubelet.yaml'],
  ['kube-proxy.yaml', 'kube-proxy.yaml'],
  ['Corefile', 'Corefile'],
  ['base.yaml', 'base.yaml'],
];

/**
 * @param {import('./clusterPlace.mjs').ClusterPlace} place
 * @param {{nodeIp: string, registry: string}} facts registry: address and port.
 */
export function writeConfigFiles(place, { nodeIp, registry }) {
  const values = {
    NODE_IP: nodeIp,
    NODE_NAME: nodeName,
    POD_BRIDGE: podBridge,
    POD_SUBNET: podSubnet,
    DNS_IP: dnsIp,
    DATA: place.data,
    RUN: place.run,
    CONFIG: place.config,
    PKI: place.pki,
    CONTAINERD: place.containerd,
    CGROUP: place.cgroup,
    PAUSE_IMAGE: pauseImage,
    REGISTRY: registry,
  };
  for (const [template = '', file = ''] of files) writeChanged(join(place.config, file), filled(template, values));
  rmSync(join(place.config, 'registries'), { recursive: true, force: true });
  for (const host of [registry, registry.replace('127.0.0.1', 'localhost')])
    writeChanged(join(place.config, 'registries', host, 'hosts.toml'), filled('hosts.toml', values));
  writeChanged(join(place.config, 'resolv.conf'), nameServers());
}

/**
 * Certificates name the node's address: they are made anew when it has changed.
 * @param {import('./clusterPlace.mjs').ClusterPlace} place
 * @param {string} nodeIp
 */
export async function ensurePki(place, nodeIp) {
  const mark = join(place.pki, 'made-for');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === nodeIp) return;
  rmSync(place.pki, { recursive: true, force: true });
  const flags = ['--dir', place.pki, '--ip', nodeIp, '--service-ip', apiServiceIp, '--node', nodeName];
  await runCommand(clusterProgram('trainyard-kube'), ['write-pki', ...flags]);
  writeFileSync(mark, nodeIp);
}

/**
 * @param {string} template
 * @param {Record<string, string>} values
 */
function filled(template, values) {
  return readFileSync(join(templates, template), 'utf8').replace(/@([A-Z_]+)@/g, (_, name) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${template} asks for ${name}, which has no value`);
    return value;
  });
}

/**
 * kube-proxy ends when its file is written, even with the same content.
 * @param {string} file
 * @param {string} text
 */
function writeChanged(file, text) {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** @returns {string} For pods that do not ask the cluster's DNS; search domains of this machine are none of theirs. */
function nameServers() {
  const lines = readFileSync('/etc/resolv.conf', 'utf8').split('\n');
  return `${lines.filter((line) => /^(nameserver|options)\s/.test(line)).join('\n')}\n`;
}
