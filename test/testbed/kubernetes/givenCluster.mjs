// @ts-check
// The user's own cluster in place of the test bed's: only what every cluster allows.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { busyboxImage, pythonImage } from '../baseImage.mjs';
import { runCommand } from '../runCommand.mjs';
import { buildClusterPrograms, clusterProgram } from './buildClusterPrograms.mjs';
import { linkKubectl } from './clusterHandle.mjs';
import { clusterPlace } from './clusterPlace.mjs';

/** Says that a test asks for something that only the test bed's own cluster can do. */
export class NotAvailable extends Error {
  /** @param {string} what */
  constructor(what) {
    super(`not available with TRAINYARD_TEST_CONTEXT: ${what}`);
    this.name = 'NotAvailable';
  }
}

/**
 * TRAINYARD_TEST_CONTEXT names a context of KUBECONFIG or ~/.kube/config. Its images are those of TRAINYARD_TEST_PYTHON_IMAGE and
 * TRAINYARD_TEST_BUSYBOX_IMAGE, or the local ones, which somebody must have brought there.
 * @param {string} context
 * @param {(line: string) => void} log
 * @returns {Promise<import('./clusterHandle.mjs').Cluster>}
 */
export async function givenCluster(context, log) {
  const kubeconfig = process.env['KUBECONFIG'] || join(homedir(), '.kube', 'config');
  const kubectl = await findKubectl(log);
  const helm = await findHelm(log);
  const args = ['config', 'get-contexts', context, '--output', 'name'];
  await runCommand(kubectl, args, { env: { ...process.env, KUBECONFIG: kubeconfig } });
  log(`the cluster is that of the context ${context} in ${kubeconfig}; nothing of it is started, stopped or broken`);
  const refuse = (/** @type {string} */ what) => {
    throw new NotAvailable(what);
  };
  /** What promises to do something promises to refuse. */
  const refuseLater = (/** @type {string} */ what) => async () => refuse(what);
  return {
    isGiven: true,
    kubeconfig,
    kubeconfigs: otherUsers(kubeconfig, refuse),
    context,
    kubectl,
    helm,
    get nodeName() {
      return refuse('nodeName');
    },
    get nodeAddress() {
      return refuse('nodeAddress');
    },
    get registry() {
      return refuse('registry');
    },
    images: {
      python: process.env['TRAINYARD_TEST_PYTHON_IMAGE'] ?? pythonImage,
      busybox: process.env['TRAINYARD_TEST_BUSYBOX_IMAGE'] ?? busyboxImage,
    },
    get gpuIds() {
      return refuse('gpuIds');
    },
    get stateDir() {
      return refuse('stateDir');
    },
    startedHere: false,
    // Whoever was given a cluster gives it back as it is.
    stop: async () => undefined,
    freezeApiServer: refuseLater('freezeApiServer'),
    thawApiServer: () => refuse('thawApiServer'),
    killApiServer: refuseLater('killApiServer'),
    restartApiServer: refuseLater('restartApiServer'),
    freezeEtcd: refuseLater('freezeEtcd'),
    thawEtcd: () => refuse('thawEtcd'),
    killKubelet: refuseLater('killKubelet'),
    restartKubelet: refuseLater('restartKubelet'),
    killComponent: refuseLater('killComponent'),
    restartComponent: refuseLater('restartComponent'),
    cutNetwork: refuseLater('cutNetwork'),
    mendNetwork: refuseLater('mendNetwork'),
    snapshot: refuseLater('snapshot'),
    restore: refuseLater('restore'),
    unhealthyGpus: () => refuse('unhealthyGpus'),
    scale: refuseLater('scale'),
    removeFakes: refuseLater('removeFakes'),
  };
}

/**
 * @param {string} kubeconfig
 * @param {(what: string) => never} refuse
 * @returns {import('./clusterHandle.mjs').Kubeconfigs}
 */
function otherUsers(kubeconfig, refuse) {
  return {
    admin: kubeconfig,
    get adminToken() {
      return refuse('a kubeconfig with a token');
    },
    get dev() {
      return refuse('a user of limited rights');
    },
    get devToken() {
      return refuse('a user of limited rights');
    },
    get nobody() {
      return refuse('a user without rights');
    },
  };
}

/**
 * @param {(line: string) => void} log
 * @returns {Promise<string>} The user's own, or the test bed's, which is compiled when it is not there.
 */
async function findKubectl(log) {
  const own = ownProgram('kubectl');
  if (own !== undefined) return own;
  await buildClusterPrograms({ log, only: ['trainyard-kube'] });
  return linkKubectl(clusterPlace());
}

/**
 * @param {(line: string) => void} log
 * @returns {Promise<string>} The user's own, or the test bed's, which is compiled when it is not there.
 */
async function findHelm(log) {
  const own = ownProgram('helm');
  if (own !== undefined) return own;
  await buildClusterPrograms({ log, only: ['helm'] });
  return clusterProgram('helm');
}

/**
 * @param {string} name
 * @returns {string | undefined} The program of this machine's PATH.
 */
function ownProgram(name) {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}
