// @ts-check
// The control group that all pods of a cluster are below: of its own, since a kubelet ends what it finds in its group and does not know.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode, killAll, processStat } from '../processTree.mjs';

const root = '/sys/fs/cgroup';

/**
 * @param {string} name
 */
export function makeControlGroup(name) {
  for (const hierarchy of hierarchies()) mkdirSync(join(hierarchy, name), { recursive: true });
}

/**
 * Ends what still runs in the group and removes it.
 * @param {string} name
 */
export async function removeControlGroup(name) {
  const groups = hierarchies()
    .map((hierarchy) => join(hierarchy, name))
    .filter((group) => existsSync(group));
  await killAll(groups.flatMap(members));
  for (const group of groups) await removeGroup(group);
}

/** @returns {string[]} With version 1 one for each controller. */
function hierarchies() {
  if (existsSync(join(root, 'cgroup.controllers'))) return [root];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(root, entry.name));
}

/**
 * @param {string} group
 * @returns {import('../processTree.mjs').ProcessId[]}
 */
function members(group) {
  const own = readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
  const found = own.flatMap((pid) => {
    const stat = processStat(pid);
    return stat ? [{ pid, startTime: stat.startTime }] : [];
  });
  return [...found, ...childGroups(group).flatMap(members)];
}

/**
 * @param {string} group
 * @returns {string[]}
 */
function childGroups(group) {
  return readdirSync(group, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(group, entry.name));
}

/**
 * A group stays busy for a moment after its last process has ended.
 * @param {string} group
 */
async function removeGroup(group) {
  for (const child of childGroups(group)) await removeGroup(child);
  for (let attempt = 1; ; attempt++) {
    try {
      rmdirSync(group);
      return;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return;
      if (errorCode(error) !== 'EBUSY' || attempt > 100) throw error;
      await delay(50);
    }
  }
}
