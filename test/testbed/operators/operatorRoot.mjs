// @ts-check
// An operator sees a small root directory of its own. Some look for certificates at places such as /visibility that no flag changes; like this
// nothing has to be made on the machine, and several clusters have operators at once.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { clusterProgram } from '../kubernetes/buildClusterPrograms.mjs';
import { dnsIp, kubeconfigOf } from '../kubernetes/clusterPlace.mjs';

/**
 * @typedef {import('../kubernetes/clusterPlace.mjs').ClusterPlace} ClusterPlace
 * @typedef {import('./operatorParts.mjs').OperatorPart} OperatorPart
 */

/**
 * @param {ClusterPlace} place
 * @returns {string} What the operators of a cluster keep.
 */
export const operatorsDir = (place) => join(place.dir, 'operators');

/**
 * @param {ClusterPlace} place
 * @returns {string} The certificates of their webhooks.
 */
export const webhookPki = (place) => join(operatorsDir(place), 'pki');

/**
 * Makes the directory and says how the operator is started in it.
 * @param {ClusterPlace} place
 * @param {OperatorPart} part
 * @param {string | undefined} config The text of its configuration file.
 * @returns {readonly string[]} A command for the node.
 */
export function operatorCommand(place, { program, configFlag, flags, certificateFolders }, config) {
  const root = join(operatorsDir(place), program);
  for (const folder of certificateFolders) {
    mkdirSync(join(root, folder), { recursive: true });
    for (const file of ['ca.crt', 'tls.crt', 'tls.key'])
      copyFileSync(join(webhookPki(place), file), join(root, folder, file));
  }
  for (const folder of ['etc', 'tmp']) mkdirSync(join(root, folder), { recursive: true });
  const configFile = join(root, 'config.yaml');
  if (config !== undefined) writeFileSync(configFile, config);
  writeFileSync(join(root, 'etc/resolv.conf'), `nameserver ${dnsIp}\nsearch svc.cluster.local\n`);
  writeFileSync(join(root, 'etc/hosts'), '127.0.0.1 localhost\n');
  const shown = [dirname(clusterProgram(program)), place.pki, root];
  for (const path of shown) mkdirSync(join(root, path), { recursive: true });
  const kubeconfig = `--kubeconfig=${kubeconfigOf(place, 'admin')}`;
  const start = [
    clusterProgram(program),
    ...(configFlag === undefined ? [] : [`--${configFlag}=${configFile}`]),
    kubeconfig,
    ...flags,
  ];
  // What is unmounted on the node later is unmounted here too.
  return ['unshare', '--mount', '--propagation', 'slave', 'sh', '-ec', inRoot, root, ...shown, '--', ...start];
}

/** Arguments: the root, directories that are seen in it at their own places, `--`, the command. */
const inRoot = [
  'while [ "$1" != -- ]; do mount --bind "$1" "$0$1"; shift; done',
  'shift',
  'export TMPDIR=/tmp',
  'exec chroot "$0" "$@"',
].join('\n');
