// @ts-check
// What a cluster needs of the machine itself: empty directories to mount over, and settings of the kernel that no namespace separates.
// The first cluster writes down what was there before, the last one puts it back.
import { existsSync, mkdirSync, readFileSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode, isAlive } from '../processTree.mjs';
import { withLock } from '../withLock.mjs';

/** @typedef {import('../processTree.mjs').ProcessId} ProcessId */

/**
 * @typedef {object} MachineNote
 * @property {Record<string, string>} settings As they were.
 * @property {string[]} directories Made here, innermost first.
 * @property {Record<string, ProcessId>} clusters The process that holds each cluster's namespaces, by its directory.
 */

export const noteFile = '/run/trainyard-testbed-kubernetes.json';
const lock = `${noteFile}.lock`;

/** Directories that kubelet, containerd and CNI plugins use whatever they are told; each cluster mounts its own over them. */
export const ownDirectories = [
  '/var/lib/kubelet',
  '/var/lib/cni',
  '/var/log/pods',
  '/var/log/containers',
  '/run/containerd',
  // Where the controller manager makes volumes.
  '/tmp/hostpath_pv',
];

/** Every pod watches files. */
const leastSettings = { 'fs/inotify/max_user_instances': 8192, 'fs/inotify/max_user_watches': 524_288 };

/** The kubelet sets these. */
const kubeletSettings = ['vm/overcommit_memory', 'kernel/panic', 'kernel/panic_on_oops'];

/**
 * @param {string} dir Of the cluster.
 * @param {ProcessId} holder
 */
export async function enterMachine(dir, holder) {
  await withLock(lock, async () => {
    const note = readNote() ?? { settings: currentSettings(), directories: [], clusters: {} };
    note.clusters[dir] = holder;
    for (const path of ownDirectories) note.directories.unshift(...makeDirectory(path));
    writeFileSync(noteFile, JSON.stringify(note, null, 2));
    for (const [name, least] of Object.entries(leastSettings))
      if (Number(readSetting(name)) < least) writeSetting(name, String(least));
  });
}

/**
 * @param {string} dir Of the cluster, whose processes have ended.
 */
export async function leaveMachine(dir) {
  await withLock(lock, async () => {
    const note = readNote();
    if (!note) return;
    const others = Object.entries(note.clusters).filter(([other, holder]) => other !== dir && isAlive(holder));
    if (others.length > 0) {
      writeFileSync(noteFile, JSON.stringify({ ...note, clusters: Object.fromEntries(others) }, null, 2));
      return;
    }
    for (const [name, value] of Object.entries(note.settings)) writeSetting(name, value);
    for (const path of note.directories) removeEmpty(path);
    rmSync(noteFile);
  });
}

/** @returns {MachineNote | undefined} undefined when no cluster runs. */
function readNote() {
  return existsSync(noteFile) ? JSON.parse(readFileSync(noteFile, 'utf8')) : undefined;
}

function currentSettings() {
  const names = [...Object.keys(leastSettings), ...kubeletSettings];
  return Object.fromEntries(names.map((name) => [name, readSetting(name)]));
}

/** @param {string} name */
function readSetting(name) {
  return readFileSync(`/proc/sys/${name}`, 'utf8').trim();
}

/**
 * @param {string} name
 * @param {string} value
 */
function writeSetting(name, value) {
  if (readSetting(name) !== value) writeFileSync(`/proc/sys/${name}`, value);
}

/**
 * @param {string} path
 * @returns {string[]} What had to be made, innermost first.
 */
function makeDirectory(path) {
  const first = mkdirSync(path, { recursive: true });
  if (first === undefined) return [];
  const made = [path];
  for (let last = path; last !== first; made.push(last)) last = dirname(last);
  return made;
}

/**
 * @param {string} path Stays when somebody else has put something into it.
 */
function removeEmpty(path) {
  try {
    rmdirSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'ENOENT') throw error;
  }
}
