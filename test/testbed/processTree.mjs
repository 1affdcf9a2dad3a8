// Processes are known by pid and start time, so that a pid given to another program later is never taken for ours.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * @typedef {object} ProcessId
 * @property {number} pid
 * @property {string} startTime Field 22 of /proc/PID/stat, in clock ticks since boot.
 */

/**
 * Reads /proc/PID/stat. The command name may hold spaces and brackets, so fields count from the last bracket.
 * @param {number} pid
 * @returns {{state: string, parent: number, startTime: string} | undefined} undefined when there is no such process.
 */
export function processStat(pid) {
  const text = readProc(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', parent: Number(fields[1]), startTime: fields[19] ?? '' };
}

/**
 * @param {number} pid
 * @returns {ProcessId}
 */
export function processId(pid) {
  const stat = processStat(pid);
  if (!stat) throw new Error(`process ${pid} has ended`);
  return { pid, startTime: stat.startTime };
}

/**
 * A zombie counts as ended: it only waits for its parent.
 * @param {ProcessId | undefined} id
 * @returns {id is ProcessId}
 */
export function isAlive(id) {
  if (!id) return false;
  const stat = processStat(id.pid);
  return stat !== undefined && stat.startTime === id.startTime && stat.state !== 'Z' && stat.state !== 'X';
}

/**
 * @param {ProcessId} id
 * @param {NodeJS.Signals} signal
 * @returns {boolean} false when the process had ended.
 */
export function sendSignal(id, signal) {
  if (!isAlive(id)) return false;
  try {
    process.kill(id.pid, signal);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
    throw error;
  }
}

/**
 * @param {ProcessId} id
 * @param {number} milliseconds
 * @returns {Promise<boolean>} true when the process ended in time.
 */
export async function waitForEnd(id, milliseconds) {
  const end = Date.now() + milliseconds;
  while (isAlive(id)) {
    if (Date.now() > end) return false;
    await delay(20);
  }
  return true;
}

/**
 * Stops a process until it is sent CONT. The signal takes effect thread by thread: one may still answer a request after it was sent.
 * @param {ProcessId} id
 */
export async function suspend(id) {
  sendSignal(id, 'SIGSTOP');
  const running = () =>
    readdirSync(`/proc/${id.pid}/task`).some((thread) => processStat(Number(thread))?.state !== 'T');
  while (isAlive(id) && running()) await delay(5);
}

/**
 * Every descendant of the given processes, as of now.
 * @param {readonly number[]} roots
 * @returns {ProcessId[]}
 */
export function descendants(roots) {
  const children = new Map();
  for (const pid of allPids()) {
    const stat = processStat(pid);
    if (stat) children.set(stat.parent, [...(children.get(stat.parent) ?? []), { pid, startTime: stat.startTime }]);
  }
  const found = [];
  const queue = [...roots];
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    for (const child of children.get(pid) ?? []) {
      found.push(child);
      queue.push(child.pid);
    }
  }
  return found;
}

/**
 * Processes with an argument that contains `text`: a path only they were started with.
 * @param {string} text
 * @returns {ProcessId[]}
 */
export function processesNaming(text) {
  const found = [];
  for (const pid of allPids()) {
    if (pid === process.pid) continue;
    const stat = processStat(pid);
    if (stat && stat.state !== 'Z' && readProc(`/proc/${pid}/cmdline`)?.includes(text))
      found.push({ pid, startTime: stat.startTime });
  }
  return found;
}

/**
 * Ends a process and all it started: TERM to the parent, then TERM to what is left, then KILL.
 * @param {ProcessId} id
 * @param {number} [graceMs] Time for the parent to end by itself.
 */
export async function stopTree(id, graceMs = 10_000) {
  if (!isAlive(id)) return;
  const family = descendants([id.pid]);
  sendSignal(id, 'SIGTERM');
  // A stopped process does not see TERM before it continues.
  sendSignal(id, 'SIGCONT');
  await waitForEnd(id, graceMs);
  const late = [...family, ...(isAlive(id) ? [id, ...descendants([id.pid])] : [])].filter(isAlive);
  for (const one of late) sendSignal(one, 'SIGTERM');
  await Promise.all(late.map((one) => waitForEnd(one, 2000)));
  await killAll(late);
}

/**
 * @param {readonly ProcessId[]} ids
 */
export async function killAll(ids) {
  const left = ids.filter(isAlive);
  for (const one of left) sendSignal(one, 'SIGKILL');
  const ended = await Promise.all(left.map((one) => waitForEnd(one, 10_000)));
  const stuck = left.filter((_, index) => !ended[index]);
  if (stuck.length > 0) throw new Error(`processes do not end: ${stuck.map((one) => one.pid).join(', ')}`);
}

/** @returns {number[]} */
function allPids() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/**
 * @param {string} path
 * @returns {string | undefined} undefined when the process ended meanwhile.
 */
function readProc(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return undefined;
    throw error;
  }
}

/**
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function errorCode(error) {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
